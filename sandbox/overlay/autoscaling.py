"""Application Auto Scaling for SageMaker: targets, policies, and the step policies that alarms call."""

from __future__ import annotations

import json
import logging
import time
import uuid
from collections.abc import Callable
from typing import Any

from ministack.core.responses import AccountRegionScopedDict, get_account_id, get_region

from overlay.sagemaker import components, endpoints
from overlay.sagemaker.store import ENDPOINTS, INFERENCE_COMPONENTS, ServiceError
from overlay.schema import Schema

logger = logging.getLogger("overlay.autoscaling")

TARGETS = AccountRegionScopedDict()
POLICIES = AccountRegionScopedDict()
Record = dict[str, Any]

_VARIANT = "sagemaker:variant:DesiredInstanceCount"
_COMPONENT = "sagemaker:inference-component:DesiredCopyCount"


def register(request: Record) -> Record:
    """RegisterScalableTarget; as on AWS the resource must exist, and minimum and maximum must fit."""
    key = _key(request)
    current = TARGETS.get(key, {})
    target = {**current, **request}
    target.setdefault("CreationTime", round(time.time(), 3))
    if int(target["MinCapacity"]) > int(target["MaxCapacity"]):
        raise ServiceError("Maximum capacity cannot be less than minimum capacity")
    _capacity(target)
    target.pop("Tags", None)
    TARGETS[key] = target
    return {
        "ScalableTargetARN": f"arn:aws:application-autoscaling:{get_region()}:{get_account_id()}:scalable-target/{key}"
    }


def deregister(request: Record) -> Record:
    """DeregisterScalableTarget, with its policies."""
    key = _key(request)
    if key not in TARGETS:
        raise ServiceError(f"No scalable target found for {key}", "ObjectNotFoundException")
    del TARGETS[key]
    for arn in [arn for arn, policy in POLICIES.items() if _key(policy) == key]:
        del POLICIES[arn]
    return {}


def put_policy(request: Record) -> Record:
    """PutScalingPolicy."""
    key = _key(request)
    if key not in TARGETS:
        raise ServiceError(f"No scalable target registered for {key}", "ObjectNotFoundException")
    named = [p for p in POLICIES.values() if _key(p) == key and p["PolicyName"] == request["PolicyName"]]
    arn = named[0]["PolicyARN"] if named else _policy_arn(request)
    POLICIES[arn] = {**request, "PolicyARN": arn, "Alarms": [], "CreationTime": round(time.time(), 3)}
    return {"PolicyARN": arn, "Alarms": []}


def delete_policy(request: Record) -> Record:
    """DeleteScalingPolicy."""
    for arn, policy in list(POLICIES.items()):
        if _key(policy) == _key(request) and policy["PolicyName"] == request["PolicyName"]:
            del POLICIES[arn]
    return {}


def execute(policy_arn: str, metric_above_threshold: float = 0.0) -> None:
    """What an alarm does that names a step policy among its actions: adds capacity within the target's bounds."""
    policy = POLICIES.get(policy_arn)
    steps = (policy or {}).get("StepScalingPolicyConfiguration", {}).get("StepAdjustments", [])
    if policy is None or not steps:
        return
    step = next(
        (
            item
            for item in steps
            if item.get("MetricIntervalLowerBound", float("-inf"))
            <= metric_above_threshold
            < item.get("MetricIntervalUpperBound", float("inf"))
        ),
        steps[-1],
    )
    target = TARGETS[_key(policy)]
    kind = policy["StepScalingPolicyConfiguration"]["AdjustmentType"]
    current = _capacity(target)
    wanted = int(step["ScalingAdjustment"]) + (0 if kind == "ExactCapacity" else current)
    bounded = max(int(target["MinCapacity"]), min(int(target["MaxCapacity"]), wanted))
    logger.info("step policy %s: capacity %d to %d", policy["PolicyName"], current, bounded)
    if bounded != current:
        _set_capacity(target, bounded)


def _capacity(target: Record) -> int:
    parts = target["ResourceId"].split("/")
    if target["ScalableDimension"] == _COMPONENT and parts[0] == "inference-component":
        component = INFERENCE_COMPONENTS.get(parts[1])
        if component is None:
            raise ServiceError(f"No inference component found for: {parts[1]}")
        return int(component["RuntimeConfig"]["DesiredCopyCount"])
    if target["ScalableDimension"] == _VARIANT and len(parts) == 4:
        for variant in ENDPOINTS.get(parts[1], {}).get("ProductionVariants", []):
            if variant["VariantName"] == parts[3]:
                return int(variant["DesiredInstanceCount"])
        raise ServiceError(f"No endpoint variant found for resource ID: {target['ResourceId']}")
    raise ServiceError(f"Unsupported resource {target['ResourceId']} of dimension {target['ScalableDimension']}")


