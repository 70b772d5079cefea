"""SDK tasks of state machines, called as the machine's own role, for every service.

The emulator knows some services only, and calls them without asking IAM.
"""

from __future__ import annotations

import contextvars
import datetime
import json
from collections.abc import Callable
from typing import Any

import botocore
import botocore.exceptions
import botocore.model
import botocore.session
from ministack.services import stepfunctions

from overlay.credentials import role_client

_ROLE: contextvars.ContextVar[str] = contextvars.ContextVar("overlay_machine_role", default="")
# Where the name in the task differs from that of the client.
_CLIENTS = {
    "sfn": "stepfunctions",
    "applicationautoscaling": "application-autoscaling",
    "cloudwatchlogs": "logs",
    "eventbridge": "events",
    "sagemakerruntime": "sagemaker-runtime",
    "servicequotas": "service-quotas",
}
_PREFIXES = {
    "cloudformation": "CloudFormation",
    "dynamodb": "DynamoDb",
    "sagemaker": "SageMaker",
    "servicequotas": "ServiceQuotas",
}
# Their answers are streams, which the emulator's own integration reads.
_LEFT_ALONE = ("s3", "lambda", "sagemakerruntime")


def with_role(original: Callable[[str], None]) -> Callable[[str], None]:
    """The emulator's run of an execution, which remembers as whom it runs."""

    def run(execution_arn: str) -> None:
        started = stepfunctions._executions[execution_arn]["events"][0]
        _ROLE.set(started.get("executionStartedEventDetails", {}).get("roleArn", ""))
        original(execution_arn)

    return run


def with_every_service(original: Callable[[str, Any], Any]) -> Callable[[str, Any], Any]:
    """The emulator's SDK tasks, through the SDK and under the machine's role."""

    def invoke(resource: str, parameters: Any) -> Any:
        service, action = resource.replace(".waitForTaskToken", "").split(":")[6:8]
        if service.lower() in _LEFT_ALONE or not _ROLE.get():
            return original(resource, parameters)
        return _call(service.lower(), action, parameters or {})

    return invoke


def with_functions(original: Callable[[str, Any], Any]) -> Callable[[str, Any], Any]:
    """The emulator's tasks, with functions invoked under the machine's role too."""

    def invoke(resource: str, parameters: Any) -> Any:
        if resource.split(":")[5:] != ["lambda", "invoke"] or not _ROLE.get():
            return original(resource, parameters)
        client = role_client("lambda", _ROLE.get(), "states")
        payload = json.dumps(parameters.get("Payload", {}))
        try:
            answer = client.invoke(FunctionName=parameters["FunctionName"], Payload=payload)
        except botocore.exceptions.ClientError as error:
            name = _error_name(client, "Lambda", error)
            raise stepfunctions._ExecutionError(f"Lambda.{name}", str(error)) from error
        result = json.loads(answer["Payload"].read() or b"null")
        if "FunctionError" in answer:
            kind = result.get("errorType") if isinstance(result, dict) else None
            raise stepfunctions._ExecutionError(kind or "Lambda.Unknown", json.dumps(result))
        return {"StatusCode": 200, "Payload": result}

    return invoke


def _call(service: str, action: str, parameters: dict[str, Any]) -> Any:
    prefix = _PREFIXES.get(service, service.capitalize())
    try:
        client = role_client(_CLIENTS.get(service, service), _ROLE.get(), "states")
    except botocore.exceptions.UnknownServiceError as error:
        reason = f"the sandbox has no service {service} for SDK tasks"
        raise stepfunctions._ExecutionError("States.Runtime", reason) from error
    method = getattr(client, botocore.xform_name(action[:1].upper() + action[1:]))
    model = client.meta.service_model.operation_model(action[:1].upper() + action[1:])
    try:
        answer = method(**_renamed(parameters, model.input_shape, to_api=True))
    except botocore.exceptions.ClientError as error:
        raise stepfunctions._ExecutionError(f"{prefix}.{_error_name(client, prefix, error)}", str(error)) from error
    except botocore.exceptions.ParamValidationError as error:
        raise stepfunctions._ExecutionError("States.Runtime", str(error)) from error
    answer.pop("ResponseMetadata", None)
    return _renamed(answer, model.output_shape, to_api=False)


def _renamed(value: Any, shape: botocore.model.Shape | None, to_api: bool) -> Any:
    """Members as states write them, with a capital at the start, to those of the API and back.

    Keys of maps stay as they are: attributes of an item, or metadata.
    """
    if isinstance(shape, botocore.model.StructureShape) and isinstance(value, dict):
        names = {_capital(name): name for name in shape.members}
        return {
            (names.get(key, key) if to_api else _capital(key)): _renamed(
                item, shape.members.get(names.get(_capital(key), key)), to_api
            )
            for key, item in value.items()
        }
    if isinstance(shape, botocore.model.ListShape) and isinstance(value, list):
        return [_renamed(item, shape.member, to_api) for item in value]
    if isinstance(shape, botocore.model.MapShape) and isinstance(value, dict):
        return {key: _renamed(item, shape.value, to_api) for key, item in value.items()}
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return value


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]


def _error_name(client: Any, prefix: str, error: botocore.exceptions.ClientError) -> str:
    code = str(error.response.get("Error", {}).get("Code", ""))
    modelled = client.meta.service_model.shape_for_error_code(code) is not None
    # The Java SDK, whose names state machines use, has one exception for all that the model does not name.
    name = code if modelled else prefix
    return name if name.endswith("Exception") else f"{name}Exception"
