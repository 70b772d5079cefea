"""Whether a rolling update of an inference component has room: a batch of new copies starts beside those that run."""

from __future__ import annotations

import functools
import json
import math

from overlay.sagemaker.rollout import steps
from overlay.sagemaker.store import ENDPOINTS, INFERENCE_COMPONENTS, Record, ServiceError
from overlay.settings import from_environment


def refuse_without_room(component: Record, copies: int) -> None:
    """Refuses an update whose first batch finds no GPUs, on the instances that there may be.

    Where the service takes the GPUs from is not documented (assumption A-COMPONENT-ROOM): here from instances that managed
    scaling may start, and from no others. Copies without GPUs are not counted: the sandbox does not know main memory.

    Args:
        component: with the specification that it is updated to
        copies: that run, and run on until a batch of new ones has taken over

    Raises:
        ServiceError: with what is missing.
    """
    needed = _accelerators_of(component)
    if needed == 0 or copies == 0:
        return
    batch = math.ceil(round(steps(component.get("LastDeploymentConfig"), copies)[0].share * copies, 6))
    room = _instances(component) * (_per_instance(component) // needed) - _others(component, needed)
    if copies + batch > room:
        raise ServiceError(
            f"Insufficient capacity: a batch of {batch} beside {copies} copies of {needed} accelerators each"
            f" does not fit, the instances of the variant have room for {room}."
        )


def _accelerators_of(component: Record) -> int:
    specification = component["Specification"] if "Specification" in component else component["Specifications"][0]
    requirements = specification.get("ComputeResourceRequirements") or {}
    return int(requirements.get("NumberOfAcceleratorDevicesRequired", 0))


def _variant(component: Record) -> Record:
    variants = ENDPOINTS[component["EndpointName"]]["_fleet"].config["ProductionVariants"]
    return next(variant for variant in variants if variant["VariantName"] == component["VariantName"])


def _instances(component: Record) -> int:
    variant = _variant(component)
    scaling = variant.get("ManagedInstanceScaling") or {}
    if scaling.get("Status") == "ENABLED":
        return int(scaling["MaxInstanceCount"])
    return int(variant.get("InitialInstanceCount", 1))


def _per_instance(component: Record) -> int:
    variant = _variant(component)
    names = [pool["InstanceType"] for pool in variant.get("InstancePools") or [variant]]
    return min(_accelerators().get(name, 0) for name in names)


def _others(component: Record, needed: int) -> int:
    """What other components of the variant take, in copies of this one."""
    taken = 0
    for other in INFERENCE_COMPONENTS.values():
        place = ("EndpointName", "VariantName")
        if other is not component and all(other[key] == component[key] for key in place):
            taken += _accelerators_of(other) * int(other["RuntimeConfig"]["DesiredCopyCount"])
    return math.ceil(taken / needed)


@functools.cache
def _accelerators() -> dict[str, int]:
    counts: dict[str, int] = json.loads(from_environment().accelerators.read_text(encoding="utf-8"))
    return counts
