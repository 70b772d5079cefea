"""Holds CloudFormation to the permissions of the role that a stack is deployed with.

The emulator creates resources itself, without a request that IAM could see. So for each resource the actions that
CloudFormation takes on AWS are checked first: those of the table that the role's own policies are made from.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from ministack.core.responses import get_account_id, get_region
from ministack.services import iam as iam_service

from overlay.permissions import Denied, Role
from overlay.stack_roles import role_of

# Of a resource that is part of another: the properties that name the other one.
_OWNERS = ("Queues", "Topics", "TopicArn", "Bucket", "FunctionName", "LogGroupName")

# Who assumes the roles that a resource is given, where it is not the service that the type begins with.
_PASSED_TO = {"StepFunctions": "states", "EC2": "vpc-flow-logs", "ApplicationAutoScaling": "application-autoscaling"}

Properties = Mapping[str, Any]


class DeploymentRoles:
    """The checks, from the table that ``sandbox/deployment-actions.ts`` writes."""

    def __init__(self, table: Mapping[str, Mapping[str, Any]]) -> None:
        self._table = table

    @classmethod
    def load(cls, path: Path) -> DeploymentRoles:
        return cls(json.loads(path.read_text(encoding="utf-8")))

    def require(self, operation: str, type_name: str, props: Properties, stack: str, name: str | None = None) -> None:
        """Checks every action of one operation.

        Args:
            operation: ``create``, ``update`` or ``delete``.
            name: the physical id, once there is one.

        Raises:
            Denied: naming role, action and resource, as CloudFormation does.
        """
        arn = role_of(stack)
        if arn is None:
            return
        role = Role(arn, "AWSCloudFormation")
        if "ServiceToken" in props:
            role.require("lambda:InvokeFunction", str(props["ServiceToken"]))
            return
        entry = self._table.get(type_name)
        if entry is None:
            if type_name.startswith("AWS::CloudFormation::"):
                return
            raise Denied(f"{type_name} has no entry in lib/bootstrap/actions, so no policy can allow it")
        further = [] if operation == "delete" else entry["withProperty"].items()
        actions = [*entry[operation], *(one for key, found in further if props.get(key) for one in found)]
        for action, templates in actions:
            for resource, context in _requests(action, templates, entry, type_name, props, stack, name):
                role.require(action, resource, context)


def _requests(
    action: str,
    templates: list[str],
    entry: Mapping[str, Any],
    type_name: str,
    props: Properties,
    stack: str,
    name: str | None,
) -> Iterator[tuple[str, dict[str, Any]]]:
    """The resources of one action, each with the condition keys that the service sends."""
    product = type_name.split("::")[1]
    if action == "iam:PassRole":
        service = f"{_PASSED_TO.get(product, product.lower())}.amazonaws.com"
        for role in _roles_in(props):
            yield role, {"iam:PassedToService": service}
        return
    if action == "iam:GetRole" and type_name != "AWS::IAM::Role":
        yield from ((role, {}) for role in _roles_in(props))
        return
    if action == "iam:CreateServiceLinkedRole":
        service = f"{props['ServiceNamespace']}.application-autoscaling.amazonaws.com"
        yield f"arn:aws:iam::{get_account_id()}:role/aws-service-role/{service}/x", {"iam:AWSServiceName": service}
        return
    if action in ("iam:AttachRolePolicy", "iam:DetachRolePolicy"):
        yield from _attachments(type_name, props, stack, name)
        return
    context: dict[str, Any] = {}
    if type_name == "AWS::IAM::Role" and props.get("PermissionsBoundary"):
        context["iam:PermissionsBoundary"] = props["PermissionsBoundary"]
    if action.startswith("kms:"):
        context |= {
            "kms:ViaService": f"{product.lower()}.{get_region()}.amazonaws.com",
            "kms:GrantIsForAWSResource": "true",
        }
    if action == "lambda:CreateEventSourceMapping":
        context["lambda:FunctionArn"] = _filled("arn:${Partition}:lambda:${Region}:${Account}:function:${Name}", props)
    if not templates:
        yield "*", context
    named = str(name or props.get(entry.get("name") or "") or _generated(type_name, stack))
    for template in templates:
        # A policy of scaling has an ARN too, and is authorized as its target.
        if template == entry.get("own") and _is_of(template, named):
            yield named, context
        else:
            yield _filled(template, props, (_last_variable(entry.get("own") or ""), named)), context


def _is_of(template: str, arn: str) -> bool:
    return re.fullmatch(re.sub(r"\\\$\\\{\w+\\\}", ".+", re.escape(template)), arn) is not None


def _attachments(
    type_name: str, props: Properties, stack: str, name: str | None
) -> Iterator[tuple[str, dict[str, Any]]]:
    account = get_account_id()
    if type_name == "AWS::IAM::ManagedPolicy":
        named = props.get("ManagedPolicyName") or f"{stack}-x"
        policy = name or f"arn:aws:iam::{account}:policy{props.get('Path', '/')}{named}"
        for role in props.get("Roles", []):
            found = iam_service._roles.get(role) or {}
            boundary = {"iam:PermissionsBoundary": found["PermissionsBoundary"]} if found.get("PermissionsBoundary") else {}
            yield found.get("Arn", f"arn:aws:iam::{account}:role/{role}"), {"iam:PolicyARN": policy, **boundary}
        return
    role = name or props.get("RoleName") or f"{stack}-x"
    boundary = {"iam:PermissionsBoundary": props["PermissionsBoundary"]} if props.get("PermissionsBoundary") else {}
    for policy in props.get("ManagedPolicyArns", []):
        yield f"arn:aws:iam::{account}:role{props.get('Path', '/')}{role}", {"iam:PolicyARN": policy, **boundary}


def _roles_in(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        if re.match(r"arn:[\w-]+:iam::\d{12}:role/", value):
            yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _roles_in(part)
    elif isinstance(value, list):
        for part in value:
            yield from _roles_in(part)


def _generated(type_name: str, stack: str) -> str:
    """A name as CloudFormation makes it; buckets have no capitals."""
    return f"{stack.lower() if type_name == 'AWS::S3::Bucket' else stack}-x"


def _last_variable(template: str) -> str:
    return next(iter(re.findall(r"\$\{(\w+)\}", template)[::-1]), "")


def _filled(template: str, props: Properties, own: tuple[str, str] = ("", "")) -> str:
    """An ARN with its variables replaced: that of the resource by its own name, the others by what the properties name."""
    variable, name = own
    known = {
        "Partition": "aws",
        "Region": get_region(),
        "Account": get_account_id(),
        variable: _in_arn(variable, name),
    }
    return re.sub(r"\$\{(\w+)\}", lambda match: known.get(match[1]) or _named(match[1], props), template)


def _in_arn(variable: str, name: str) -> str:
    """A physical id as an ARN has it: without what the ARN leaves out, and without the address of a queue."""
    if variable == "LogGroupName":
        # The emulator makes names with this folder, CloudFormation makes them with the name of the stack alone.
        return name.removeprefix("/aws/cloudformation/")
    if variable == "RoleNameWithPath":
        return name
    if variable == "ParameterNameWithoutLeadingSlash":
        return name.removeprefix("/")
    return name.removeprefix("alias/") if variable == "Alias" else re.split(r"[:/]", name)[-1]


def _named(variable: str, props: Properties) -> str:
    keys = (variable, *_OWNERS)
    value = next((props[key] for key in keys if props.get(key)), "x")
    return _in_arn(variable, str(value[0] if isinstance(value, list) else value))


def with_boundary(original: Callable[..., Any], props_at: int) -> Callable[..., Any]:
    """Creation or update of a role, which keeps the permissions boundary of the template."""

    def work(*args: Any) -> Any:
        result = original(*args)
        role = iam_service._roles.get(result[0])
        if role is not None:
            role["PermissionsBoundary"] = args[props_at].get("PermissionsBoundary", "")
        return result

    return work


def with_provision(roles: DeploymentRoles, original: Callable[..., Any]) -> Callable[..., Any]:
    """Creation of a resource, after the role was asked."""

    def provision(type_name: str, logical_id: str, props: dict[str, Any], stack: str) -> Any:
        roles.require("create", type_name, props, stack)
        return original(type_name, logical_id, props, stack)

    return provision


def with_update(
    roles: DeploymentRoles, replaces: Callable[..., bool], original: Callable[..., Any]
) -> Callable[..., Any]:
    """Update of a resource, after the role was asked for it, or for the creation of another in its place."""

    def update(
        type_name: str, physical_id: str, old: dict[str, Any], new: dict[str, Any], stack: str, *rest: Any
    ) -> Any:
        if old != new:
            if replaces(type_name, old, new):
                roles.require("create", type_name, new, stack)
            else:
                roles.require("update", type_name, new, stack, physical_id)
        return original(type_name, physical_id, old, new, stack, *rest)

    return update


def with_delete(roles: DeploymentRoles, original: Callable[..., Any]) -> Callable[..., Any]:
    """Deletion of a resource, after the role was asked."""

    def delete(
        type_name: str, physical_id: str, props: dict[str, Any], stack: str | None = None, *rest: Any
    ) -> Any:
        if stack is not None:
            roles.require("delete", type_name, props, stack, physical_id)
        return original(type_name, physical_id, props, stack, *rest)

    return delete
