from __future__ import annotations

import time
import unittest
from typing import Any

from ministack.services import cloudwatch

from overlay import alarms, metric_math
from tests.support import in_account


class Expressions(unittest.TestCase):
    def test_evaluates_an_error_rate(self):
        rate = "IF(n > 0, e / n, 0)"
        self.assertEqual(metric_math.evaluate(rate, {"n": 4.0, "e": 1.0}), 0.25)
        self.assertEqual(metric_math.evaluate(rate, {"n": 0.0, "e": 0.0}), 0)
        self.assertIsNone(metric_math.evaluate(rate, {"n": None, "e": 1.0}))

    def test_fills_what_is_missing(self):
        self.assertEqual(metric_math.evaluate("FILL(a, 0) + FILL(b, 0)", {"a": None, "b": 2.0}), 2)

    def test_has_no_data_where_the_divisor_is_zero(self):
        self.assertIsNone(metric_math.evaluate("a / b", {"a": 1.0, "b": 0.0}))

    def test_reduces_lists(self):
        self.assertEqual(metric_math.evaluate("MAX([a, b])", {"a": 1.0, "b": 3.0}), 3)

    def test_reads_logical_operators(self):
        self.assertEqual(metric_math.evaluate("IF(a > 1 AND b < 2, 1, 0)", {"a": 2.0, "b": 1.0}), 1)

    def test_fails_for_functions_that_it_does_not_know(self):
        for expression in ("ANOMALY_DETECTION_BAND(a)", "__import__('os')", "a.b", "[a"):
            with self.assertRaises(metric_math.UnsupportedExpression):
                metric_math.evaluate(expression, {"a": 1.0})


class Evaluation(unittest.TestCase):
    def setUp(self):
        in_account()
        cloudwatch.reset()

    def alarm(self, **changes: Any) -> dict[str, Any]:
        alarm = {
            "AlarmName": "a",
            "Namespace": "N",
            "MetricName": "Errors",
            "Dimensions": [{"Name": "EndpointName", "Value": "model-a"}],
            "Statistic": "Sum",
            "Period": 60,
            "EvaluationPeriods": 1,
            "Threshold": 1,
            "ComparisonOperator": "GreaterThanOrEqualToThreshold",
            "TreatMissingData": "notBreaching",
            "StateValue": "INSUFFICIENT_DATA",
            "StateReason": "Unchecked: Initial alarm creation",
            "StateUpdatedTimestamp": 0,
            **changes,
        }
        cloudwatch._alarms["a"] = alarm
        return alarm

    def record(self, value: float, endpoint: str = "model-a", name: str = "Errors") -> None:
        cloudwatch.record_metric("N", name, value, "Count", {"EndpointName": endpoint})

    def state(self, alarm: dict[str, Any], **options: Any) -> str:
        alarms.evaluate_alarm(alarm, **options)
        return alarm["StateValue"]

    def test_goes_off_for_its_own_dimension_only(self):
        alarm = self.alarm()
        self.record(5, "model-b")
        self.assertEqual(self.state(alarm), "OK")
        self.record(5)
        self.assertEqual(self.state(alarm), "ALARM")

    def test_treats_missing_data_as_it_is_told(self):
        for treat, expected in (("breaching", "ALARM"), ("missing", "INSUFFICIENT_DATA"), ("notBreaching", "OK")):
            self.assertEqual(self.state(self.alarm(TreatMissingData=treat)), expected)

    def test_needs_as_many_bad_periods_as_it_says(self):
        alarm = self.alarm(EvaluationPeriods=3, DatapointsToAlarm=2)
        self.record(5)
        self.assertEqual(self.state(alarm), "OK")
        points = cloudwatch._metrics[("N", "Errors", "EndpointName=model-a")]
        points.append({**points[0], "Timestamp": time.time() - 90})
        self.assertEqual(self.state(alarm), "ALARM")

    def test_lets_the_worst_point_decide_until_it_is_out_of_the_window(self):
        alarm = self.alarm(
            Statistic="Minimum",
            Threshold=0.6,
            ComparisonOperator="LessThanThreshold",
            EvaluationPeriods=3,
            DatapointsToAlarm=1,
        )
        for value in (0.7, 0.31, 0.8):
            self.record(value)
        self.assertEqual(self.state(alarm), "ALARM")
        self.assertEqual(self.state(alarm, now=time.time() + 119), "ALARM")
        self.assertEqual(self.state(alarm, now=time.time() + 181), "OK")

    def test_evaluates_metric_math(self):
        def stat(name: str) -> dict[str, Any]:
            dimensions = [{"Name": "EndpointName", "Value": "model-a"}]
            metric = {"Namespace": "N", "MetricName": name, "Dimensions": dimensions}
            return {"Metric": metric, "Period": 60, "Stat": "Sum"}

        metrics = [
            {"Id": "rate", "Expression": "errors / calls"},
            {"Id": "errors", "MetricStat": stat("Errors"), "ReturnData": False},
            {"Id": "calls", "MetricStat": stat("Calls"), "ReturnData": False},
        ]
        alarm = self.alarm(Metrics=metrics, Threshold=0.5, MetricName=None, Namespace=None)
        self.record(1)
        self.record(4, name="Calls")
        self.assertEqual(self.state(alarm), "OK")
        self.record(3)
        self.assertEqual(self.state(alarm), "ALARM")

    def test_leaves_a_state_that_was_set_by_hand_for_one_period(self):
        alarm = self.alarm(StateValue="ALARM", StateReason="drill", StateUpdatedTimestamp=time.time())
        self.assertEqual(self.state(alarm), "ALARM")
        self.assertEqual(self.state(alarm, now=time.time() + 61), "OK")
