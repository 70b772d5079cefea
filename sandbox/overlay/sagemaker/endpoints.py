"""Endpoint lifecycles: creation, guarded deployments with automatic rollback, deletion."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from ministack.core.concurrency import spawn_background
from ministack.services import cloudwatch

from overlay.behaviours import contradicts, plays
from overlay.sagemaker import events, store
from overlay.sagemaker.container import ContainerError
from overlay.sagemaker.fleet import Fleet, summaries
from overlay.sagemaker.rollout import steps
from overlay.sagemaker.store import ENDPOINT_CONFIGS, ENDPOINTS, Record, ServiceError
from overlay.settings import from_environment

logger = logging.getLogger("overlay.endpoints")

_POLL_SECONDS = 0.1
_TRANSITION_SECONDS = 0.2
_SERVED_SECONDS = 0.5
"""CloudFormation has seen that the endpoint is InService by then."""
_ROLLING_BACK_SECONDS = 4.0

_starts_nothing_at_zero = contradicts("A-UPDATE-AT-ZERO", "the update of an endpoint without instances goes back")


def create(request: Record) -> Record:
    """CreateEndpoint."""
    name = request["EndpointName"]
    store.refuse_taken(ENDPOINTS, "endpoint", name)
    config = store.find(ENDPOINT_CONFIGS, "endpoint-config", request["EndpointConfigName"])
    created = store.now()
    endpoint: Record = {
        "EndpointName": name,
        "EndpointArn": store.arn("endpoint", name),
        "EndpointConfigName": config["EndpointConfigName"],
        "ProductionVariants": summaries(config),
        "EndpointStatus": "Creating",
        "CreationTime": created,
        "LastModifiedTime": created,
        "_fleet": Fleet(name, config),
        "_next": None,
        "_share": 0.0,
    }
    _describe_config(endpoint, config)
    if "DeploymentConfig" in request:
        endpoint["LastDeploymentConfig"] = request["DeploymentConfig"]
    ENDPOINTS[name] = endpoint
    store.put_tags(endpoint["EndpointArn"], request.get("Tags"))
    _in_background(endpoint, _bring_up)
    return {"EndpointArn": endpoint["EndpointArn"]}


def update(request: Record) -> Record:
    """UpdateEndpoint."""
    endpoint = store.find(ENDPOINTS, "endpoint", request["EndpointName"])
    config = store.find(ENDPOINT_CONFIGS, "endpoint-config", request["EndpointConfigName"])
    if endpoint["EndpointStatus"] == "Updating" and plays("cancel-works"):
        if config["EndpointConfigName"] == endpoint["EndpointConfigName"]:
            endpoint["_abandoned"] = True
            return {"EndpointArn": endpoint["EndpointArn"]}
    if endpoint["EndpointStatus"] not in ("InService", "Failed", "OutOfService"):
        raise ServiceError(f'Cannot update in-progress endpoint "{endpoint["EndpointArn"]}".')
    deployment = request.get("DeploymentConfig")
    if deployment is None and request.get("RetainDeploymentConfig"):
        deployment = endpoint.get("LastDeploymentConfig")
    _refuse_variant_change(endpoint["_fleet"].config, config, deployment)
    if deployment is not None:
        endpoint["LastDeploymentConfig"] = deployment
    endpoint["_abandoned"] = False
    endpoint["_retain"] = bool(request.get("RetainAllVariantProperties"))
    endpoint.pop("FailureReason", None)
    endpoint["_next"] = Fleet(endpoint["EndpointName"], config)
    _set_status(endpoint, "Updating")
    _in_background(endpoint, _deploy)
    return {"EndpointArn": endpoint["EndpointArn"]}


def update_weights(request: Record) -> Record:
    """UpdateEndpointWeightsAndCapacities."""
    endpoint = store.find(ENDPOINTS, "endpoint", request["EndpointName"])
    by_name = {summary["VariantName"]: summary for summary in endpoint["ProductionVariants"]}
    for wanted in request["DesiredWeightsAndCapacities"]:
        if wanted["VariantName"] not in by_name:
            raise ServiceError(f"The variant {wanted['VariantName']} does not exist.")
        summary = by_name[wanted["VariantName"]]
        if "DesiredWeight" in wanted:
            summary.update(DesiredWeight=wanted["DesiredWeight"], CurrentWeight=wanted["DesiredWeight"])
        if "DesiredInstanceCount" in wanted:
            count = wanted["DesiredInstanceCount"]
            if count > summary["DesiredInstanceCount"] and plays("failing-scale-ups"):
                _in_background(endpoint, _fail_to_scale)
                continue
            summary.update(DesiredInstanceCount=count, CurrentInstanceCount=count)
    endpoint["LastModifiedTime"] = store.now()
    events.endpoint_deployment(endpoint)
    return {"EndpointArn": endpoint["EndpointArn"]}


def delete(request: Record) -> Record:
    """DeleteEndpoint."""
    endpoint = store.find(ENDPOINTS, "endpoint", request["EndpointName"])
    _set_status(endpoint, "Deleting")
    del ENDPOINTS[endpoint["EndpointName"]]
    for fleet in (endpoint["_fleet"], endpoint["_next"]):
        if fleet is not None:
            fleet.stop()
    return {}


def wait(name: str, seconds: float = 900.0, cancelled: Callable[[], bool] = lambda: False) -> Record:
    """Blocks until the endpoint is in no transition, as CloudFormation does.

    Raises:
        TimeoutError: when it does not settle.
        InterruptedError: when whoever waits is cancelled.
    """
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if cancelled():
            raise InterruptedError("Resource update cancelled")
        endpoint = store.find(ENDPOINTS, "endpoint", name)
        if endpoint["EndpointStatus"] in ("InService", "Failed", "OutOfService", "UpdateRollbackFailed"):
            return endpoint
        time.sleep(_POLL_SECONDS)
    raise TimeoutError(f"the endpoint {name} did not settle within {seconds:g} seconds")


def _in_background(endpoint: Record, work: Callable[[Record], None]) -> None:
    spawn_background(work, endpoint, thread_name=f"overlay-endpoint-{endpoint['EndpointName']}")


def _set_status(endpoint: Record, status: str) -> None:
    endpoint["EndpointStatus"] = status
    endpoint["LastModifiedTime"] = store.now()
    events.endpoint_state(endpoint)


def _describe_config(endpoint: Record, config: Record) -> None:
    for key in ("DataCaptureConfig", "AsyncInferenceConfig", "MetricsConfig", "ShadowProductionVariants"):
        endpoint.pop(key, None)
        if key in config:
            endpoint[key] = config[key]


def _gone(endpoint: Record) -> bool:
    return ENDPOINTS.get(endpoint["EndpointName"]) is not endpoint


def _bring_up(endpoint: Record) -> None:
    events.endpoint_state(endpoint)
    time.sleep(_TRANSITION_SECONDS)
    try:
        endpoint["_fleet"].start()
    except (ContainerError, ServiceError) as error:
        endpoint["FailureReason"] = str(error)
        _set_status(endpoint, "Failed")
        return
    if _gone(endpoint):
        endpoint["_fleet"].stop()
        return
    _set_status(endpoint, "InService")


def _deploy(endpoint: Record) -> None:
    fleet: Fleet = endpoint["_next"]
    deployment = endpoint.get("LastDeploymentConfig")
    _pending(endpoint, "Creating", f"Launching {fleet.instances()} instance(s).", 0.0)
    time.sleep(_TRANSITION_SECONDS)
    try:
        _require_instances(endpoint)
        fleet.start()
    except (ContainerError, ServiceError) as error:
        _roll_back(endpoint, str(error))
        return
    alarms = [
        item["AlarmName"] for item in ((deployment or {}).get("AutoRollbackConfiguration") or {}).get("Alarms", [])
    ]
    for step in steps(deployment, fleet.instances()):
        endpoint["_share"] = step.share
        _pending(endpoint, "Baking", step.message, step.share)
        tripped = bake(step.wait_seconds, alarms, lambda: bool(endpoint.get("_abandoned")))
        if _gone(endpoint):
            fleet.stop()
            return
        if endpoint.get("_abandoned"):
            _roll_back(endpoint, "The update was taken back by another one.")
            return
        if tripped is not None:
            _roll_back(endpoint, f"The CloudWatch alarm {tripped} was in ALARM state during the deployment.")
            return
    old: Fleet = endpoint["_fleet"]
    endpoint.update(_fleet=fleet, _next=None, _share=0.0, EndpointConfigName=fleet.config["EndpointConfigName"])
    endpoint["ProductionVariants"] = _retained(endpoint, summaries(fleet.config))
    _describe_config(endpoint, fleet.config)
    endpoint.pop("PendingDeploymentSummary", None)
    old.stop()
    _set_status(endpoint, "InService")
    events.endpoint_deployment(endpoint)
    if plays("failing-scale-ups"):
        time.sleep(_SERVED_SECONDS)
        _fail_to_scale(endpoint)


def _require_instances(endpoint: Record) -> None:
    """What AWS would say is not documented: the words are ours."""
    empty = [v["VariantName"] for v in endpoint["ProductionVariants"] if v["CurrentInstanceCount"] == 0]
    if empty and _starts_nothing_at_zero():
        raise ServiceError(f"The variant {', '.join(empty)} has no instances, so the update started none.")


def _fail_to_scale(endpoint: Record) -> None:
    """Instances that were to be added do not come, and the endpoint returns to as many as it had.

    An update that began in the meantime blocks scaling, and owns the status.
    """
    for status, seconds in (("Updating", _TRANSITION_SECONDS), ("RollingBack", _ROLLING_BACK_SECONDS)):
        if _gone(endpoint) or endpoint["_next"] is not None:
            return
        _set_status(endpoint, status)
        time.sleep(seconds)
    if not _gone(endpoint) and endpoint["_next"] is None:
        _set_status(endpoint, "InService")


def rollback_alarms(deployment: Record | None) -> list[str]:
    """Names of the alarms that roll a deployment back."""
    configured = (deployment or {}).get("AutoRollbackConfiguration") or {}
    return [item["AlarmName"] for item in configured.get("Alarms", [])]


def _retained(endpoint: Record, variants: list[Record]) -> list[Record]:
    """With RetainAllVariantProperties, counts and weights stay what scaling made of them."""
    if not endpoint.get("_retain"):
        return variants
    before = {variant["VariantName"]: variant for variant in endpoint["ProductionVariants"]}
    kept = ("CurrentWeight", "DesiredWeight", "CurrentInstanceCount", "DesiredInstanceCount")
    return [
        {**v, **{key: before[v["VariantName"]][key] for key in kept}} for v in variants if v["VariantName"] in before
    ]


def bake(seconds: float, alarms: list[str], abandoned: Callable[[], bool] = lambda: False) -> str | None:
    """Waits, and names the first alarm that is in ALARM."""
    deadline = time.monotonic() + seconds * from_environment().time_scale
    while True:
        for name in alarms:
            alarm = cloudwatch._alarms.get(name) or cloudwatch._composite_alarms.get(name)
            if alarm is not None and alarm.get("StateValue") == "ALARM":
                return name
        if abandoned() or time.monotonic() >= deadline:
            return None
        time.sleep(_POLL_SECONDS)


def _roll_back(endpoint: Record, reason: str) -> None:
    logger.warning("endpoint %s rolls back: %s", endpoint["EndpointName"], reason)
    endpoint["_share"] = 0.0
    endpoint["FailureReason"] = reason
    _set_status(endpoint, "RollingBack")
    fleet, endpoint["_next"] = endpoint["_next"], None
    fleet.stop()
    endpoint.pop("PendingDeploymentSummary", None)
    time.sleep(_TRANSITION_SECONDS)
    _set_status(endpoint, "InService")
    events.endpoint_deployment(endpoint)


def _pending(endpoint: Record, status: str, message: str, share: float) -> None:
    fleet: Fleet = endpoint["_next"]
    started = store.now()
    variants = summaries(fleet.config, share)
    for variant in variants:
        variant["VariantStatus"] = [{"Status": status, "StatusMessage": message, "StartTime": started}]
    endpoint["PendingDeploymentSummary"] = {
        "EndpointConfigName": fleet.config["EndpointConfigName"],
        "ProductionVariants": variants,
        "StartTime": started,
    }
    events.endpoint_deployment(endpoint)


def _refuse_variant_change(old: Record, new: Record, deployment: Record | None) -> None:
    if not deployment:
        return
    before = {variant["VariantName"] for variant in old["ProductionVariants"]}
    after = {variant["VariantName"] for variant in new["ProductionVariants"]}
    if before != after:
        raise ServiceError("With deployment guardrails the variant names of the two configurations must be equal.")
    if "RollingUpdatePolicy" in deployment and len(after) > 1:
        raise ServiceError("Rolling deployments support one production variant.")
