"""What the emulator's CloudFormation does not do to buckets: encrypt them by default, and keep full ones."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from xml.sax.saxutils import escape

from ministack.services import s3


def with_encryption(original: Callable[..., Any], name_at: int) -> Callable[..., Any]:
    """A handler that also remembers the bucket's default encryption.

    Args:
        name_at: the position of the properties among the arguments of the handler
    """

    def handle(*args: Any) -> Any:
        result = original(*args)
        name, props = result[0], args[name_at]
        rules = (props.get("BucketEncryption") or {}).get("ServerSideEncryptionConfiguration") or []
        # The emulator refuses objects under the key of AWS, which has no id.
        if any((rule.get("ServerSideEncryptionByDefault") or {}).get("KMSMasterKeyID") for rule in rules):
            s3._bucket_encryption[name] = _xml(rules)
        return result

    return handle


def when_empty(original: Callable[..., None]) -> Callable[..., None]:
    """Fails the deletion of a bucket that is not empty, as AWS does."""

    def delete(physical_id: str, props: dict[str, Any]) -> None:
        if s3._delete_bucket(physical_id)[0] == 409:
            raise ValueError(f"The bucket you tried to delete is not empty ({physical_id}; S3, BucketNotEmpty)")
        original(physical_id, props)

    return delete


def has_bucket_key(bucket: str) -> bool:
    """Whether the bucket has an S3 Bucket Key."""
    return b"<BucketKeyEnabled>true</BucketKeyEnabled>" in s3._bucket_encryption.get(bucket, b"")


def _xml(rules: list[dict[str, Any]]) -> bytes:
    return (
        f'<ServerSideEncryptionConfiguration xmlns="{s3.S3_NS}">{"".join(map(_rule, rules))}'
        "</ServerSideEncryptionConfiguration>"
    ).encode()


def _rule(rule: dict[str, Any]) -> str:
    default = rule.get("ServerSideEncryptionByDefault") or {}
    key = default.get("KMSMasterKeyID")
    algorithm = f"<SSEAlgorithm>{escape(str(default.get('SSEAlgorithm', 'AES256')))}</SSEAlgorithm>"
    master = f"<KMSMasterKeyID>{escape(str(key))}</KMSMasterKeyID>" if key else ""
    enabled = str(rule.get("BucketKeyEnabled", False)).lower()
    return (
        f"<Rule><ApplyServerSideEncryptionByDefault>{algorithm}{master}</ApplyServerSideEncryptionByDefault>"
        f"<BucketKeyEnabled>{enabled}</BucketKeyEnabled></Rule>"
    )
