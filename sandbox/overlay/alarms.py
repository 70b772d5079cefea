"""CloudWatch alarms with metric math, dimensions, missing data and M out of N, and composite alarms from templates.

The emulator refuses metric math in templates, has no composite alarm type, and evaluates an alarm over the data of
every dimension. Alarms decide whether a deployment rolls back, so they have to be right.
"""

from __future__ import annotations

import contextvars
import logging
import threading
import time
from typing import Any

from ministack.core.responses import get_account_id, get_region, set_request_account_id, set_request_region
from ministack.services import cloudwatch
from ministack.services.cloudformation import provisioners

from overlay.metric_math import UnsupportedExpression, evaluate
from overlay.schema import Schema

logger = logging.getLogger("overlay.alarms")

_REASON = "Threshold Crossed"
_EVALUATION_SECONDS = 0.5
_BREACHES = {
    "GreaterThanOrEqualToThreshold": lambda value, threshold: value >= threshold,
    "GreaterThanThreshold": lambda value, threshold: value > threshold,
    "LessThanThreshold": lambda value, threshold: value < threshold,
    "LessThanOrEqualToThreshold": lambda value, threshold: value <= threshold,
}


def evaluate_alarm(alarm: dict[str, Any], now: float | None = None) -> None:
    """Sets the alarm's state from the data of its last periods, and tells its actions and parents of a change."""
    current = time.time() if now is None else now
    period = int(_metric_stats(alarm)[0].get("Period", 60)) if alarm.get("Metrics") else int(alarm.get("Period", 60))
    forced = not str(alarm.get("StateReason", "")).startswith((_REASON, "Unchecked"))
    if forced and current - float(alarm.get("StateUpdatedTimestamp", 0)) < period:
        return  # What SetAlarmState sets stands until the next period, as on AWS.
    if alarm.get("ComparisonOperator") not in _BREACHES:
        return
    periods = int(alarm.get("EvaluationPeriods") or 1)
    try:
        values = [_value(alarm, current - i * period, period) for i in range(periods)]
    except UnsupportedExpression as error:
        logger.warning("alarm %s stays %s: %s", alarm["AlarmName"], alarm["StateValue"], error)
        return
    state = _state(alarm, values, periods)
    if state is not None and state != alarm["StateValue"]:
        _change(alarm, state, values)


def _metric_stats(alarm: dict[str, Any]) -> list[dict[str, Any]]:
    found = [m["MetricStat"] for m in alarm.get("Metrics") or [] if "MetricStat" in m]
    return found or [{"Period": 60}]


def _state(alarm: dict[str, Any], values: list[float | None], periods: int) -> str | None:
    needed = int(alarm.get("DatapointsToAlarm") or periods)
    treat = alarm.get("TreatMissingData", "missing")
    threshold = float(alarm.get("Threshold", 0))
    breaches = _BREACHES[alarm["ComparisonOperator"]]
    known = [breaches(value, threshold) for value in values if value is not None]
    missing = len(values) - len(known)
    if not known and treat == "missing":
        return "INSUFFICIENT_DATA"
    if not known and treat == "ignore":
        return None
    breaching = sum(known) + (missing if treat == "breaching" else 0)
    return "ALARM" if breaching >= needed else "OK"


def _value(alarm: dict[str, Any], at: float, period: int) -> float | None:
    if not alarm.get("Metrics"):
        stat = alarm.get("ExtendedStatistic") or alarm.get("Statistic") or "Average"
        return _statistic(alarm["Namespace"], alarm["MetricName"], alarm.get("Dimensions") or [], stat, at, period)
    found: dict[str, float | None] = {}
    for query in alarm["Metrics"]:
        if "MetricStat" in query:
            stat, metric = query["MetricStat"], query["MetricStat"]["Metric"]
            found[query["Id"]] = _statistic(
                metric["Namespace"],
                metric["MetricName"],
                metric.get("Dimensions") or [],
                stat["Stat"],
                at,
                int(stat["Period"]),
            )
    expressions = [query for query in alarm["Metrics"] if "Expression" in query]
    for _ in expressions:  # An expression may name a later one: as many passes as there are expressions settle it.
        for query in expressions:
            if _names_known(query["Expression"], found, alarm["Metrics"]):
                found[query["Id"]] = evaluate(query["Expression"], found)
    shown = [query["Id"] for query in alarm["Metrics"] if query.get("ReturnData", True)]
    return found.get(shown[0]) if shown else None


def _names_known(expression: str, found: dict[str, float | None], queries: list[dict[str, Any]]) -> bool:
    return all(query["Id"] in found or query["Id"] not in expression for query in queries)


