"""Models and endpoint configurations."""

from __future__ import annotations

from typing import Any

from overlay.behaviours import contradicts
from overlay.sagemaker import events, store
from overlay.sagemaker.store import ENDPOINT_CONFIGS, MODELS, PACKAGES, Record, ServiceError

_always_detailed = contradicts("A-OBSERVABILITY", "detailed observability is on, whatever the configuration says")


def create_model(request: Record) -> Record:
    """CreateModel."""
    name = request["ModelName"]
    store.refuse_taken(MODELS, "model", name)
    containers = _definitions(request)
    if not containers:
        raise ServiceError("1 validation error detected: either PrimaryContainer or Containers must be given.")
    for container in containers:
        if "ModelPackageName" in container:
            package(container["ModelPackageName"])
        elif "Image" not in container:
            raise ServiceError("A container needs Image or ModelPackageName.")
    model = {**request, "ModelArn": store.arn("model", name), "CreationTime": store.now()}
    store.put_tags(model["ModelArn"], model.pop("Tags", None))
    MODELS[name] = model
    events.model_state(model)
    return {"ModelArn": model["ModelArn"]}


def delete_model(request: Record) -> Record:
    """DeleteModel."""
    model = store.find(MODELS, "model", request["ModelName"])
    del MODELS[model["ModelName"]]
    events.model_state(model)
    return {}


def create_endpoint_config(request: Record) -> Record:
    """CreateEndpointConfig."""
    name = request["EndpointConfigName"]
    store.refuse_taken(ENDPOINT_CONFIGS, "endpoint configuration", name)
    names = [variant["VariantName"] for variant in request["ProductionVariants"]]
    if len(set(names)) < len(names):
        raise ServiceError("Variant names of an endpoint configuration must differ.")
    for variant in request["ProductionVariants"]:
        if "ModelName" in variant:
            store.find(MODELS, "model", variant["ModelName"])
        elif "ExecutionRoleArn" not in request:
            raise ServiceError("ExecutionRoleArn is required for variants without ModelName.")
        if not {"InstanceType", "InstancePools", "ServerlessConfig"} & variant.keys():
            raise ServiceError(f"The variant {variant['VariantName']} needs InstanceType or InstancePools.")
    config = {**request, "MetricsConfig": _metrics_config(request), "EndpointConfigArn": store.arn("endpoint-config", name), "CreationTime": store.now()}
    store.put_tags(config["EndpointConfigArn"], config.pop("Tags", None))
    ENDPOINT_CONFIGS[name] = config
    events.endpoint_config_state(config)
    return {"EndpointConfigArn": config["EndpointConfigArn"]}


def _metrics_config(request: Record) -> Record:
    """https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_MetricsConfig.html: detailed by default."""
    given = request.get("MetricsConfig") or {}
    detailed = given.get("EnableDetailedObservability", True) or _always_detailed()
    return {**given, "EnableDetailedObservability": detailed}


def delete_endpoint_config(request: Record) -> Record:
    """DeleteEndpointConfig."""
    config = store.find(ENDPOINT_CONFIGS, "endpoint-config", request["EndpointConfigName"])
    del ENDPOINT_CONFIGS[config["EndpointConfigName"]]
    events.endpoint_config_state(config)
    return {}


def package(name_or_arn: str) -> Record:
    """The model package of that ARN.

    Raises:
        ServiceError: when there is none.
    """
    found = PACKAGES.get(name_or_arn)
    if found is None:
        raise ServiceError(f"Could not find model package {name_or_arn}.")
    return found


def container_definition(model_name: str) -> tuple[dict[str, Any], str, str | None]:
    """What runs for a model: its first container with the package resolved, its role, and the package's group."""
    model = store.find(MODELS, "model", model_name)
    definition = dict(_definitions(model)[0])
    group: str | None = None
    if "ModelPackageName" in definition:
        source = package(definition["ModelPackageName"])
        group = source.get("ModelPackageGroupName")
        packaged = source["InferenceSpecification"]["Containers"][0]
        environment = {**(packaged.get("Environment") or {}), **(definition.get("Environment") or {})}
        definition = {**packaged, **definition, "Environment": environment}
    return definition, model.get("ExecutionRoleArn", ""), group


def _definitions(model: Record) -> list[dict[str, Any]]:
    return model.get("Containers") or ([model["PrimaryContainer"]] if "PrimaryContainer" in model else [])
