"""SageMaker's control plane: one JSON operation for each request, checked against the public service model."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from typing import Any

import botocore.session
import botocore.validate
from ministack.core.responses import AccountRegionScopedDict

from overlay import witness
from overlay.sagemaker import components, endpoints, models, registry, runtime, store
from overlay.sagemaker.store import (
    ENDPOINT_CONFIGS,
    ENDPOINTS,
    INFERENCE_COMPONENTS,
    MODELS,
    PACKAGE_GROUPS,
    Record,
    ServiceError,
)

Answer = tuple[int, dict[str, str], Any]


def _describe(scoped: AccountRegionScopedDict, kind: str, name_key: str) -> Callable[[Record], Record]:
    return lambda request: store.find(scoped, kind, request[name_key])


def _list(scoped: AccountRegionScopedDict, member: str, fields: tuple[str, ...]) -> Callable[[Record], Record]:
    def answer(request: Record) -> Record:
        contains, status = request.get("NameContains", ""), request.get("StatusEquals")
        found = [
            {key: record[key] for key in fields if key in record}
            for record in scoped.values()
            if contains in record[fields[0]]
            and (status is None or status in (record.get("EndpointStatus"), record.get("InferenceComponentStatus")))
            and ("EndpointNameEquals" not in request or record.get("EndpointName") == request["EndpointNameEquals"])
        ]
        found.sort(key=lambda item: item["CreationTime"], reverse=request.get("SortOrder") != "Ascending")
        return store.page(found, request, member)

    return answer


def _add_tags(request: Record) -> Record:
    store.put_tags(request["ResourceArn"], request["Tags"])
    return {"Tags": store.TAGS[request["ResourceArn"]]}


def _delete_tags(request: Record) -> Record:
    kept = [tag for tag in store.TAGS.get(request["ResourceArn"], []) if tag["Key"] not in request["TagKeys"]]
    store.TAGS[request["ResourceArn"]] = kept
    return {}


def _list_tags(request: Record) -> Record:
    return {"Tags": store.TAGS.get(request["ResourceArn"], [])}


OPERATIONS: dict[str, Callable[[Record], Record]] = {
    "AddTags": _add_tags,
    "DeleteTags": _delete_tags,
    "ListTags": _list_tags,
    "CreateModel": models.create_model,
    "DescribeModel": _describe(MODELS, "model", "ModelName"),
    "ListModels": _list(MODELS, "Models", ("ModelName", "ModelArn", "CreationTime")),
    "DeleteModel": models.delete_model,
    "CreateEndpointConfig": models.create_endpoint_config,
    "DescribeEndpointConfig": _describe(ENDPOINT_CONFIGS, "endpoint-config", "EndpointConfigName"),
    "ListEndpointConfigs": _list(
        ENDPOINT_CONFIGS, "EndpointConfigs", ("EndpointConfigName", "EndpointConfigArn", "CreationTime")
    ),
    "DeleteEndpointConfig": models.delete_endpoint_config,
    "CreateEndpoint": endpoints.create,
    "UpdateEndpoint": endpoints.update,
    "UpdateEndpointWeightsAndCapacities": endpoints.update_weights,
    "DescribeEndpoint": _describe(ENDPOINTS, "endpoint", "EndpointName"),
    "ListEndpoints": _list(
        ENDPOINTS,
        "Endpoints",
        ("EndpointName", "EndpointArn", "CreationTime", "LastModifiedTime", "EndpointStatus"),
    ),
    "DeleteEndpoint": endpoints.delete,
    "CreateInferenceComponent": components.create,
    "UpdateInferenceComponent": components.update,
    "UpdateInferenceComponentRuntimeConfig": components.update_runtime,
    "DescribeInferenceComponent": _describe(INFERENCE_COMPONENTS, "inference-component", "InferenceComponentName"),
    "ListInferenceComponents": _list(
        INFERENCE_COMPONENTS,
        "InferenceComponents",
        (
            "InferenceComponentName",
            "InferenceComponentArn",
            "EndpointArn",
            "EndpointName",
            "VariantName",
            "InferenceComponentStatus",
            "CreationTime",
            "LastModifiedTime",
        ),
    ),
    "DeleteInferenceComponent": components.delete,
    "CreateModelPackageGroup": registry.create_group,
    "DescribeModelPackageGroup": _describe(PACKAGE_GROUPS, "model-package-group", "ModelPackageGroupName"),
    "ListModelPackageGroups": _list(
        PACKAGE_GROUPS,
        "ModelPackageGroupSummaryList",
        ("ModelPackageGroupName", "ModelPackageGroupArn", "CreationTime", "ModelPackageGroupStatus"),
    ),
    "DeleteModelPackageGroup": registry.delete_group,
    "CreateModelPackage": registry.create_package,
    "DescribeModelPackage": registry.describe_package,
    "UpdateModelPackage": registry.update_package,
    "ListModelPackages": registry.list_packages,
    "DeleteModelPackage": registry.delete_package,
}


@functools.cache
def _model() -> Any:
    return botocore.session.get_session().get_service_model("sagemaker")


def call(operation: str, request: Record) -> Record:
    """Runs one operation.

    Raises:
        ServiceError: for input that the public service model refuses, and for what the operation itself refuses.
    """
    shape = _model().operation_model(operation)
    if shape.input_shape is not None:
        known = set(shape.input_shape.members)
        unknown = [key for key in request if key not in known]
        report = botocore.validate.ParamValidator().validate(request, shape.input_shape)
        if unknown or report.has_errors():
            problems = [f"{key} is no member of {operation}" for key in unknown]
            raise ServiceError("; ".join([*problems, report.generate_report()]).strip("; "))
    try:
        answer = OPERATIONS[operation](request)
    except ServiceError as error:
        witness.api_call(operation, request, None, (error.code, str(error)))
        raise
    members = {} if shape.output_shape is None else shape.output_shape.members
    shown = {key: value for key, value in answer.items() if key in members}
    witness.api_call(operation, request, shown, None)
    return shown


async def handle_request(
    method: str, path: str, headers: dict[str, str], body: bytes, query_params: dict[str, Any]
) -> Answer:
    """The emulator's entry point for requests signed for ``sagemaker``: control plane and runtime alike."""
    target = headers.get("x-amz-target", "")
    try:
        if not target:
            return await runtime.handle(method, path, headers, body)
        operation = target.rsplit(".", 1)[-1]
        if operation not in OPERATIONS:
            raise ServiceError(f"The sandbox does not implement {operation}.", "UnknownOperationException")
        return _json(200, call(operation, json.loads(body or b"{}")))
    except ServiceError as error:
        return _json(error.status, {"__type": error.code, "message": str(error)}, error.code)


def _json(status: int, value: Any, error_type: str | None = None) -> Answer:
    headers = {"Content-Type": "application/x-amz-json-1.1"}
    if error_type is not None:
        headers["x-amzn-ErrorType"] = error_type
    return status, headers, json.dumps(value, default=str).encode()


def reset() -> None:
    """Forgets everything and stops every container: part of ``POST /_ministack/reset``."""
    for endpoint in list(ENDPOINTS._data.values()):
        for fleet in (endpoint["_fleet"], endpoint["_next"]):
            if fleet is not None:
                fleet.stop()
    for component in list(INFERENCE_COMPONENTS._data.values()):
        if component["_container"] is not None:
            component["_container"].stop()
    for scoped in store.ALL:
        scoped._data.clear()


def get_state() -> None:
    """Nothing outlives the process: containers could not be restored."""
