"""CloudFormation handlers of the SageMaker types: the service's own operations, and waiting for what they start."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ministack.services.cloudformation import _stacks
from ministack.services.cloudformation.provisioners import _physical_name

from overlay.behaviours import plays
from overlay.sagemaker import components, endpoints, service, store
from overlay.sagemaker.store import Record, ServiceError
from overlay.schema import Schema

Props = dict[str, Any]
Result = tuple[str, dict[str, Any]]


@dataclass(frozen=True)
class Kind:
    """How one type is named in the service's API."""

    name: str
    """Property and request member that names the resource."""
    noun: str
    """The noun in the operations' names: Create<noun>, Describe<noun>, Delete<noun>."""
    create_only: tuple[str, ...] = ()
    """Template properties that CreateX does not take."""


KINDS = {
    "AWS::SageMaker::Model": Kind("ModelName", "Model"),
    "AWS::SageMaker::EndpointConfig": Kind("EndpointConfigName", "EndpointConfig"),
    "AWS::SageMaker::Endpoint": Kind(
        "EndpointName",
        "Endpoint",
        ("ExcludeRetainedVariantProperties", "RetainAllVariantProperties", "RetainDeploymentConfig"),
    ),
    "AWS::SageMaker::InferenceComponent": Kind(
        "InferenceComponentName", "InferenceComponent", ("DeploymentConfig", "EndpointArn")
    ),
    "AWS::SageMaker::ModelPackageGroup": Kind(
        "ModelPackageGroupName", "ModelPackageGroup", ("ModelPackageGroupPolicy",)
    ),
}


def handlers(schema: Schema) -> dict[str, Any]:
    """Create, update and delete for one SageMaker type."""
    kind = KINDS[schema.type_name]

    def create(logical_id: str, props: Props, stack_name: str) -> Result:
        checked = schema.checked(props)
        name = checked.get(kind.name) or _generated_name(stack_name, logical_id)
        request = {key: value for key, value in checked.items() if key not in kind.create_only}
        _call(f"Create{kind.noun}", {**request, kind.name: name})
        return _settled(schema, kind, name)

    def update(physical_id: str, old: Props, new: Props, stack_name: str, _logical_id: str) -> Result:
        checked = schema.checked(new)
        record = _describe(kind, physical_id.rsplit("/", 1)[-1])
        name = record[kind.name]
        store.put_tags(record[f"{kind.noun}Arn"], checked.get("Tags"))
        change = UPDATES.get(schema.type_name)
        if change is not None:
            change(name, schema.checked(old), checked, stack_name)
        return _settled(schema, kind, name)

    def delete(physical_id: str, _props: Props) -> None:
        try:
            record = _describe(kind, physical_id.rsplit("/", 1)[-1])
        except ServiceError:
            return
        _call(f"Delete{kind.noun}", {kind.name: record[kind.name]})

    return {"create": create, "update": update, "update_with_logical_id": True, "delete": delete}


def _generated_name(stack_name: str, logical_id: str) -> str:
    return _physical_name(stack_name.replace("_", "-"), logical_id, max_len=63)


def _call(operation: str, request: Props) -> Record:
    try:
        return service.call(operation, request)
    except ServiceError as error:
        # CloudFormation shows the service's own words.
        raise ValueError(f"{error} (Service: SageMaker, operation {operation}, {error.code})") from error


def _describe(kind: Kind, name: str) -> Record:
    # ARNs have the name in lower case; names themselves keep theirs.
    scoped = {
        "Model": store.MODELS,
        "EndpointConfig": store.ENDPOINT_CONFIGS,
        "Endpoint": store.ENDPOINTS,
        "InferenceComponent": store.INFERENCE_COMPONENTS,
        "ModelPackageGroup": store.PACKAGE_GROUPS,
    }[kind.noun]
    for known in scoped:
        if known.lower() == name.lower():
            return scoped[known]
    raise ServiceError(f"Could not find {kind.noun} {name}.")


def _settled(schema: Schema, kind: Kind, name: str) -> Result:
    if kind.noun == "Endpoint":
        record = endpoints.wait(name)
        if record["EndpointStatus"] != "InService":
            raise ValueError(f"the endpoint {name} is {record['EndpointStatus']}: {record.get('FailureReason', '')}")
    elif kind.noun == "InferenceComponent":
        record = components.wait(name)
        if record["InferenceComponentStatus"] != "InService":
            raise ValueError(f"the inference component {name} failed: {record.get('FailureReason', '')}")
    else:
        record = _describe(kind, name)
    attributes = {key: record[key] for key in schema.attributes if key in record}
    attributes.setdefault(kind.name, name)
    identifier = schema.primary_identifier[0] if schema.primary_identifier else f"{kind.noun}Arn"
    # Types without an identifier in the registry answer Ref with their ARN.
    physical_id = str(record.get(identifier) or record[f"{kind.noun}Arn"])
    return physical_id, attributes


def _update_endpoint(name: str, old: Props, new: Props, stack_name: str) -> None:
    if new["EndpointConfigName"] == old["EndpointConfigName"]:
        return
    current = _describe(KINDS["AWS::SageMaker::Endpoint"], name)
    if current["EndpointConfigName"] == new["EndpointConfigName"] and current["EndpointStatus"] == "InService":
        return  # A failed update is sent back, and SageMaker went back by itself.
    allowed = ("EndpointConfigName", "DeploymentConfig", *KINDS["AWS::SageMaker::Endpoint"].create_only)
    wanted = {key: new[key] for key in allowed if key in new}
    _call("UpdateEndpoint", {"EndpointName": name, **wanted})
    record = endpoints.wait(name, cancelled=lambda: _cancelled(stack_name))
    if record["EndpointConfigName"] != new["EndpointConfigName"] and not plays("silent-rollback"):
        raise ValueError(f"the deployment of the endpoint {name} was rolled back: {record.get('FailureReason', '')}")


def _update_component(name: str, old: Props, new: Props, _stack_name: str) -> None:
    keys = ("Specification", "Specifications", "RuntimeConfig")
    wanted = {key: new[key] for key in keys if key in new and new[key] != old.get(key)}
    if not wanted:
        return
    if "DeploymentConfig" in new:
        wanted["DeploymentConfig"] = new["DeploymentConfig"]
    _call("UpdateInferenceComponent", {"InferenceComponentName": name, **wanted})
    record = components.wait(name)
    if "FailureReason" in record and not plays("silent-rollback"):
        raise ValueError(f"the deployment of the inference component {name} was rolled back: {record['FailureReason']}")


def _cancelled(stack_name: str) -> bool:
    """Whether the update of the stack is cancelled while the endpoint is being updated, and is to be taken back then."""
    if not plays("cancel-works") and not plays("cancel-fails"):
        return False
    stack = _stacks.get(stack_name)
    return stack is not None and bool(stack.pop("_cancel_requested", False))


UPDATES: dict[str, Callable[[str, Props, Props, str], None]] = {
    "AWS::SageMaker::Endpoint": _update_endpoint,
    "AWS::SageMaker::InferenceComponent": _update_component,
}