def _statistic(
    namespace: str, name: str, dimensions: list[dict[str, str]], stat: str, at: float, period: int
) -> float | None:
    key = (namespace, name, cloudwatch._dims_key(cloudwatch._dims_from_list(dimensions)))
    start = at - period
    points = [point for point in cloudwatch._metrics.get(key) or [] if start < point["Timestamp"] <= at]
    if not points:
        return None
    value = cloudwatch._stat_value(cloudwatch._calc_stats(points), stat, points)
    return None if value is None else float(value)


def _change(alarm: dict[str, Any], state: str, values: list[float | None]) -> None:
    old = alarm["StateValue"]
    shown = ", ".join("no data" if value is None else f"{value:g}" for value in values)
    reason = f"{_REASON}: [{shown}] against {alarm['ComparisonOperator']} {alarm.get('Threshold')}"
    alarm.update(StateValue=state, StateReason=reason, StateUpdatedTimestamp=int(time.time()))
    cloudwatch._record_history(alarm["AlarmName"], old, state, reason)
    cloudwatch._dispatch_alarm_actions(alarm, old, state, reason)
    cloudwatch._evaluate_parent_alarms(alarm)


def watch() -> None:
    """Evaluates every alarm of every account and Region, again and again."""

    def scoped(account: str, region: str, alarm: dict[str, Any]) -> None:
        set_request_account_id(account)
        set_request_region(region)
        evaluate_alarm(alarm)

    def loop() -> None:
        while True:
            time.sleep(_EVALUATION_SECONDS)
            for (account, region, _name), alarm in list(cloudwatch._alarms._data.items()):
                try:
                    contextvars.copy_context().run(scoped, account, region, alarm)
                except Exception:
                    logger.exception("alarm %s could not be evaluated", alarm.get("AlarmName"))

    threading.Thread(target=loop, daemon=True, name="overlay-alarms").start()


def alarm_handlers(schema: Schema) -> dict[str, Any]:
    """Handlers of AWS::CloudWatch::Alarm: the emulator's own, and metric math beside them."""

    def put(name: str, props: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        checked = schema.checked(props)
        if not checked.get("Metrics"):
            return provisioners._cw_metric_alarm_put(name, checked)
        stand_in = {"MetricName": "-", "Namespace": "-", "Threshold": 0, **checked}
        record = provisioners._cw_metric_alarm_record(name, {k: v for k, v in stand_in.items() if k != "Metrics"})
        record.update(Metrics=checked["Metrics"], MetricName=None, Namespace=None, Statistic=None, Period=None)
        cloudwatch.cloudformation_put_metric_alarm(record)
        cloudwatch.cloudformation_set_metric_alarm_tags(name, checked.get("Tags") or [])
        return name, {"Arn": record["AlarmArn"]}

    def create(logical_id: str, props: dict[str, Any], stack_name: str) -> tuple[str, dict[str, Any]]:
        return put(_name(props, stack_name, logical_id), props)

    def update(
        physical_id: str, _old: dict[str, Any], new: dict[str, Any], _stack_name: str, _logical_id: str
    ) -> tuple[str, dict[str, Any]]:
        return put(physical_id, new)

    delete = provisioners._cw_metric_alarm_delete
    return {"create": create, "update": update, "update_with_logical_id": True, "delete": delete}


def composite_handlers(schema: Schema) -> dict[str, Any]:
    """Handlers of AWS::CloudWatch::CompositeAlarm over the emulator's PutCompositeAlarm."""

    def put(name: str, props: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        request = {**schema.checked(props), "AlarmName": name}
        status, _headers, body = cloudwatch._put_composite_alarm({}, request, False, True)
        if status >= 400:
            raise ValueError(f"AWS::CloudWatch::CompositeAlarm {name}: {body.decode()}")
        return name, {"Arn": f"arn:aws:cloudwatch:{get_region()}:{get_account_id()}:alarm:{name}"}

    def create(logical_id: str, props: dict[str, Any], stack_name: str) -> tuple[str, dict[str, Any]]:
        return put(_name(props, stack_name, logical_id), props)

    def update(
        physical_id: str, _old: dict[str, Any], new: dict[str, Any], _stack_name: str, _logical_id: str
    ) -> tuple[str, dict[str, Any]]:
        return put(physical_id, new)

    def delete(physical_id: str, _props: dict[str, Any]) -> None:
        cloudwatch._composite_alarms.pop(physical_id, None)

    return {"create": create, "update": update, "update_with_logical_id": True, "delete": delete}


def _name(props: dict[str, Any], stack_name: str, logical_id: str) -> str:
    return str(props.get("AlarmName") or provisioners._physical_name(stack_name, logical_id, max_len=255))
