"""Deliveries of EventBridge and CloudWatch, which need the policy of the queue or topic and that of its key.

The emulator delivers whatever these policies say. A service has only the condition keys that it is documented to send.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable
from typing import Any

from ministack.core.arn import parse_arn
from ministack.core.responses import get_account_id
from ministack.services import cloudwatch, eventbridge, sns, sqs

from overlay.behaviours import contradicts
from overlay.permissions import Denied
from overlay.service_access import require_key, require_policy

logger = logging.getLogger("overlay.deliveries")

EVENTBRIDGE = "events.amazonaws.com"
CLOUDWATCH = "cloudwatch.amazonaws.com"
# https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services, and for queues
# https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html#compatibility-with-aws-services
_USE_KEY = ("kms:GenerateDataKey", "kms:Decrypt")
_ACTIONS = {"ALARM": "AlarmActions", "OK": "OKActions", "INSUFFICIENT_DATA": "InsufficientDataActions"}

_REFUSALS = {
    (EVENTBRIDGE, "sqs:SendMessage"): contradicts("A-EVENT-QUEUE", "EventBridge cannot deliver to an encrypted queue"),
    (CLOUDWATCH, "sns:Publish"): contradicts("A-ALARM-MAIL", "CloudWatch cannot publish to an encrypted topic: no mail"),
}


def with_admitted_targets(original: Callable[..., None]) -> Callable[..., None]:
    """EventBridge's delivery to a target: one that is refused is counted, and ends in the dead-letter queue if any."""

    def invoke(target: dict[str, Any], event: dict[str, Any], rule: dict[str, Any], view: Any = None) -> None:
        # EventBridge Scheduler, which uses a role, comes here too.
        if ":events:" not in rule.get("Arn", ""):
            original(target, event, rule, view)
            return
        try:
            _require_target(target["Arn"], rule)
        except Denied as error:
            logger.warning("event of rule %s not delivered: %s", rule["Name"], error)
            _count("FailedInvocations", rule)
            if "DeadLetterConfig" in target:
                _dead_letter(target["DeadLetterConfig"]["Arn"], event, rule)
            return
        original(target, event, rule, view)

    return invoke


def with_admitted_actions(original: Callable[..., None]) -> Callable[..., None]:
    """CloudWatch's actions of an alarm: a topic that refuses one is left out, which the history of the alarm tells."""

    def dispatch(alarm: dict[str, Any], old_state: str, new_state: str, reason: str) -> None:
        field = _ACTIONS[new_state]
        admitted = [action for action in alarm.get(field) or [] if _may_act(alarm, action)]
        original({**alarm, field: admitted}, old_state, new_state, reason)

    return dispatch


def with_key(original: Callable[..., Any], props_at: int) -> Callable[..., Any]:
    """A handler of topics that also remembers the key, which the emulator's CloudFormation drops.

    Args:
        props_at: the position of the properties among the arguments of the handler
    """

    def handle(*args: Any) -> Any:
        result = original(*args)
        attributes, key = sns._topics[result[0]]["attributes"], args[props_at].get("KmsMasterKeyId")
        attributes.pop("KmsMasterKeyId", None)
        if key is not None:
            attributes["KmsMasterKeyId"] = key
        return result

    return handle


def _require_target(arn: str, rule: dict[str, Any]) -> None:
    """EventBridge names its rule to queues, but sends topics and keys no condition key.

    That it sends none to the key of a queue is assumption A-EVENT-QUEUE.
    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html
    """
    if ":sqs:" in arn:
        _require(EVENTBRIDGE, sqs._queue_by_arn(arn), "sqs:SendMessage", arn, {"aws:SourceArn": rule["Arn"]}, {})
    elif ":sns:" in arn:
        _require(EVENTBRIDGE, sns._topic_by_arn_any_scope(arn), "sns:Publish", arn, {}, {})


def _require(
    service: str,
    target: dict[str, Any] | None,
    action: str,
    arn: str,
    keys: dict[str, str],
    keys_for_kms: dict[str, str],
) -> None:
    if target is None:
        return  # The emulator knows what to do about a target that does not exist.
    attributes = target["attributes"]
    require_policy(service, attributes.get("Policy"), action, arn, keys)
    key = attributes.get("KmsMasterKeyId")
    if not key:
        return
    refused = _REFUSALS.get((service, action))
    if refused is not None and refused():
        raise Denied(f"{service} is not authorized to use the key {key}")
    for use in _USE_KEY:
        require_key(service, key, use, keys_for_kms)


def _dead_letter(queue: str, event: dict[str, Any], rule: dict[str, Any]) -> None:
    try:
        _require_target(queue, rule)
    except Denied as error:
        logger.warning("event of rule %s lost: %s", rule["Name"], error)
        _count("InvocationsFailedToBeSentToDlq", rule)
        return
    whole = eventbridge._pattern_event_view(event).event_with_detail()
    eventbridge._dispatch_to_sqs(parse_arn(queue), json.dumps(whole))
    _count("InvocationsSentToDlq", rule)


def _count(metric: str, rule: dict[str, Any]) -> None:
    """https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html"""
    bus = rule.get("EventBusName", "default")
    dimensions = {"RuleName": rule["Name"], **({} if bus == "default" else {"EventBusName": bus})}
    cloudwatch.record_metric("AWS/Events", metric, 1, "Count", dimensions)


def _may_act(alarm: dict[str, Any], action: str) -> bool:
    if ":sns:" not in action:
        return True
    # The same page of SNS as for the key.
    keys = {"aws:SourceArn": alarm["AlarmArn"], "aws:SourceAccount": get_account_id()}
    try:
        _require(CLOUDWATCH, sns._topic_by_arn_any_scope(action), "sns:Publish", action, keys, keys)
    except Denied as error:
        logger.warning("action of alarm %s failed: %s", alarm["AlarmName"], error)
        data = {"actionState": "Failed", "notificationResource": action, "error": str(error)}
        cloudwatch._history_entries().append(
            {
                "AlarmName": alarm["AlarmName"],
                "AlarmType": "CompositeAlarm" if "AlarmRule" in alarm else "MetricAlarm",
                "Timestamp": cloudwatch._ts_iso(time.time()),
                "HistoryItemType": "Action",
                "HistorySummary": f"Failed to execute action {action}",
                "HistoryData": json.dumps(data),
            }
        )
        return False
    return True
