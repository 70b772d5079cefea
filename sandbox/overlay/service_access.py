"""Holds AWS services to the policies of what they use by their own name, with the condition keys that they send."""

from __future__ import annotations

from typing import Any

from ministack.core import iam_evaluator
from ministack.core.responses import get_region
from ministack.services import iam, kms

from overlay.permissions import Denied


def require_key(service: str, key: str, action: str, keys: dict[str, Any]) -> None:
    """Checks that the policy of a KMS key allows a service an action.

    Raises:
        Denied: naming service, action and key.
    """
    found = kms.key_policy_for_arn(key)
    if found is None or not _allows(found[0], service, action, key, keys):
        raise Denied(f"{service} is not authorized to perform: {action} on resource: {key} by the policy of the key")


def require_policy(service: str, policy: Any, action: str, resource: str, keys: dict[str, Any]) -> None:
    """Checks that the policy of a queue or topic allows a service an action.

    Raises:
        Denied: naming service, action and resource.
    """
    if not _allows(policy, service, action, resource, keys):
        raise Denied(f"{service} is not authorized to perform: {action} on resource: {resource} by its policy")


def require_trust(service: str, role_arn: str, keys: dict[str, Any] | None = None) -> None:
    """Checks that a role trusts a service, which sends the given condition keys.

    Raises:
        Denied: naming service and role.
    """
    role = iam._roles.get_scoped(role_arn.split(":")[4], None, role_arn.rsplit("/", 1)[-1])
    trust = None if role is None else role.get("AssumeRolePolicyDocument")
    if trust is None or not _allows(trust, service, "sts:AssumeRole", role_arn, keys or {}):
        raise Denied(f"{service} is not authorized to assume the role {role_arn}")


def _allows(policy: Any, service: str, action: str, resource: str, keys: dict[str, Any]) -> bool:
    request = iam_evaluator.EvalContext(
        # A service is no principal of the account, so that statements about the account's root do not count.
        principal_arn=service,
        principal_type="AWSService",
        principal_account="",
        action=action,
        resource_arn=resource,
        region=get_region(),
        source_ip="127.0.0.1",
        secure_transport=True,
        service_context={key.lower(): value for key, value in keys.items()},
    )
    return iam_evaluator.evaluate_resource_policy(policy, request, service).decision == "Allow"
