"""Holds a role to its policies where a managed service uses it without a request that the emulator could see."""

from __future__ import annotations

from typing import Any

from ministack.core import iam_evaluator
from ministack.core.responses import get_region

from overlay.required_types import missing_types


class Denied(PermissionError):
    """The role may not do what the service needs; the message names role and action."""


def require(role_arn: str, action: str, resource: str, context: dict[str, Any] | None = None) -> None:
    """Checks one action of a role.

    Raises:
        Denied: naming role, action and resource, as AWS does.
    """
    account, name = role_arn.split(":")[4], role_arn.rsplit("/", 1)[-1]
    principal = f"arn:aws:sts::{account}:assumed-role/{name}/SageMaker"
    credential = iam_evaluator.ResolvedCredential(
        access_key_id="",
        secret_access_key="",
        session_token=None,
        account_id=account,
        principal_arn=principal,
        principal_id=f"{name}:SageMaker",
        principal_type="AssumedRole",
    )
    request = iam_evaluator.EvalContext(
        principal_arn=principal,
        principal_type="AssumedRole",
        principal_account=account,
        action=action,
        resource_arn=resource,
        region=get_region(),
        source_ip="127.0.0.1",
        secure_transport=True,
        service_context={key.lower(): value for key, value in (context or {}).items()},
        principal_keys=iam_evaluator._principal_keys(credential),
    )
    decision = iam_evaluator.evaluate(request, iam_evaluator._gather_role_policies(name, account)).decision
    if decision != "Allow":
        how = (
            "with an explicit deny"
            if decision == "Deny"
            else f"because no identity-based policy allows the {action} action"
        )
        raise Denied(f"User: {principal} is not authorized to perform: {action} on resource: {resource} {how}")


def require_each(role_arn: str, action: str, resources: dict[str, dict[str, Any]]) -> None:
    """Checks an action that requires several resources, each with the condition keys of the request.

    Raises:
        Denied: naming the first resource on which the role may not do it.
        ValueError: when a resource is left out that the action requires.
    """
    missing = missing_types(action, resources)
    if missing:
        raise ValueError(f"{action} also requires {', '.join(missing)}")
    for resource, context in resources.items():
        require(role_arn, action, resource, context)
