"""Trails: CloudTrail checks at creation that it may deliver, and says later whether it did. No API call is recorded."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

from ministack.core.responses import AccountRegionScopedDict, get_account_id, get_region
from ministack.services import cloudtrail

from overlay import state_only
from overlay.behaviours import contradicts
from overlay.buckets import has_bucket_key
from overlay.permissions import Denied, require
from overlay.schema import Schema
from overlay.service_access import require_key, require_trust
from overlay.settings import from_environment

CLOUDTRAIL = "cloudtrail.amazonaws.com"
# About every five minutes:
# https://docs.aws.amazon.com/awscloudtrail/latest/userguide/get-and-view-cloudtrail-log-files.html
_DELIVERY_SECONDS = 300.0
# What S3 answers, and what the API has of CloudWatch Logs.
_S3_ERROR = "AccessDenied"
_LOGS_ERROR = "Access denied. Verify in IAM that the role has adequate permissions."
# Members of GetTrailStatus by trail: a delivery that fails leaves the time of the last that did not.
_STATUS = AccountRegionScopedDict()

Answer = tuple[int, dict[str, str], bytes]

_key_fails = contradicts("A-TRAIL-KEY", "CloudTrail cannot write to a bucket with an S3 Bucket Key")
_logs_fail = contradicts("A-TRAIL-LOGS", "CloudTrail cannot use the role of the log group")


def handlers(schema: Schema) -> state_only.Handlers:
    """Those of a remembered resource, which pass the checks of CloudTrail and are known to its API."""
    remembered = state_only.handlers(schema)

    def create(logical_id: str, props: dict[str, Any], stack_name: str) -> tuple[str, dict[str, Any]]:
        checked = schema.checked(props)
        _check(checked)
        name, attributes = remembered["create"](logical_id, props, stack_name)
        _call("CreateTrail", _request(name, checked))
        # CreateTrail has no log group in the emulator, UpdateTrail has.
        _call("UpdateTrail", _request(name, checked))
        _log(name, checked)
        return name, attributes

    def update(physical_id: str, old: dict[str, Any], new: dict[str, Any], *rest: str) -> tuple[str, dict[str, Any]]:
        checked = schema.checked(new)
        _check(checked)
        _call("UpdateTrail", _request(physical_id, checked))
        if checked.get("IsLogging") != schema.checked(old).get("IsLogging"):
            _log(physical_id, checked)
        return remembered["update"](physical_id, old, new, *rest)

    def delete(physical_id: str, props: dict[str, Any]) -> None:
        cloudtrail._delete_trail({"Name": physical_id})
        _STATUS.pop(physical_id, None)
        remembered["delete"](physical_id, props)

    return {**remembered, "create": create, "update": update, "delete": delete}


def with_deliveries(original: Callable[[dict[str, Any]], Answer]) -> Callable[[dict[str, Any]], Answer]:
    """GetTrailStatus, with the last delivery to the bucket and to CloudWatch Logs."""

    def status(body: dict[str, Any]) -> Answer:
        code, headers, text = original(body)
        if code != 200:
            return code, headers, text
        name, _region, trail = cloudtrail._find_visible_trail(body["Name"].strip())
        return code, headers, json.dumps({**json.loads(text), **_delivered(name, trail)}).encode()

    return status


def _request(name: str, trail: dict[str, Any]) -> dict[str, Any]:
    """The template's properties as the API names them."""
    return {("KmsKeyId" if key == "KMSKeyId" else key): value for key, value in {**trail, "Name": name}.items()}


def _call(operation: str, request: dict[str, Any]) -> None:
    code, _headers, text = cloudtrail._DISPATCH[operation](request)
    if code >= 400:
        raise ValueError(f"{json.loads(text)['message']} (Service: CloudTrail, operation {operation})")


def _log(name: str, trail: dict[str, Any]) -> None:
    _call("StartLogging" if trail.get("IsLogging") else "StopLogging", {"Name": name})


def _delivered(name: str, trail: dict[str, Any]) -> dict[str, Any]:
    """The members of the answer, after the delivery that is due has been tried."""
    status = _STATUS.setdefault(name, {})
    now = time.time()
    if not trail.get("IsLogging") or now - trail["_StartedAt"] < _DELIVERY_SECONDS * from_environment().time_scale:
        return status
    for destination, deliver, error in (
        ("Delivery", _to_bucket, _S3_ERROR),
        ("CloudWatchLogsDelivery", _to_logs, _LOGS_ERROR),
    ):
        try:
            if deliver(trail):
                status[f"Latest{destination}Time"] = now
            status.pop(f"Latest{destination}Error", None)
        except Denied:
            status[f"Latest{destination}Error"] = error
    return status


def _to_bucket(trail: dict[str, Any]) -> bool:
    key, bucket = trail.get("KmsKeyId"), trail["S3BucketName"]
    if key is not None and _key_fails():
        raise Denied(f"{CLOUDTRAIL} is not authorized to use the key of {bucket}")
    _require_key(trail["Name"], key, bucket)
    return True


def _to_logs(trail: dict[str, Any]) -> bool:
    role, group = trail.get("CloudWatchLogsRoleArn"), trail.get("CloudWatchLogsLogGroupArn")
    if role is not None and _logs_fail():
        raise Denied(f"{CLOUDTRAIL} is not authorized to assume the role {role}")
    _require_logs(role, group)
    return bool(group)


def _check(trail: dict[str, Any]) -> None:
    try:
        # A trail without a name gets one that no policy can name before.
        _require_key(trail.get("TrailName", ""), trail.get("KMSKeyId"), trail["S3BucketName"])
    except Denied as error:
        raise ValueError(f"InsufficientEncryptionPolicyException: {error}") from error
    try:
        _require_logs(trail.get("CloudWatchLogsRoleArn"), trail.get("CloudWatchLogsLogGroupArn"))
    except Denied as error:
        raise ValueError(f"InvalidCloudWatchLogsRoleArnException: {error}") from error


def _require_key(name: str, key: str | None, bucket: str) -> None:
    """https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html"""
    if key is None:
        return
    arn = f"arn:aws:cloudtrail:{get_region()}:{get_account_id()}:trail/{name}"
    source = {"aws:SourceArn": arn, "aws:SourceAccount": get_account_id()}
    require_key(CLOUDTRAIL, key, "kms:DescribeKey", source)
    context = {"kms:EncryptionContext:aws:cloudtrail:arn": arn}
    require_key(CLOUDTRAIL, key, "kms:GenerateDataKey", {**source, **context})
    if has_bucket_key(bucket):
        # S3 decrypts its bucket key with a context of its own.
        require_key(CLOUDTRAIL, key, "kms:Decrypt", source)


def _require_logs(role: str | None, group: str | None) -> None:
    if not role or not group:
        return
    # CloudTrail is not documented to send its trail here.
    require_trust(CLOUDTRAIL, role)
    stream = f"{group.removesuffix(':*')}:log-stream:{get_account_id()}_CloudTrail_{get_region()}"
    for action in ("CreateLogStream", "PutLogEvents"):
        require(role, f"logs:{action}", stream)
