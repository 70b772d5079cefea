from __future__ import annotations

import unittest
from typing import Any

from overlay.sagemaker.events import upper_status
from overlay.sagemaker.rollout import steps


def shares(deployment: dict[str, Any] | None, instances: int = 2) -> list[tuple[float, float]]:
    return [(round(step.share, 3), step.wait_seconds) for step in steps(deployment, instances)]


def blue_green(routing: dict[str, Any]) -> dict[str, Any]:
    return {"BlueGreenUpdatePolicy": {"TrafficRoutingConfiguration": routing, "TerminationWaitInSeconds": 300}}


class Steps(unittest.TestCase):
    def test_moves_all_traffic_at_once_without_a_policy(self):
        self.assertEqual(shares(None), [(1.0, 0.0)])

    def test_bakes_a_canary_and_then_the_whole_fleet(self):
        size = {"Type": "CAPACITY_PERCENT", "Value": 10}
        routing = {"Type": "CANARY", "CanarySize": size, "WaitIntervalInSeconds": 600}
        self.assertEqual(shares(blue_green(routing)), [(0.1, 600), (1.0, 300)])

    def test_measures_a_canary_in_instances_too(self):
        size = {"Type": "INSTANCE_COUNT", "Value": 1}
        routing = {"Type": "CANARY", "CanarySize": size, "WaitIntervalInSeconds": 60}
        self.assertEqual(shares(blue_green(routing), 4), [(0.25, 60), (1.0, 300)])

    def test_goes_in_equal_steps(self):
        size = {"Type": "CAPACITY_PERCENT", "Value": 30}
        routing = {"Type": "LINEAR", "LinearStepSize": size, "WaitIntervalInSeconds": 60}
        self.assertEqual(shares(blue_green(routing)), [(0.3, 60), (0.6, 60), (0.9, 60), (1.0, 300)])

    def test_replaces_a_batch_at_a_time(self):
        policy = {"MaximumBatchSize": {"Type": "CAPACITY_PERCENT", "Value": 50}, "WaitIntervalInSeconds": 120}
        self.assertEqual(shares({"RollingUpdatePolicy": policy}), [(0.5, 120), (1.0, 120)])


class Statuses(unittest.TestCase):
    def test_are_upper_case_in_events(self):
        for status, expected in (("InService", "IN_SERVICE"), ("RollingBack", "ROLLING_BACK"), ("Failed", "FAILED")):
            self.assertEqual(upper_status(status), expected)