def _set_capacity(target: Record, count: int) -> None:
    parts = target["ResourceId"].split("/")
    if target["ScalableDimension"] == _COMPONENT:
        wanted = {"CopyCount": count}
        components.update_runtime({"InferenceComponentName": parts[1], "DesiredRuntimeConfig": wanted})
    else:
        wanted = {"VariantName": parts[3], "DesiredInstanceCount": count}
        endpoints.update_weights({"EndpointName": parts[1], "DesiredWeightsAndCapacities": [wanted]})


def _key(request: Record) -> str:
    return "|".join(request[name] for name in ("ResourceId", "ScalableDimension", "ServiceNamespace"))


def _policy_arn(request: Record) -> str:
    unique = uuid.uuid5(uuid.NAMESPACE_URL, _key(request) + request["PolicyName"])
    place = f"resource/{request['ServiceNamespace']}/{request['ResourceId']}"
    prefix = f"arn:aws:autoscaling:{get_region()}:{get_account_id()}:scalingPolicy:{unique}"
    return f"{prefix}:{place}:policyName/{request['PolicyName']}"


def _describe(store: AccountRegionScopedDict, member: str) -> Callable[[Record], Record]:
    def answer(request: Record) -> Record:
        wanted = request.get("ResourceIds") or ([request["ResourceId"]] if "ResourceId" in request else None)
        return {member: [item for item in store.values() if wanted is None or item["ResourceId"] in wanted]}

    return answer


OPERATIONS: dict[str, Callable[[Record], Record]] = {
    "RegisterScalableTarget": register,
    "DeregisterScalableTarget": deregister,
    "DescribeScalableTargets": _describe(TARGETS, "ScalableTargets"),
    "PutScalingPolicy": put_policy,
    "DeleteScalingPolicy": delete_policy,
    "DescribeScalingPolicies": _describe(POLICIES, "ScalingPolicies"),
}


async def handle_request(
    _method: str, _path: str, headers: dict[str, str], body: bytes, _query_params: dict[str, Any]
) -> tuple[int, dict[str, str], bytes]:
    """The emulator's entry point for requests signed for ``application-autoscaling``."""
    operation = headers.get("x-amz-target", "").rsplit(".", 1)[-1]
    json_headers = {"Content-Type": "application/x-amz-json-1.1"}
    try:
        if operation not in OPERATIONS:
            raise ServiceError(f"The sandbox does not implement {operation}.", "UnknownOperationException")
        return 200, json_headers, json.dumps(OPERATIONS[operation](json.loads(body or b"{}"))).encode()
    except ServiceError as error:
        return error.status, json_headers, json.dumps({"__type": error.code, "message": str(error)}).encode()


def reset() -> None:
    """Part of ``POST /_ministack/reset``."""
    TARGETS._data.clear()
    POLICIES._data.clear()


def get_state() -> None:
    """Nothing outlives the process."""


def target_handlers(schema: Schema) -> dict[str, Any]:
    """Handlers of AWS::ApplicationAutoScaling::ScalableTarget."""

    def put(props: Record) -> tuple[str, Record]:
        checked = schema.checked(props)
        register({key: value for key, value in checked.items() if key != "ScheduledActions"})
        return _key(checked), {"Id": _key(checked)}

    return {
        "create": lambda _logical_id, props, _stack_name: put(props),
        "update": lambda _physical_id, _old, new, _stack_name: put(new),
        "delete": lambda physical_id, _props: TARGETS.pop(physical_id, None),
    }


def policy_handlers(schema: Schema) -> dict[str, Any]:
    """Handlers of AWS::ApplicationAutoScaling::ScalingPolicy."""

    def put(props: Record) -> tuple[str, Record]:
        checked = schema.checked(props)
        target = checked.pop("ScalingTargetId", None)
        if target is not None:
            names = ("ResourceId", "ScalableDimension", "ServiceNamespace")
            checked.update(zip(names, target.split("|"), strict=True))
        arn = put_policy(checked)["PolicyARN"]
        return arn, {"Arn": arn}

    return {
        "create": lambda _logical_id, props, _stack_name: put(props),
        "update": lambda _physical_id, _old, new, _stack_name: put(new),
        "delete": lambda physical_id, _props: POLICIES.pop(physical_id, None),
    }
