"""Asynchronous endpoints: the request lies in S3, the answer goes to S3, and a topic says so."""

from __future__ import annotations

import json
import logging
import time
import uuid
from typing import Any

import botocore.exceptions
from ministack.core.concurrency import spawn_background
from ministack.services import cloudwatch

from overlay.credentials import role_client
from overlay.sagemaker import models
from overlay.sagemaker.store import Record, ServiceError

logger = logging.getLogger("overlay.queue")

_PREFIX = "x-amzn-sagemaker-"
_LONGEST_WAIT_SECONDS = 120.0


def enqueue(endpoint: Record, headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
    """InvokeEndpointAsync: accepts the request and answers where the result will lie.

    Raises:
        ServiceError: when the endpoint is not asynchronous or no input was named.
    """
    config = endpoint.get("AsyncInferenceConfig")
    if config is None:
        raise ServiceError(f"Endpoint {endpoint['EndpointName']} has no AsyncInferenceConfig.")
    source = headers.get(_PREFIX + "inputlocation")
    if not source:
        raise ServiceError("InputLocation is required.")
    inference_id = headers.get(_PREFIX + "inference-id") or str(uuid.uuid4())
    name = str(uuid.uuid4())
    output = f"{config['OutputConfig']['S3OutputPath'].rstrip('/')}/{name}.out"
    failure_path = config["OutputConfig"].get("S3FailurePath")
    failure = f"{failure_path.rstrip('/')}/{name}-error.out" if failure_path else None
    spawn_background(_process, endpoint, headers, source, output, failure, inference_id, thread_name="overlay-async")
    answer = {"Content-Type": "application/json", "X-Amzn-SageMaker-OutputLocation": output}
    if failure:
        answer["X-Amzn-SageMaker-FailureLocation"] = failure
    return 202, answer, json.dumps({"InferenceId": inference_id}).encode()


def _process(
    endpoint: Record, headers: dict[str, str], source: str, output: str, failure: str | None, inference_id: str
) -> None:
    # The modules call each other: invocations go through the runtime's choice and metering.
    from overlay.sagemaker import runtime

    variant = endpoint["_fleet"].config["ProductionVariants"][0]
    role = models.container_definition(variant["ModelName"])[1]
    started = time.monotonic()
    content_type = headers.get(_PREFIX + "content-type", "application/octet-stream")
    request: dict[str, Any] = {
        "eventVersion": "1.0",
        "eventSource": "aws:sagemaker",
        "eventName": "InferenceResult",
        "requestParameters": {"endpointName": endpoint["EndpointName"], "inputLocation": source},
        "inferenceId": inference_id,
    }
    topics = endpoint["AsyncInferenceConfig"]["OutputConfig"].get("NotificationConfig") or {}
    try:
        s3 = role_client("s3", role, "SageMaker")
        body = s3.get_object(**_location(source))["Body"].read()
        _wait_for_capacity(endpoint)
        _variant, container, dimensions = runtime.choose(endpoint, {})
        with container.invoke(body, {"Content-Type": content_type}) as response:
            runtime.meter(dimensions, response.status, started)
            result = response.read()
            if response.status >= 400:
                raise ServiceError(result.decode("utf-8", "replace"), "ModelError")
            s3.put_object(**_location(output), Body=result)
        event = {**request, "invocationStatus": "Completed", "responseParameters": {"outputLocation": output}}
        _publish(role, topics.get("SuccessTopic"), event)
    except (botocore.exceptions.ClientError, ServiceError, OSError) as error:
        logger.warning("asynchronous request %s failed: %s", inference_id, error)
        event = {**request, "invocationStatus": "Failed", "failureReason": str(error)}
        try:
            if failure:
                role_client("s3", role, "SageMaker").put_object(**_location(failure), Body=str(error).encode())
            _publish(role, topics.get("ErrorTopic"), event)
        except botocore.exceptions.ClientError as denied:
            logger.error("the failure of %s could not be reported: %s", inference_id, denied)
    finally:
        seconds = time.monotonic() - started
        dimensions = {"EndpointName": endpoint["EndpointName"]}
        cloudwatch.record_metric("AWS/SageMaker", "ApproximateBacklogSize", 0, "Count", dimensions)
        cloudwatch.record_metric("AWS/SageMaker", "TimeInBacklog", seconds * 1000, "Milliseconds", dimensions)


def _wait_for_capacity(endpoint: Record) -> None:
    """A request to an endpoint without instances waits, and the metric that wakes the endpoint says so."""
    dimensions = {"EndpointName": endpoint["EndpointName"]}
    deadline = time.monotonic() + _LONGEST_WAIT_SECONDS
    while int(endpoint["ProductionVariants"][0]["DesiredInstanceCount"]) == 0:
        if time.monotonic() > deadline:
            raise ServiceError("no instance came within the time that the sandbox waits")
        cloudwatch.record_metric("AWS/SageMaker", "HasBacklogWithoutCapacity", 1, "Count", dimensions)
        time.sleep(0.5)


def _publish(role: str, topic: str | None, event: dict[str, Any]) -> None:
    if topic:
        role_client("sns", role, "SageMaker").publish(TopicArn=topic, Message=json.dumps(event))


def _location(uri: str) -> dict[str, str]:
    bucket, _, key = uri.removeprefix("s3://").partition("/")
    return {"Bucket": bucket, "Key": key}
