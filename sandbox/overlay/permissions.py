"""Holds a role to its policies where a managed service uses it without a request that the emulator could see."""

from __future__ import annotations

from typing import Any, NoReturn

from ministack.core import iam_evaluator
from ministack.core.responses import get_region
from ministack.services import iam as iam_service

from overlay.required_types import missing_types


# The policy and the account of its owner; None where there is none.
ResourcePolicy = tuple[Any, str] | None


class Denied(PermissionError):
    """The role may not do what the service needs; the message names role and action."""


class Role:
    """A session of a role, with the policies and the permissions boundary that the role has now."""

    def __init__(self, arn: str, session: str) -> None:
        self._account, name = arn.split(":")[4], arn.rsplit("/", 1)[-1]
        self._principal = f"arn:aws:sts::{self._account}:assumed-role/{name}/{session}"
        credential = iam_evaluator.ResolvedCredential(
            access_key_id="",
            secret_access_key="",
            session_token=None,
            account_id=self._account,
            principal_arn=self._principal,
            principal_id=f"{name}:{session}",
            principal_type="AssumedRole",
        )
        self._keys = iam_evaluator._principal_keys(credential)
        self._policies = iam_evaluator._gather_role_policies(name, self._account)
        self._limits = iam_evaluator._permissions_boundary(iam_service._roles, name, self._account)

    def require(self, action: str, resource: str, context: dict[str, Any] | None = None) -> None:
        """Checks one action.

        Raises:
            Denied: naming role, action and resource, as AWS does.
        """
        self._hold(self._request(action, resource, context), None)

    def require_admitted(self, action: str, resource: str, context: dict[str, Any] | None = None) -> None:
        """Checks one action by the policy of the resource too, where its service keeps one.

        Raises:
            Denied: as ``require``.
        """
        policy = iam_evaluator._resource_policy(action.partition(":")[0], resource)
        self._hold(self._request(action, resource, context), policy)

    def refusal(self, action: str, resource: str, how: str | None = None) -> Denied:
        """In AWS's words.

        Args:
            how: what refuses; by default the policies of the role
        """
        why = how or f"because no identity-based policy allows the {action} action"
        return Denied(f"User: {self._principal} is not authorized to perform: {action} on resource: {resource} {why}")

    def _request(self, action: str, resource: str, context: dict[str, Any] | None) -> iam_evaluator.EvalContext:
        return iam_evaluator.EvalContext(
            principal_arn=self._principal,
            principal_type="AssumedRole",
            principal_account=self._account,
            action=action,
            resource_arn=resource,
            region=get_region(),
            source_ip="127.0.0.1",
            secure_transport=True,
            service_context={key.lower(): value for key, value in (context or {}).items()},
            principal_keys=self._keys,
        )

    def _hold(self, request: iam_evaluator.EvalContext, policy: ResourcePolicy) -> None:
        decision = self._decide(request, policy, self._limits)
        if decision == "Allow":
            return
        how = None
        if decision == "Deny":
            how = "with an explicit deny"
        elif self._decide(request, policy, []) == "Allow":
            how = f"because no permissions boundary allows the {request.action} action"
        elif self._decide(request, None, []) == "Allow":
            how = f"because no resource-based policy allows the {request.action} action"
        raise self.refusal(request.action, request.resource_arn, how)

    def _decide(self, request: iam_evaluator.EvalContext, policy: ResourcePolicy, limits: list[Any]) -> str:
        result = iam_evaluator.evaluate(request, self._policies, *limits)
        if policy is not None:
            required = request.action.partition(":")[0] in iam_evaluator._POLICY_REQUIRED
            result = iam_evaluator.combine_resource_policy(
                result, request, *policy, required=required, limits=tuple(limits)
            )
        return str(result.decision)


def require(role_arn: str, action: str, resource: str, context: dict[str, Any] | None = None) -> None:
    """Checks one action of a role that SageMaker uses.

    Raises:
        Denied: naming role, action and resource, as AWS does.
    """
    Role(role_arn, "SageMaker").require(action, resource, context)


def refuse(role_arn: str, action: str, resource: str) -> NoReturn:
    """Refuses an action to a role that SageMaker uses, whatever its policies say.

    Raises:
        Denied: as ``require``.
    """
    raise Role(role_arn, "SageMaker").refusal(action, resource)


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
