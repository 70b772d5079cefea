"""Inference components: models that share the instances of an endpoint, and that can have no copy at all."""

from __future__ import annotations

import time

from ministack.core.concurrency import spawn_background

from overlay.sagemaker import store
from overlay.sagemaker.container import Container, ContainerError
from overlay.sagemaker.endpoints import bake, rollback_alarms
from overlay.sagemaker.fleet import DEFAULT_STARTUP_SECONDS
from overlay.sagemaker.models import container_definition
from overlay.sagemaker.room import refuse_without_room
from overlay.sagemaker.rollout import steps
from overlay.sagemaker.store import ENDPOINTS, INFERENCE_COMPONENTS, Record, ServiceError

_TRANSITION_SECONDS = 0.2
_SPECIFICATIONS = ("Specification", "Specifications")


def create(request: Record) -> Record:
    """CreateInferenceComponent."""
    name = request["InferenceComponentName"]
    store.refuse_taken(INFERENCE_COMPONENTS, "inference component", name)
    endpoint = store.find(ENDPOINTS, "endpoint", request["EndpointName"])
    if endpoint["EndpointStatus"] != "InService":
        raise ServiceError(f"The endpoint {endpoint['EndpointName']} is not InService.")
    variants = {variant["VariantName"]: variant for variant in endpoint["_fleet"].config["ProductionVariants"]}
    if request["VariantName"] not in variants:
        raise ServiceError(f"The endpoint {endpoint['EndpointName']} has no variant {request['VariantName']}.")
    if "ModelName" in variants[request["VariantName"]]:
        raise ServiceError("Inference components need a variant without ModelName.")
    created = store.now()
    component: Record = {
        "InferenceComponentName": name,
        "InferenceComponentArn": store.arn("inference-component", name),
        "EndpointName": endpoint["EndpointName"],
        "EndpointArn": endpoint["EndpointArn"],
        "VariantName": request["VariantName"],
        "InferenceComponentStatus": "Creating",
        "CreationTime": created,
        "LastModifiedTime": created,
        "_container": None,
    }
    _specify(component, request)
    _set_copies(component, int((request.get("RuntimeConfig") or {}).get("CopyCount", 1)))
    INFERENCE_COMPONENTS[name] = component
    store.put_tags(component["InferenceComponentArn"], request.get("Tags"))
    spawn_background(_settle, component, True, thread_name=f"overlay-component-{name}")
    return {"InferenceComponentArn": component["InferenceComponentArn"]}


def update(request: Record) -> Record:
    """UpdateInferenceComponent: another model, other needs, or another copy count."""
    component = store.find(INFERENCE_COMPONENTS, "inference-component", request["InferenceComponentName"])
    if component["InferenceComponentStatus"] in ("Creating", "Updating", "Deleting"):
        raise ServiceError(f"Cannot update in-progress inference component {component['InferenceComponentArn']}.")
    before = {key: component[key] for key in _SPECIFICATIONS if key in component}
    _specify(component, request)
    after = {key: component[key] for key in _SPECIFICATIONS if key in component}
    if "DeploymentConfig" in request:
        component["LastDeploymentConfig"] = request["DeploymentConfig"]
    if "RuntimeConfig" in request:
        _set_copies(component, int(request["RuntimeConfig"]["CopyCount"]))
    component.pop("FailureReason", None)
    component.update(InferenceComponentStatus="Updating", LastModifiedTime=store.now())
    name = component["InferenceComponentName"]
    previous = before if after != before else None
    spawn_background(_settle, component, previous is not None, previous, thread_name=f"overlay-component-{name}")
    return {"InferenceComponentArn": component["InferenceComponentArn"]}


def update_runtime(request: Record) -> Record:
    """UpdateInferenceComponentRuntimeConfig, which is what automatic scaling calls."""
    runtime = {"CopyCount": request["DesiredRuntimeConfig"]["CopyCount"]}
    return update({"InferenceComponentName": request["InferenceComponentName"], "RuntimeConfig": runtime})


