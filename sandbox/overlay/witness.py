"""Events of services that the emulator does not send: API calls as CloudTrail reports them, and stack states."""

from __future__ import annotations

import datetime
import json
import uuid
from collections.abc import Callable
from typing import Any

from ministack.core.iam_evaluator import caller_arn
from ministack.core.responses import get_account_id, get_region
from ministack.services import eventbridge

_READ_ONLY = ("Describe", "List", "Get")


def api_call(
    operation: str, request: dict[str, Any], answer: dict[str, Any] | None, error: tuple[str, str] | None
) -> None:
    """``AWS API Call via CloudTrail`` of SageMaker; as on AWS, calls that only read are left out."""
    if operation.startswith(_READ_ONLY):
        return
    arn = caller_arn() or f"arn:aws:iam::{get_account_id()}:root"
    detail: dict[str, Any] = {
        "eventVersion": "1.11",
        "userIdentity": {
            "type": "AssumedRole" if ":assumed-role/" in arn else "Root",
            "arn": arn,
            "accountId": get_account_id(),
        },
        "eventTime": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "eventSource": "sagemaker.amazonaws.com",
        "eventName": operation,
        "awsRegion": get_region(),
        "requestParameters": _camel(request),
        "responseElements": None if answer is None else _camel(answer),
        "requestID": str(uuid.uuid4()),
        "eventID": str(uuid.uuid4()),
        "eventType": "AwsApiCall",
        "managementEvent": True,
        "readOnly": False,
        "eventCategory": "Management",
    }
    if error is not None:
        detail.update(errorCode=error[0], errorMessage=error[1])
    _put("aws.sagemaker", "AWS API Call via CloudTrail", [], detail)


def with_stack_events(original: Callable[..., None]) -> Callable[..., None]:
    """The emulator's stack events, with ``CloudFormation Stack Status Change`` sent for those of the stack itself."""

    def add_event(
        stack_id: str, stack_name: str, logical_id: str, resource_type: str, status: str, *rest: Any, **named: Any
    ) -> None:
        original(stack_id, stack_name, logical_id, resource_type, status, *rest, **named)
        if resource_type != "AWS::CloudFormation::Stack" or logical_id != stack_name:
            return
        details = {"status": status, "status-reason": str(rest[0] if rest else named.get("reason", ""))}
        detail = {"stack-id": stack_id, "status-details": details, "client-request-token": ""}
        _put("aws.cloudformation", "CloudFormation Stack Status Change", [stack_id], detail)

    return add_event


def _put(source: str, detail_type: str, resources: list[str], detail: dict[str, Any]) -> None:
    text = json.dumps(detail, default=str)
    entry = {"Source": source, "DetailType": detail_type, "Resources": resources, "Detail": text}
    eventbridge._put_events({"Entries": [entry]}, allow_aws_source=True)


def _camel(value: Any) -> Any:
    """CloudTrail begins the names of members in lower case."""
    if isinstance(value, dict):
        return {key[:1].lower() + key[1:]: _camel(item) for key, item in value.items()}
    return [_camel(item) for item in value] if isinstance(value, list) else value
