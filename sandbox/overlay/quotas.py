"""Service Quotas, as far as releases ask: the quota for endpoint usage of each instance type of SageMaker."""

from __future__ import annotations

import functools
import json
from typing import Any

import botocore.session

_INSTANCES = 20.0


@functools.cache
def _sagemaker() -> list[dict[str, Any]]:
    model = botocore.session.get_session().get_service_model("sagemaker")
    types = model.shape_for("ProductionVariantInstanceType").enum
    return [
        {"ServiceCode": "sagemaker", "QuotaName": f"{name} for endpoint usage", "Value": _INSTANCES} for name in types
    ]


async def handle_request(
    _method: str, _path: str, headers: dict[str, str], body: bytes, _query_params: dict[str, Any]
) -> tuple[int, dict[str, str], bytes]:
    """The emulator's entry point for requests signed for ``servicequotas``."""
    operation = headers.get("x-amz-target", "").rsplit(".", 1)[-1]
    json_headers = {"Content-Type": "application/x-amz-json-1.1"}
    request = json.loads(body or b"{}")
    if operation != "ListServiceQuotas" or request.get("ServiceCode") != "sagemaker":
        text = f"The sandbox does not implement {operation} of {request.get('ServiceCode')}."
        return 400, json_headers, json.dumps({"__type": "NoSuchResourceException", "message": text}).encode()
    first = int(request.get("NextToken", "0"))
    last = first + int(request.get("MaxResults", 100))
    answer: dict[str, Any] = {"Quotas": _sagemaker()[first:last]}
    if last < len(_sagemaker()):
        answer["NextToken"] = str(last)
    return 200, json_headers, json.dumps(answer).encode()


def reset() -> None:
    """Part of ``POST /_ministack/reset``."""


def get_state() -> None:
    """Nothing outlives the process."""
