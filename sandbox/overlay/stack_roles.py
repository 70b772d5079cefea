"""The roles that stacks are deployed with: CloudFormation remembers one, and uses it again without its being passed."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from ministack.core.iam_evaluator import caller_arn
from ministack.core.responses import AccountRegionScopedDict
from ministack.services.cloudformation import handlers

from overlay.behaviours import contradicts
from overlay.permissions import Denied, Role

OPERATIONS = (
    "CreateStack",
    "UpdateStack",
    "DeleteStack",
    "CreateChangeSet",
    "CancelUpdateStack",
    "ContinueUpdateRollback",
    "RollbackStack",
)
"""Those that use the role of the stack."""

# RoleARN of the stacks that were deployed with one, by name.
_ROLES = AccountRegionScopedDict()
_OF_STACK = re.compile(r"(<StackName>([^<]*)</StackName><StackId>[^<]*</StackId>)")

Answer = tuple[int, dict[str, str], bytes]
Handler = Callable[[dict[str, Any]], Answer]

_must_be_passed = contradicts("A-STACK-ROLE", "CloudFormation wants the role of the stack passed with each request")


def role_of(stack: str) -> str | None:
    """ARN of the role that a stack is deployed with."""
    found: str | None = _ROLES.get(stack)
    return found


def with_role(operation: str, original: Handler) -> Handler:
    """An operation that remembers the role that it is given, if the caller may pass it.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-iam-servicerole.html: without one, CloudFormation
    uses that of the stack, whoever asks (A-STACK-ROLE).
    """

    def handle(params: dict[str, Any]) -> Answer:
        name, given = _name(params), handlers._p(params, "RoleARN")
        before = role_of(name)
        try:
            _require_pass(given or (before if _must_be_passed() else None))
        except Denied as error:
            return handlers._error("AccessDenied", str(error), 403)
        if given:
            _ROLES[name] = given
        elif operation == "CreateStack":
            _ROLES.pop(name, None)
        answer = original(params)
        if answer[0] >= 400:
            _ROLES.pop(name, None)
            if before is not None:
                _ROLES[name] = before
        return answer

    return handle


def with_roles_described(original: Handler) -> Handler:
    """DescribeStacks, with the role of each stack that has one."""

    def describe(params: dict[str, Any]) -> Answer:
        status, headers, body = original(params)

        def with_its_role(match: re.Match[str]) -> str:
            role = role_of(match[2])
            return match[1] if role is None else f"{match[1]}<RoleARN>{role}</RoleARN>"

        return status, headers, _OF_STACK.sub(with_its_role, body.decode()).encode()

    return describe


def _name(params: dict[str, Any]) -> str:
    """Requests name a stack by its name or by its id."""
    given = str(handlers._p(params, "StackName"))
    stack = handlers._resolve_stack(given)
    return given if stack is None else str(stack["StackName"])


def _require_pass(role: str | None) -> None:
    who = re.fullmatch(r"arn:aws:sts::(\d+):assumed-role/([^/]+)/(.+)", caller_arn())
    if role and who:
        caller = Role(f"arn:aws:iam::{who[1]}:role/{who[2]}", who[3])
        caller.require("iam:PassRole", role, {"iam:PassedToService": "cloudformation.amazonaws.com"})
