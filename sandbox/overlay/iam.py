"""Which resource a request of SageMaker or CloudFormation is authorized on, and condition keys that were missing."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs

from ministack.services.cloudformation import _stacks

# https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsagemaker.html; the first member that
# a request has names its resource.
_RESOURCES = (
    ("ResourceArn", ""),
    ("ModelPackageArn", "model-package"),
    ("ModelPackageName", "model-package"),
    ("ModelPackageGroupName", "model-package-group"),
    ("InferenceComponentName", "inference-component"),
    ("EndpointName", "endpoint"),
    ("EndpointConfigName", "endpoint-config"),
    ("ModelName", "model"),
)

ResourceArn = Callable[..., str]


def with_sagemaker(original: ResourceArn) -> ResourceArn:
    """The emulator's resource lookup, with SageMaker's added and stacks named by their ids."""

    def resource_arn(
        service: str,
        method: str,
        path: str,
        headers: dict[str, str],
        body: bytes,
        query_params: dict[str, list[str]],
        region: str,
        account_id: str,
    ) -> str:
        if service == "sagemaker":
            return _sagemaker(path, headers, body, f"arn:aws:sagemaker:{region}:{account_id}:")
        found = original(service, method, path, headers, body, query_params, region, account_id)
        return _stack_id(found) if service == "cloudformation" else found

    return resource_arn


def _stack_id(arn: str) -> str:
    """The ARN of the stack that a request names: policies may be as exact as its id."""
    name = arn.rsplit(":stack/", 1)[-1].removesuffix("/*")
    stack = _stacks.get(name) if arn.endswith("/*") else None
    return str(stack["StackId"]) if stack and stack.get("StackId") else arn


def _sagemaker(path: str, headers: dict[str, str], body: bytes, prefix: str) -> str:
    runtime = re.match(r"/endpoints/([^/]+)/", path)
    if runtime is not None:
        return f"{prefix}endpoint/{runtime[1].lower()}"
    operation = headers.get("x-amz-target", "").rsplit(".", 1)[-1]
    try:
        request = json.loads(body or b"{}")
    except ValueError:
        return "*"
    if operation.startswith("List") and operation != "ListTags":
        return "*"
    if operation == "CreateModelPackage":
        # The version does not exist yet: policies name the group's packages.
        group = str(request.get("ModelPackageGroupName", "")).rsplit("/", 1)[-1]
        return f"{prefix}model-package/{group.lower()}/*"
    for member, kind in _RESOURCES:
        value = request.get(member) if isinstance(request, dict) else None
        if isinstance(value, str):
            return value if value.startswith("arn:") else f"{prefix}{kind}/{value.lower()}"
    return "*"


def with_condition_keys(original: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    """The emulator's request context, with ``ssm:Overwrite`` and ``cloudwatch:namespace``."""

    def context(service: str, iam_action: str, body: bytes, params: dict[str, Any]) -> dict[str, Any]:
        found = original(service, iam_action, body, params)
        if iam_action == "ssm:PutParameter":
            try:
                overwrite = bool(json.loads(body or b"{}").get("Overwrite", False))
            except (ValueError, AttributeError):
                return found
            found = {**found, "ssm:Overwrite": str(overwrite).lower()}
        if iam_action == "cloudwatch:PutMetricData":
            namespace = _namespace(body)
            found = {**found, "cloudwatch:namespace": namespace} if namespace else found
        return found

    return context


def _namespace(body: bytes) -> str | None:
    """The namespace of PutMetricData, as SDKs send it (JSON) or the older ones among them (a form)."""
    text = body.decode("utf-8", errors="replace")
    try:
        namespace = json.loads(text).get("Namespace")
    except (ValueError, AttributeError):
        namespace = parse_qs(text).get("Namespace", [None])[0]
    return namespace if isinstance(namespace, str) else None
