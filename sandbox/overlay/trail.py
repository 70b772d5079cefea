"""Trails: CloudTrail checks at creation that it may deliver. No API call is recorded."""

from __future__ import annotations

from typing import Any

from ministack.core.responses import get_account_id, get_region

from overlay import state_only
from overlay.buckets import has_bucket_key
from overlay.permissions import Denied, require
from overlay.schema import Schema
from overlay.service_access import require_key, require_trust

CLOUDTRAIL = "cloudtrail.amazonaws.com"


def handlers(schema: Schema) -> state_only.Handlers:
    """Those of a remembered resource, behind the checks of CreateTrail and UpdateTrail."""
    remembered = state_only.handlers(schema)

    def create(logical_id: str, props: dict[str, Any], stack_name: str) -> tuple[str, dict[str, Any]]:
        _check(schema.checked(props))
        return remembered["create"](logical_id, props, stack_name)

    def update(physical_id: str, old: dict[str, Any], new: dict[str, Any], *rest: str) -> tuple[str, dict[str, Any]]:
        _check(schema.checked(new))
        return remembered["update"](physical_id, old, new, *rest)

    return {**remembered, "create": create, "update": update}


def _check(trail: dict[str, Any]) -> None:
    """https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html"""
    # A trail without a name gets one that no policy can name before.
    name = trail.get("TrailName", "")
    arn = f"arn:aws:cloudtrail:{get_region()}:{get_account_id()}:trail/{name}"
    source = {"aws:SourceArn": arn, "aws:SourceAccount": get_account_id()}
    key = trail.get("KMSKeyId")
    try:
        if key is not None:
            require_key(CLOUDTRAIL, key, "kms:DescribeKey", source)
            context = {"kms:EncryptionContext:aws:cloudtrail:arn": arn}
            require_key(CLOUDTRAIL, key, "kms:GenerateDataKey", {**source, **context})
            if has_bucket_key(trail["S3BucketName"]):
                # S3 decrypts its bucket key with a context of its own.
                require_key(CLOUDTRAIL, key, "kms:Decrypt", source)
    except Denied as error:
        raise ValueError(f"InsufficientEncryptionPolicyException: {error}") from error
    role, group = trail.get("CloudWatchLogsRoleArn"), trail.get("CloudWatchLogsLogGroupArn")
    if role is None or group is None:
        return
    try:
        # CloudTrail is not documented to send its trail here.
        require_trust(CLOUDTRAIL, role)
        stream = f"{group.removesuffix(':*')}:log-stream:{get_account_id()}_CloudTrail_{get_region()}"
        for action in ("CreateLogStream", "PutLogEvents"):
            require(role, f"logs:{action}", stream)
    except Denied as error:
        raise ValueError(f"InvalidCloudWatchLogsRoleArnException: {error}") from error
