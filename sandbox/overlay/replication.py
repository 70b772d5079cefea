"""Replication of S3: the emulator copies the objects, here its role and the keys must allow it.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/setting-repl-config-perm-overview.html
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable, Iterator
from typing import Any
from xml.sax.saxutils import escape

from ministack.core.responses import get_region, set_request_region
from ministack.services import s3

from overlay.behaviours import contradicts
from overlay.permissions import Denied, Role
from overlay.service_access import require_trust

logger = logging.getLogger("overlay.replication")

_KEY_HEADER = "x-amz-server-side-encryption-aws-kms-key-id"
_OF_BUCKET = ("s3:GetReplicationConfiguration", "s3:ListBucket")
_OF_OBJECT = ("s3:GetObjectVersionForReplication", "s3:GetObjectVersionAcl")
_OF_LOCK = ("s3:GetObjectRetention", "s3:GetObjectLegalHold")
# Where CloudFormation and the API have other names for the same.
_API_NAMES = {"Rules": "Rule", "Id": "ID", "TagFilter": "Tag", "TagFilters": "Tag"}

_fails = contradicts("A-REPLICA", "S3 cannot replicate: the objects have the replication status FAILED")


def with_permission(original: Callable[..., None]) -> Callable[..., None]:
    """The emulator's copy of a new object, for a role that may make it, under the key of the rule."""

    def replicate(bucket: str, key: str, record: dict[str, Any], data: Any, tags: dict[str, str] | None = None) -> None:
        rule, role = s3._replication_rule_for(bucket, key, tags)
        encrypted_with = record["preserved_headers"].get(_KEY_HEADER)
        if rule is None or (encrypted_with and not _selects_encrypted(rule)):
            return
        try:
            _require(_assume(role), rule, bucket, key, tags, encrypted_with)
        except Denied as error:
            logger.warning("s3://%s/%s is not replicated: %s", bucket, key, error)
            record["replication_status"] = "FAILED"
            return
        original(bucket, key, record, data, tags)
        if encrypted_with and "_replica" in record:
            name, _version, account = record["_replica"]
            replica = s3._buckets.get_scoped(account, None, name)["objects"][key]
            replica["preserved_headers"][_KEY_HEADER] = _replica_key(rule)

    return replicate


def with_permission_to_delete(original: Callable[[str, str], None]) -> Callable[[str, str], None]:
    """The emulator's delete marker in the other bucket, for a role that may set it."""

    def replicate(bucket: str, key: str) -> None:
        rule, role = s3._replication_rule_for(bucket, key, None)
        if rule is None:
            return
        try:
            _assume(role).require_admitted("s3:ReplicateDelete", f"{_destination(rule)}/{key}")
        except Denied as error:
            logger.warning("the deletion of s3://%s/%s is not replicated: %s", bucket, key, error)
            return
        original(bucket, key)

    return replicate


def _assume(arn: str) -> Role:
    require_trust("s3.amazonaws.com", arn)
    return Role(arn, "s3-replication")


def _require(
    role: Role, rule: dict[str, Any], bucket: str, key: str, tags: dict[str, str] | None, encrypted_with: str | None
) -> None:
    if _fails():
        raise Denied("S3 may not use the role")
    source, replica = f"arn:aws:s3:::{bucket}", f"{_destination(rule)}/{key}"
    for action in _OF_BUCKET:
        role.require_admitted(action, source)
    for action in (*_OF_OBJECT, *(_OF_LOCK if s3._bucket_object_lock.get(bucket) else ())):
        role.require_admitted(action, f"{source}/{key}")
    role.require_admitted("s3:ReplicateObject", replica)
    if tags:
        role.require_admitted("s3:GetObjectVersionTagging", f"{source}/{key}")
        role.require_admitted("s3:ReplicateTags", replica)
    if encrypted_with:
        _require_key(role, "kms:Decrypt", encrypted_with)
        _require_key(role, "kms:Encrypt", _replica_key(rule))


def _require_key(role: Role, action: str, key: str) -> None:
    region = key.split(":")[3]
    with _in_region(region):
        role.require_admitted(action, key, {"kms:ViaService": f"s3.{region}.amazonaws.com"})


@contextlib.contextmanager
def _in_region(region: str) -> Iterator[None]:
    before = get_region()
    set_request_region(region)
    try:
        yield
    finally:
        set_request_region(before)


def _selects_encrypted(rule: dict[str, Any]) -> bool:
    """https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-config-for-kms-objects.html: not by default."""
    selected = (rule.get("SourceSelectionCriteria") or {}).get("SseKmsEncryptedObjects") or {}
    return selected.get("Status") == "Enabled"


def _destination(rule: dict[str, Any]) -> str:
    return str(rule["Destination"]["Bucket"])


def _replica_key(rule: dict[str, Any]) -> str:
    return str(rule["Destination"]["EncryptionConfiguration"]["ReplicaKmsKeyID"])


def _put(bucket: str, body: bytes) -> None:
    status, _headers, answer = s3._put_bucket_replication(bucket, body)
    if status >= 400:
        raise ValueError(f"the replication of {bucket} was refused: {answer.decode()}")


def _xml(name: str, value: Any) -> str:
    if isinstance(value, list):
        return "".join(_xml(name, item) for item in value)
    tag = _API_NAMES.get(name, name)
    inner = "".join(_xml(*item) for item in value.items()) if isinstance(value, dict) else escape(str(value))
    return f"<{tag}>{inner}</{tag}>"


CONFIGURATION = (
    "ReplicationConfiguration",
    lambda given: _xml("ReplicationConfiguration", given).encode(),
    _put,
    s3._delete_bucket_replication,
)
"""The property of AWS::S3::Bucket, for the emulator's table of those that it passes to the API of S3."""
