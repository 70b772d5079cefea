"""What exists in SageMaker, apart for each account and Region."""

from __future__ import annotations

import time
from typing import Any

from ministack.core.responses import AccountRegionScopedDict, get_account_id, get_region

Record = dict[str, Any]

MODELS = AccountRegionScopedDict()
ENDPOINT_CONFIGS = AccountRegionScopedDict()
ENDPOINTS = AccountRegionScopedDict()
INFERENCE_COMPONENTS = AccountRegionScopedDict()
PACKAGE_GROUPS = AccountRegionScopedDict()
PACKAGES = AccountRegionScopedDict()
TAGS = AccountRegionScopedDict()

ALL = (MODELS, ENDPOINT_CONFIGS, ENDPOINTS, INFERENCE_COMPONENTS, PACKAGE_GROUPS, PACKAGES, TAGS)


class ServiceError(Exception):
    """An error as the service's API answers it."""

    def __init__(self, message: str, code: str = "ValidationException", status: int = 400) -> None:
        super().__init__(message)
        self.code = code
        self.status = status


def arn(kind: str, name: str) -> str:
    """The ARN of a resource; SageMaker writes names in lower case there."""
    return f"arn:aws:sagemaker:{get_region()}:{get_account_id()}:{kind}/{name.lower()}"


def now() -> float:
    """Seconds since the epoch, as SageMaker's JSON has them."""
    return round(time.time(), 3)


def find(store: AccountRegionScopedDict, kind: str, name: str) -> Record:
    """The record of that name or ARN.

    Raises:
        ServiceError: with the sentence of the service when there is none.
    """
    record = store.get(name.rsplit("/", 1)[-1] if name.startswith("arn:") else name)
    if record is None:
        raise ServiceError(f'Could not find {kind} "{name if name.startswith("arn:") else arn(kind, name)}".')
    return record


def refuse_taken(store: AccountRegionScopedDict, kind: str, name: str) -> None:
    """Refuses a name that already exists."""
    if name in store:
        raise ServiceError(f'Cannot create already existing {kind} "{arn(kind, name)}".')


def put_tags(resource_arn: str, tags: list[dict[str, str]] | None) -> None:
    """Adds tags to a resource; a key that exists takes the new value."""
    merged = {tag["Key"]: tag["Value"] for tag in TAGS.get(resource_arn, [])}
    merged.update({tag["Key"]: tag["Value"] for tag in tags or []})
    TAGS[resource_arn] = [{"Key": key, "Value": value} for key, value in merged.items()]


def page(items: list[Record], request: Record, member: str) -> Record:
    """One page of a List answer."""
    start = int(request.get("NextToken") or 0)
    size = int(request.get("MaxResults") or 100)
    answer: Record = {member: items[start : start + size]}
    if start + size < len(items):
        answer["NextToken"] = str(start + size)
    return answer
