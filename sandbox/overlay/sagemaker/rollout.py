"""In which steps a deployment moves traffic to the new fleet."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Step:
    """One part of a rollout: this share of the traffic on the new fleet, then a wait in which alarms are watched."""

    share: float
    wait_seconds: float
    message: str


def steps(deployment: dict[str, Any] | None, instances: int) -> list[Step]:
    """The steps that ``DeploymentConfig`` asks for; without one, all traffic moves at once.

    Args:
        deployment: ``DeploymentConfig`` of CreateEndpoint or UpdateEndpoint
        instances: instance count of the variant, in which ``INSTANCE_COUNT`` sizes are measured
    """
    config = deployment or {}
    rolling = config.get("RollingUpdatePolicy")
    if rolling:
        batch = _share(rolling["MaximumBatchSize"], instances)
        wait = float(rolling["WaitIntervalInSeconds"])
        return [Step(share, wait, _baking(wait, "WaitIntervalInSeconds", share)) for share in _ramp(batch)]
    policy = config.get("BlueGreenUpdatePolicy") or {}
    routing = policy.get("TrafficRoutingConfiguration") or {"Type": "ALL_AT_ONCE", "WaitIntervalInSeconds": 0}
    wait = float(routing.get("WaitIntervalInSeconds", 0))
    last = float(policy.get("TerminationWaitInSeconds", 0))
    match routing["Type"]:
        case "CANARY":
            shares = [_share(routing["CanarySize"], instances), 1.0]
        case "LINEAR":
            shares = _ramp(_share(routing["LinearStepSize"], instances))
        case _:
            shares = [1.0]
    waits = [wait] * (len(shares) - 1) + [last]
    names = ["WaitIntervalInSeconds"] * (len(shares) - 1) + ["TerminationWaitInSeconds"]
    return [
        Step(share, seconds, _baking(seconds, name, share))
        for share, seconds, name in zip(shares, waits, names, strict=True)
    ]


def _share(size: dict[str, Any], instances: int) -> float:
    if size["Type"] == "CAPACITY_PERCENT":
        return float(size["Value"]) / 100
    return min(1.0, float(size["Value"]) / max(1, instances))


def _ramp(step: float) -> list[float]:
    count = math.ceil(round(1 / step, 6))
    return [min(1.0, step * (i + 1)) for i in range(count)]


def _baking(seconds: float, name: str, share: float) -> str:
    return f"Baking for {seconds:g} seconds ({name}) with traffic enabled on {share:.0%} of the capacity."
