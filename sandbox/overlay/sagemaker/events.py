"""The EventBridge events that SageMaker documents, on the default bus.

https://docs.aws.amazon.com/sagemaker/latest/dg/automating-sagemaker-with-eventbridge.html
"""

from __future__ import annotations

import json
import re
from typing import Any

from ministack.services import eventbridge

from overlay.sagemaker import store
from overlay.sagemaker.store import Record


def upper_status(status: str) -> str:
    """``InService`` as events write it: ``IN_SERVICE``."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", status).upper()


def _put(detail_type: str, resource: str, detail: dict[str, Any]) -> None:
    entry = {
        "Source": "aws.sagemaker",
        "DetailType": detail_type,
        "Resources": [resource],
        "Detail": json.dumps(detail, default=str),
    }
    eventbridge._put_events({"Entries": [entry]}, allow_aws_source=True)


def _milliseconds(seconds: float) -> int:
    return int(seconds * 1000)


def _tags(resource_arn: str) -> dict[str, str]:
    return {tag["Key"]: tag["Value"] for tag in store.TAGS.get(resource_arn, [])}


def _endpoint_detail(endpoint: Record) -> dict[str, Any]:
    detail: dict[str, Any] = {
        "EndpointName": endpoint["EndpointName"],
        "EndpointArn": endpoint["EndpointArn"],
        "EndpointConfigName": endpoint["EndpointConfigName"],
        "ProductionVariants": endpoint["ProductionVariants"],
        "EndpointStatus": upper_status(endpoint["EndpointStatus"]),
        "CreationTime": _milliseconds(endpoint["CreationTime"]),
        "LastModifiedTime": _milliseconds(endpoint["LastModifiedTime"]),
        "Tags": _tags(endpoint["EndpointArn"]),
    }
    if endpoint.get("FailureReason"):
        detail["FailureReason"] = endpoint["FailureReason"]
    return detail


def endpoint_state(endpoint: Record) -> None:
    """``SageMaker Endpoint State Change``."""
    _put("SageMaker Endpoint State Change", endpoint["EndpointArn"], _endpoint_detail(endpoint))


def endpoint_deployment(endpoint: Record) -> None:
    """``SageMaker Endpoint Deployment State Change``, with the pending deployment when there is one."""
    detail = _endpoint_detail(endpoint)
    pending = endpoint.get("PendingDeploymentSummary")
    if pending:
        detail["PendingDeploymentSummary"] = {**pending, "StartTime": _milliseconds(pending["StartTime"])}
    _put("SageMaker Endpoint Deployment State Change", endpoint["EndpointArn"], detail)


def endpoint_config_state(config: Record) -> None:
    """``SageMaker Endpoint Config State Change``."""
    _named("SageMaker Endpoint Config State Change", config, "EndpointConfigName", "EndpointConfigArn")


def model_state(model: Record) -> None:
    """``SageMaker Model State Change``."""
    _named("SageMaker Model State Change", model, "ModelName", "ModelArn")


def _named(detail_type: str, record: Record, name: str, arn: str) -> None:
    detail = {name: record[name], arn: record[arn], "CreationTime": _milliseconds(record["CreationTime"])}
    _put(detail_type, record[arn], {**detail, "Tags": _tags(record[arn])})


def package_state(package: Record, updated: list[str]) -> None:
    """``SageMaker Model Package State Change``; ``updated`` names the fields that this change touched."""
    fields = (
        "ModelPackageGroupName",
        "ModelPackageVersion",
        "ModelPackageArn",
        "ModelPackageDescription",
        "ModelPackageStatus",
        "ModelApprovalStatus",
        "ApprovalDescription",
        "InferenceSpecification",
        "CustomerMetadataProperties",
        "ModelMetrics",
        "ModelLifeCycle",
        "SourceUri",
    )
    detail = {name: package[name] for name in fields if name in package}
    detail["CreationTime"] = _milliseconds(package["CreationTime"])
    detail["LastModifiedTime"] = _milliseconds(package["LastModifiedTime"])
    detail["UpdatedModelPackageFields"] = updated
    detail["Tags"] = _tags(package["ModelPackageArn"])
    _put("SageMaker Model Package State Change", package["ModelPackageArn"], detail)