def delete(request: Record) -> Record:
    """DeleteInferenceComponent."""
    component = store.find(INFERENCE_COMPONENTS, "inference-component", request["InferenceComponentName"])
    del INFERENCE_COMPONENTS[component["InferenceComponentName"]]
    if component["_container"] is not None:
        component["_container"].stop()
    return {}


def wait(name: str, seconds: float = 900.0) -> Record:
    """Blocks until the component is in no transition."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        component = store.find(INFERENCE_COMPONENTS, "inference-component", name)
        if component["InferenceComponentStatus"] in ("InService", "Failed"):
            return component
        time.sleep(0.1)
    raise TimeoutError(f"the inference component {name} did not settle within {seconds:g} seconds")


def _set_copies(component: Record, count: int) -> None:
    current = (component.get("RuntimeConfig") or {}).get("CurrentCopyCount", 0)
    component["RuntimeConfig"] = {"DesiredCopyCount": count, "CurrentCopyCount": current}


def _specify(component: Record, request: Record) -> None:
    """A component has one specification, or several of which one is chosen by instance type."""
    given = [key for key in _SPECIFICATIONS if key in request]
    if not given:
        return
    for key in _SPECIFICATIONS:
        component.pop(key, None)
    component[given[0]] = request[given[0]]


def _settle(component: Record, model_changed: bool, previous: Record | None = None) -> None:
    time.sleep(_TRANSITION_SECONDS)
    wanted = component["RuntimeConfig"]["DesiredCopyCount"]
    old: Container | None = component["_container"]
    fresh: Container | None = old
    try:
        if wanted == 0:
            fresh = None
        elif old is None or model_changed:
            if old is not None:
                refuse_without_room(component, component["RuntimeConfig"]["CurrentCopyCount"])
            fresh = _start(component)
            component["_container"] = fresh
            if previous is not None:
                _watch(component, wanted)
    except (ContainerError, ServiceError) as error:
        _go_back(component, previous, fresh, old, str(error))
        return
    component["_container"] = fresh
    if old is not None and old is not fresh:
        old.stop()
    if INFERENCE_COMPONENTS.get(component["InferenceComponentName"]) is not component:
        if fresh is not None:
            fresh.stop()
        return
    component["RuntimeConfig"]["CurrentCopyCount"] = wanted
    component.update(InferenceComponentStatus="InService", LastModifiedTime=store.now())


def _watch(component: Record, copies: int) -> None:
    deployment = component.get("LastDeploymentConfig")
    for step in steps(deployment, copies):
        tripped = bake(step.wait_seconds, rollback_alarms(deployment))
        if tripped is not None:
            raise ServiceError(f"The CloudWatch alarm {tripped} was in ALARM state during the deployment.")


def _go_back(
    component: Record, previous: Record | None, fresh: Container | None, old: Container | None, reason: str
) -> None:
    if fresh is not None and fresh is not old:
        fresh.stop()
    component["_container"] = old
    component.update(FailureReason=reason, LastModifiedTime=store.now())
    if previous is None:
        component["InferenceComponentStatus"] = "Failed"
        return
    _specify(component, previous)
    component["InferenceComponentStatus"] = "InService"


def _start(component: Record) -> Container:
    specification = component["Specification"] if "Specification" in component else component["Specifications"][0]
    if "ModelName" in specification:
        definition, role, group = container_definition(specification["ModelName"])
    else:
        given = specification.get("Container") or {}
        definition = {"Image": given.get("Image", ""), "Environment": given.get("Environment") or {}}
        if "ArtifactUrl" in given:
            definition["ModelDataUrl"] = given["ArtifactUrl"]
        endpoint = store.find(ENDPOINTS, "endpoint", component["EndpointName"])
        role, group = endpoint["_fleet"].config["ExecutionRoleArn"], None
    container = Container(component["InferenceComponentName"], definition, role, group)
    startup = specification.get("StartupParameters") or {}
    container.start(float(startup.get("ContainerStartupHealthCheckTimeoutInSeconds", DEFAULT_STARTUP_SECONDS)))
    return container
