"""What the documentation of the services leaves open, played when ``SANDBOX_BEHAVIOURS`` names it.

Nothing here has met a real account. The release story must pass under each of ``BEHAVIOURS``. What contradicts an
assumption is for the proof kit, which must find it; each is declared beside the code that plays it.
"""

from __future__ import annotations

import itertools
import json
import os
import time
from collections.abc import Awaitable, Callable
from typing import Any

from ministack.core.concurrency import spawn_background

BEHAVIOURS = {
    "silent-rollback": "SageMaker goes back to the previous version, and CloudFormation says UPDATE_COMPLETE",
    "cancel-works": "CancelUpdateStack takes an update of an endpoint back at once",
    "cancel-fails": "SageMaker refuses to update an endpoint in progress, so a cancelled update ends UPDATE_ROLLBACK_FAILED",
    "failing-scale-ups": "instances cannot be added: after each deployment the endpoint is RollingBack for a while",
    "throttling": "every fifth call of SageMaker, CloudFormation, Systems Manager and DynamoDB is throttled",
    "late-events": "EventBridge delivers each event late, and twice",
}
"""Without any of them a cancelled update is taken back when the endpoint has ended its own."""

CONTRADICTIONS: dict[str, str] = {}
"""What was declared with ``contradicts``."""

_THROTTLED = ("sagemaker", "cloudformation", "ssm", "dynamodb")
_EVERY = 5
_LATE_SECONDS = 1.0
_AGAIN_SECONDS = 2.0

Answer = tuple[int, dict[str, str], Any]
Handler = Callable[..., Awaitable[Answer]]


def chosen(names: str) -> frozenset[str]:
    """The behaviours of a list with commas.

    Raises:
        SystemExit: naming those that do not exist, and those that exclude each other.
    """
    found = frozenset(name for name in names.split(",") if name)
    known = [*BEHAVIOURS, *sorted(CONTRADICTIONS)]
    unknown = sorted(found - set(known))
    if unknown:
        raise SystemExit(f"SANDBOX_BEHAVIOURS must be of {', '.join(known)}, got {', '.join(unknown)}; correct it")
    if {"cancel-works", "cancel-fails"} <= found:
        raise SystemExit("SANDBOX_BEHAVIOURS must have one of cancel-works and cancel-fails, got both; leave one out")
    return found


def plays(name: str) -> bool:
    """Whether a behaviour was chosen."""
    return name in chosen(os.environ.get("SANDBOX_BEHAVIOURS", ""))


def contradicts(assumption: str, what: str) -> Callable[[], bool]:
    """Declares what a service does when an assumption about it is wrong: ``fails-eni`` for ``A-ENI``.

    Answers:
        whether it is played.
    """
    name = f"fails-{assumption.removeprefix('A-').lower()}"
    CONTRADICTIONS[name] = what
    return lambda: plays(name)


def throttled(handlers: dict[str, Handler]) -> None:
    """Answers every fifth request to a service as one that comes too fast."""
    for service in _THROTTLED:
        handlers[service] = _with_throttling(service, handlers[service])


def _with_throttling(service: str, original: Handler) -> Handler:
    count = itertools.count(1)

    async def handle(method: str, path: str, headers: dict[str, str], body: bytes, query: dict[str, Any]) -> Answer:
        if next(count) % _EVERY == 0:
            return _throttling(service)
        return await original(method, path, headers, body, query)

    return handle


def _throttling(service: str) -> Answer:
    message = "Rate exceeded"
    if service == "cloudformation":
        text = f"<ErrorResponse><Error><Type>Sender</Type><Code>Throttling</Code><Message>{message}</Message></Error></ErrorResponse>"
        return 400, {"Content-Type": "text/xml"}, text.encode()
    body = json.dumps({"__type": "ThrottlingException", "message": message}).encode()
    return 400, {"Content-Type": "application/x-amz-json-1.1", "x-amzn-ErrorType": "ThrottlingException"}, body


def late_and_twice(original: Callable[..., None]) -> Callable[..., None]:
    """EventBridge's delivery to a target, after a while and once more."""

    def deliver(*args: Any) -> None:
        for pause in (_LATE_SECONDS, _AGAIN_SECONDS):
            time.sleep(pause)
            original(*args)

    def invoke(*args: Any) -> None:
        spawn_background(deliver, *args, thread_name="overlay-late-event")

    return invoke
