"""SageMaker's runtime: invocations are forwarded to the local containers, and metered."""

from __future__ import annotations

import asyncio
import http.client
import random
import re
import time
from typing import Any
from urllib.parse import unquote

from ministack.core.responses import StreamingResponse
from ministack.services import cloudwatch

from overlay.behaviours import contradicts
from overlay.event_stream import encode
from overlay.sagemaker import queue, store
from overlay.sagemaker.container import Container
from overlay.sagemaker.fleet import Fleet
from overlay.sagemaker.store import ENDPOINTS, INFERENCE_COMPONENTS, Record, ServiceError

Answer = tuple[int, dict[str, str], Any]
Dimensions = dict[str, str]

_PATH = re.compile(r"/endpoints/([^/]+)/(invocations|async-invocations|invocations-response-stream)")
_PREFIX = "x-amzn-sagemaker-"
_CHUNK = 4096

_without_configuration = contradicts("A-CONFIG-METRICS", "SageMaker publishes no metrics by EndpointConfigName")
_old_as_new = contradicts(
    "A-OLD-FLEET", "metrics by the new EndpointConfigName count the old fleet too, so its errors end a deployment"
)


async def handle(method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
    """InvokeEndpoint, InvokeEndpointAsync and InvokeEndpointWithResponseStream."""
    match = _PATH.fullmatch(path)
    if method != "POST" or match is None:
        raise ServiceError(f"unknown operation {method} {path}", "UnknownOperationException", 404)
    endpoint = _serving(unquote(match[1]))
    if match[2] == "async-invocations":
        return queue.enqueue(endpoint, headers)
    if "AsyncInferenceConfig" in endpoint:
        raise ServiceError(f"Endpoint {endpoint['EndpointName']} is asynchronous: call InvokeEndpointAsync.")
    if match[2] == "invocations":
        return await asyncio.to_thread(_invoke, endpoint, headers, body)
    return await _stream(endpoint, headers, body)


def _serving(name: str) -> Record:
    endpoint = ENDPOINTS.get(name)
    if endpoint is None or endpoint["EndpointStatus"] in ("Creating", "Failed", "Deleting"):
        raise ServiceError(f"Endpoint {name} of account not found.", "ValidationError")
    return endpoint


def choose(endpoint: Record, headers: dict[str, str]) -> tuple[str, Container, list[Dimensions]]:
    """Which container answers: by component, by variant, or by the weights that hold at this moment.

    Answers the variant, the container, and the dimensions under which the request is counted: of a variant for both
    fleets together, and for the endpoint configuration of the fleet that answers; of a component by its name alone.

    Raises:
        ServiceError: when nothing runs there; the metric that scales from zero counts it.
    """
    component_name = headers.get(_PREFIX + "inference-component")
    if component_name:
        component = store.find(INFERENCE_COMPONENTS, "inference-component", component_name)
        name = component["InferenceComponentName"]
        container = component["_container"]
        if container is None:
            cloudwatch.record_metric(
                "AWS/SageMaker", "NoCapacityInvocationFailures", 1, "Count", {"InferenceComponentName": name}
            )
            raise ServiceError(
                f"Inference Component {name} has no capacity to process this request. "
                "ApplicationAutoScaling may be in-progress (if configured) or try to increase the capacity by "
                "invoking UpdateInferenceComponentRuntimeConfig API.",
                "ValidationError",
            )
        return component["VariantName"], container, [{"InferenceComponentName": name}]
    wanted = headers.get(_PREFIX + "target-variant")
    fleet = endpoint["_fleet"]
    if endpoint["_next"] is not None and random.random() < endpoint["_share"]:
        fleet = endpoint["_next"]
    picked = fleet.pick(wanted)
    if picked is None:
        raise ServiceError(
            f"Variant {wanted} was not found." if wanted else "The endpoint has no model: name an inference component.",
            "ValidationError",
        )
    variant, container = picked
    return variant, container, _dimensions(endpoint, fleet, variant)


def _dimensions(endpoint: Record, fleet: Fleet, variant: str) -> list[Dimensions]:
    both = {"EndpointName": endpoint["EndpointName"], "VariantName": variant}
    if _without_configuration():
        return [both]
    counted = endpoint["_next"] if endpoint["_next"] is not None and _old_as_new() else fleet
    return [both, {**both, "EndpointConfigName": counted.config["EndpointConfigName"]}]


def _request_headers(headers: dict[str, str]) -> dict[str, str]:
    forwarded = {"Content-Type": headers.get("content-type", "application/octet-stream")}
    accept = headers.get(_PREFIX + "accept") or headers.get("accept")
    if accept:
        forwarded["Accept"] = accept
    for name in ("custom-attributes", "inference-id", "session-id"):
        if _PREFIX + name in headers:
            forwarded["X-Amzn-SageMaker-" + name.title()] = headers[_PREFIX + name]
    return forwarded


def _open(
    container: Container, headers: dict[str, str], body: bytes, dimensions: list[Dimensions]
) -> http.client.HTTPResponse:
    started = time.monotonic()
    try:
        response = container.invoke(body, _request_headers(headers))
    except OSError as error:
        meter(dimensions, 500, started)
        raise ServiceError(f"the container did not answer: {error}", "ModelError", 424) from error
    meter(dimensions, response.status, started)
    if response.status >= 400:
        message = response.read().decode("utf-8", "replace")
        raise ServiceError(
            f"Received client error ({response.status}) from primary with message {message!r}", "ModelError", 424
        )
    return response


def meter(dimensions: list[Dimensions], status: int, started: float) -> None:
    """The invocation metrics that alarms and scaling read."""
    values = {
        "Invocations": 1.0,
        "Invocation4XXErrors": float(400 <= status < 500),
        "Invocation5XXErrors": float(status >= 500),
        "InvocationModelErrors": float(status >= 400),
    }
    microseconds = (time.monotonic() - started) * 1e6
    for one in dimensions:
        for name, value in values.items():
            cloudwatch.record_metric("AWS/SageMaker", name, value, "Count", one)
        cloudwatch.record_metric("AWS/SageMaker", "ModelLatency", microseconds, "Microseconds", one)
        cloudwatch.record_metric("AWS/SageMaker", "OverheadLatency", 1000.0, "Microseconds", one)


def _invoke(endpoint: Record, headers: dict[str, str], body: bytes) -> Answer:
    variant, container, dimensions = choose(endpoint, headers)
    with _open(container, headers, body, dimensions) as response:
        answer = {"Content-Type": response.headers.get("Content-Type", "application/octet-stream")}
        answer["x-Amzn-Invoked-Production-Variant"] = variant
        attributes = response.headers.get("X-Amzn-SageMaker-Custom-Attributes")
        if attributes:
            answer["X-Amzn-SageMaker-Custom-Attributes"] = attributes
        return 200, answer, response.read()


async def _stream(endpoint: Record, headers: dict[str, str], body: bytes) -> Answer:
    variant, container, dimensions = await asyncio.to_thread(choose, endpoint, headers)
    response = await asyncio.to_thread(_open, container, headers, body, dimensions)

    async def run(send: Any, _receive: Any) -> None:
        with response:
            while chunk := await asyncio.to_thread(response.read1, _CHUNK):
                part = encode({":message-type": "event", ":event-type": "PayloadPart"}, chunk)
                await send({"type": "http.response.body", "body": part, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    answer = {
        "Content-Type": "application/vnd.amazon.eventstream",
        "X-Amzn-SageMaker-Content-Type": response.headers.get("Content-Type", "application/octet-stream"),
        "x-Amzn-Invoked-Production-Variant": variant,
    }
    return 200, answer, StreamingResponse(run)
