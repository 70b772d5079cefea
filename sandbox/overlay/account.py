"""What an account is before anything is deployed, as far as ``blueprint doctor`` asks: limits, roles, tags, mails, costs."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from ministack.core.responses import AccountRegionScopedDict
from ministack.services import iam
from ministack.services.cloudformation import _stacks

Answer = tuple[int, dict[str, str], bytes]

# https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-service-linked-roles.html
_ROLE_NAMES = {
    "sagemaker.application-autoscaling.amazonaws.com": "AWSServiceRoleForApplicationAutoScaling_SageMakerEndpoint"
}
_TARGET = "AWSInsightsIndexService."
# The state of each tag key that was activated or deactivated. Cost Explorer has one endpoint for all Regions.
_STATUS = AccountRegionScopedDict()

_MAIL = re.compile(
    r"<SubscriptionArn>[^<]*</SubscriptionArn>(<Owner>[^<]*</Owner><TopicArn>[^<]*</TopicArn><Protocol>email)"
)


def with_limit(original: Callable[[], Answer], limit: int) -> Callable[[], Answer]:
    """``GetAccountSettings`` of Lambda with the concurrency of this account."""

    def settings() -> Answer:
        status, headers, body = original()
        answer = json.loads(body)
        limits = answer["AccountLimit"]
        reserved = limits["ConcurrentExecutions"] - limits["UnreservedConcurrentExecutions"]
        limits.update(ConcurrentExecutions=limit, UnreservedConcurrentExecutions=max(limit - reserved, 0))
        return status, headers, json.dumps(answer).encode()

    return settings


def with_role_names(original: Callable[[dict[str, Any]], Answer]) -> Callable[[dict[str, Any]], Answer]:
    """``CreateServiceLinkedRole`` with the name that the service chooses; the emulator takes its first word."""

    def create(params: dict[str, Any]) -> Answer:
        before = set(iam._roles)
        name = _ROLE_NAMES.get(str(iam._p(params, "AWSServiceName")))
        if name in before:
            text = f"Service role name {name} has been taken in this account, please try a different suffix."
            return iam._error(400, "InvalidInput", text, ns="iam")
        status, headers, body = original(params)
        made = set(iam._roles) - before
        if name is None or not made:
            return status, headers, body
        (given,) = made
        role = iam._roles.pop(given)
        iam._roles[name] = {**role, "RoleName": name, "Arn": role["Arn"].replace(given, name)}
        return status, headers, body.replace(given.encode(), name.encode())

    return create


def with_pending_mail(original: Callable[[dict[str, Any]], Answer]) -> Callable[[dict[str, Any]], Answer]:
    """Lists the subscriptions of a topic: nobody reads mail here, so those by mail wait for their confirmation."""

    def listed(params: dict[str, Any]) -> Answer:
        status, headers, body = original(params)
        pending = r"<SubscriptionArn>PendingConfirmation</SubscriptionArn>\1"
        return status, headers, _MAIL.sub(pending, body.decode()).encode()

    return listed


def with_deployed_budgets(original: Callable[[dict[str, Any]], Answer]) -> Callable[[dict[str, Any]], Answer]:
    """``DescribeBudgets`` with the budgets of deployed templates. Nothing costs anything here, so they count nothing."""

    def described(request: dict[str, Any]) -> Answer:
        status, headers, body = original(request)
        answer = json.loads(body)
        spent = {"ActualSpend": {"Amount": "0.0", "Unit": "USD"}}
        for logical_id, properties in _deployed("AWS::Budgets::Budget"):
            budget = {"BudgetName": logical_id, **properties["Budget"], "CalculatedSpend": spent}
            if not request.get("ShowFilterExpression"):
                budget.pop("FilterExpression", None)
            answer["Budgets"].append(budget)
        return status, headers, json.dumps(answer).encode()

    return described


def with_budget_actions(original: Callable[..., str | None]) -> Callable[..., str | None]:
    """The emulator's names of actions; one action of Budgets lets a caller see everything of a budget."""

    def action_of(service: str, *request: Any) -> str | None:
        found = original(service, *request)
        # https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsbudgetservice.html
        return "budgets:ViewBudget" if found in {"budgets:DescribeBudget", "budgets:DescribeBudgets"} else found

    return action_of


async def handle_request(
    _method: str, _path: str, headers: dict[str, str], body: bytes, _query_params: dict[str, Any]
) -> Answer:
    """The emulator's entry point for requests signed for ``ce``: cost allocation tags, and costs of nothing."""
    operation = headers.get("x-amz-target", "").removeprefix(_TARGET)
    request = json.loads(body or b"{}")
    if operation == "ListCostAllocationTags":
        return _answer(200, {"CostAllocationTags": _tags(request)})
    if operation == "UpdateCostAllocationTagsStatus":
        for entry in request["CostAllocationTagsStatus"]:
            _STATUS[entry["TagKey"]] = entry["Status"]
        return _answer(200, {"Errors": []})
    if operation == "GetCostAndUsage":
        nothing = {metric: {"Amount": "0", "Unit": "USD"} for metric in request["Metrics"]}
        return _answer(200, {"ResultsByTime": [{"TimePeriod": request["TimePeriod"], "Total": nothing}]})
    text = f"The sandbox does not implement {operation} of Cost Explorer."
    return _answer(400, {"__type": "ValidationException", "message": text})


def _answer(status: int, value: dict[str, Any]) -> Answer:
    # The emulator adds to the headers of an answer: each has its own.
    return status, {"Content-Type": "application/x-amz-json-1.1"}, json.dumps(value).encode()


def _tags(request: dict[str, Any]) -> list[dict[str, Any]]:
    wanted = request.get("TagKeys")
    return [
        {"TagKey": key, "Type": "UserDefined", "Status": _STATUS.get(key, "Inactive")}
        for key in sorted(_keys_in_use())
        if wanted is None or key in wanted
    ]


def _keys_in_use() -> set[str]:
    """The keys of tags in deployed templates. AWS lists them up to a day later, here they are listed at once."""
    found: set[str] = set()
    for _, properties in _deployed():
        tags = properties.get("Tags", [])
        found.update(tag["Key"] for tag in tags if isinstance(tag, dict) and "Key" in tag)
    return found


def _deployed(resource_type: str | None = None) -> list[tuple[str, dict[str, Any]]]:
    """Logical id and properties of the resources in deployed templates. ``None`` as their type: of all."""
    return [
        (logical_id, resource.get("Properties", {}))
        for stack in _stacks.values()
        for logical_id, resource in stack.get("_template", {}).get("Resources", {}).items()
        if resource_type in {None, resource["Type"]}
    ]


def reset() -> None:
    """Part of ``POST /_ministack/reset``."""
    _STATUS.clear()


def get_state() -> None:
    """Nothing outlives the process."""
