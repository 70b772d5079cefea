"""SDK tasks of state machines, called as the machine's own role, for every service.

The emulator knows some services only, and calls them without asking IAM.
"""

from __future__ import annotations

import contextvars
from collections.abc import Callable
from typing import Any

import botocore
import botocore.exceptions
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
}
_PREFIXES = {"cloudformation": "CloudFormation", "sagemaker": "SageMaker", "dynamodb": "DynamoDb"}
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


def _call(service: str, action: str, parameters: dict[str, Any]) -> Any:
    prefix = _PREFIXES.get(service, service.capitalize())
    try:
        client = role_client(_CLIENTS.get(service, service), _ROLE.get(), "states")
    except botocore.exceptions.UnknownServiceError as error:
        reason = f"the sandbox has no service {service} for SDK tasks"
        raise stepfunctions._ExecutionError("States.Runtime", reason) from error
    method = getattr(client, botocore.xform_name(action[:1].upper() + action[1:]))
    try:
        answer = method(**parameters)
    except botocore.exceptions.ClientError as error:
        raise stepfunctions._ExecutionError(f"{prefix}.{_error_name(client, prefix, error)}", str(error)) from error
    except botocore.exceptions.ParamValidationError as error:
        raise stepfunctions._ExecutionError("States.Runtime", str(error)) from error
    answer.pop("ResponseMetadata", None)
    return stepfunctions._convert_keys_to_sfn_convention(answer)


def _error_name(client: Any, prefix: str, error: botocore.exceptions.ClientError) -> str:
    code = str(error.response.get("Error", {}).get("Code", ""))
    modelled = client.meta.service_model.shape_for_error_code(code) is not None
    # The Java SDK, whose names state machines use, has one exception for all that the model does not name.
    name = code if modelled else prefix
    return name if name.endswith("Exception") else f"{name}Exception"
