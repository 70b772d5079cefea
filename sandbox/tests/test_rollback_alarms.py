from __future__ import annotations

import random
import time
import unittest
from types import SimpleNamespace
from typing import Any
from unittest import mock

from ministack.services import cloudwatch

from overlay import alarms
from overlay.sagemaker import endpoints, runtime, store
from overlay.sagemaker.fleet import Fleet, summaries
from tests.support import in_account, playing

ENDPOINT = "excorp-prod--churn"
VARIANT = {"EndpointName": ENDPOINT, "VariantName": "AllTraffic"}
TICK_SECONDS = 10.0
REQUESTS_PER_TICK = 100


def canary(percent: int, *alarm_names: str) -> dict[str, Any]:
    routing = {
        "Type": "CANARY",
        "CanarySize": {"Type": "CAPACITY_PERCENT", "Value": percent},
        "WaitIntervalInSeconds": 300,
    }
    return {
        "BlueGreenUpdatePolicy": {"TrafficRoutingConfiguration": routing, "TerminationWaitInSeconds": 300},
        "AutoRollbackConfiguration": {"Alarms": [{"AlarmName": name} for name in alarm_names]},
    }


class Deployments(unittest.TestCase):
    """Deployments under traffic, on a clock that every sleep moves forward."""

    def setUp(self):
        in_account()
        cloudwatch.reset()
        self.addCleanup(cloudwatch.reset)
        store.ENDPOINTS.clear()
        self.now = 1_800_000_000.0
        self.trips: list[float] = []
        random.seed(18)
        for target, replacement in (
            ("time.time", lambda: self.now),
            ("time.monotonic", lambda: self.now),
            ("time.sleep", self.pass_time),
            ("overlay.sagemaker.endpoints.from_environment", lambda: SimpleNamespace(time_scale=1.0)),
            ("overlay.sagemaker.endpoints.events", mock.Mock()),
            ("overlay.sagemaker.fleet.Fleet.start", lambda fleet: None),
        ):
            patched = mock.patch(target, replacement)
            patched.start()
            self.addCleanup(patched.stop)

    def fleet(self, config_name: str, failing: bool) -> Fleet:
        variant = {"VariantName": "AllTraffic", "ModelName": config_name, "InitialInstanceCount": 2}
        config = {"EndpointConfigName": config_name, "ProductionVariants": [variant]}
        status = 500 if failing else 200
        return Fleet(ENDPOINT, config, {"AllTraffic": mock.Mock(status=status)})

    def endpoint(self, old: Fleet, new: Fleet, deployment: dict[str, Any]) -> dict[str, Any]:
        endpoint = {
            "EndpointName": ENDPOINT,
            "EndpointConfigName": old.config["EndpointConfigName"],
            "EndpointStatus": "Updating",
            "ProductionVariants": summaries(old.config),
            "LastDeploymentConfig": deployment,
            "_fleet": old,
            "_next": new,
            "_share": 0.0,
        }
        store.ENDPOINTS[ENDPOINT] = endpoint
        self.addCleanup(store.ENDPOINTS.clear)
        return endpoint

    def alarm(self, name: str, threshold: float = 0.0144, **more: str) -> str:
        """As the library makes it: two bad minutes of three, by the mean of ones and zeros."""
        dimensions = [{"Name": key, "Value": value} for key, value in {**VARIANT, **more}.items()]
        cloudwatch._alarms[name] = {
            "AlarmName": name,
            "Namespace": "AWS/SageMaker",
            "MetricName": "Invocation5XXErrors",
            "Dimensions": dimensions,
            "Statistic": "Average",
            "Period": 60,
            "EvaluationPeriods": 3,
            "DatapointsToAlarm": 2,
            "Threshold": threshold,
            "ComparisonOperator": "GreaterThanThreshold",
            "TreatMissingData": "notBreaching",
            "StateValue": "INSUFFICIENT_DATA",
            "StateReason": "Unchecked: Initial alarm creation",
            "StateUpdatedTimestamp": 0,
        }
        return name

    def pass_time(self, _seconds: float) -> None:
        self.now += TICK_SECONDS
        for endpoint in list(store.ENDPOINTS.values()):
            for _ in range(REQUESTS_PER_TICK):
                _variant, container, dimensions = runtime.choose(endpoint, {})
                runtime.meter(dimensions, container.status, time.monotonic())
            share = endpoint["_share"]
            for alarm in list(cloudwatch._alarms.values()):
                before = alarm["StateValue"]
                alarms.evaluate_alarm(alarm, self.now)
                if alarm["StateValue"] == "ALARM" != before:
                    self.trips.append(share)

    def minutes(self, count: int) -> None:
        for _ in range(int(count * 60 / TICK_SECONDS)):
            self.pass_time(TICK_SECONDS)

    def points(self, name: str, dimensions: dict[str, str]) -> list[float]:
        key = ("AWS/SageMaker", name, cloudwatch._dims_key(dimensions))
        return [point["Value"] for point in cloudwatch._metrics[key]]

    def deploy(self, endpoint: dict[str, Any]) -> None:
        endpoints._deploy(endpoint)

    def test_publish_the_metrics_of_the_fleet_that_answered_by_its_configuration_too(self):
        endpoint = self.endpoint(self.fleet("config-13", False), self.fleet("config-14", True), canary(10))
        endpoint["_share"] = 0.5
        self.minutes(1)
        old, new = ({**VARIANT, "EndpointConfigName": name} for name in ("config-13", "config-14"))
        counted = [len(self.points("Invocations", one)) for one in (VARIANT, old, new)]
        self.assertEqual(counted[0], 6 * REQUESTS_PER_TICK)
        self.assertEqual(counted[0], counted[1] + counted[2])
        self.assertEqual(set(self.points("Invocation5XXErrors", old)), {0.0})
        self.assertEqual(set(self.points("Invocation5XXErrors", new)), {1.0})
        self.assertEqual(set(self.points("Invocation5XXErrors", VARIANT)), {0.0, 1.0})
        self.assertEqual(len(self.points("ModelLatency", new)), counted[2])

    def test_count_requests_of_an_inference_component_by_its_name_alone(self):
        endpoint = self.endpoint(self.fleet("config-13", False), self.fleet("config-14", False), canary(10))
        container = mock.Mock(status=500)
        store.INFERENCE_COMPONENTS["assistant"] = {
            "InferenceComponentName": "assistant",
            "VariantName": "AllTraffic",
            "_container": container,
        }
        self.addCleanup(store.INFERENCE_COMPONENTS.clear)
        headers = {"x-amzn-sagemaker-inference-component": "assistant"}
        _variant, answering, dimensions = runtime.choose(endpoint, headers)
        self.assertEqual((answering, dimensions), (container, [{"InferenceComponentName": "assistant"}]))

    def test_end_when_the_old_fleet_trips_an_alarm_on_the_endpoint(self):
        alarm = self.alarm("ErrorRate")
        endpoint = self.endpoint(self.fleet("config-14", True), self.fleet("config-13", False), canary(10, alarm))
        self.minutes(5)
        self.deploy(endpoint)
        self.assertEqual(endpoint["EndpointConfigName"], "config-14")
        self.assertEqual(
            endpoint["FailureReason"], "The CloudWatch alarm ErrorRate was in ALARM state during the deployment."
        )

    def test_replace_a_version_that_fails_when_the_alarm_watches_the_new_configuration(self):
        alarm = self.alarm("VersionErrorRate", EndpointConfigName="config-13")
        endpoint = self.endpoint(self.fleet("config-14", True), self.fleet("config-13", False), canary(10, alarm))
        self.alarm("ErrorRate")
        self.minutes(5)
        self.assertEqual(cloudwatch._alarms["ErrorRate"]["StateValue"], "ALARM")
        self.deploy(endpoint)
        self.assertEqual(endpoint["EndpointConfigName"], "config-13")
        self.assertNotIn("FailureReason", endpoint)

    def test_publish_nothing_by_the_configuration_where_the_assumption_is_wrong(self):
        alarm = self.alarm("VersionErrorRate", 0.144, EndpointConfigName="config-14")
        endpoint = self.endpoint(self.fleet("config-13", False), self.fleet("config-14", True), canary(10, alarm))
        with playing("fails-config-metrics"):
            self.minutes(5)
            self.deploy(endpoint)
        self.assertEqual(endpoint["EndpointConfigName"], "config-14")
        self.assertEqual({key[2] for key in cloudwatch._metrics}, {cloudwatch._dims_key(VARIANT)})

    def test_end_when_the_old_fleet_fails_where_the_assumption_is_wrong(self):
        alarm = self.alarm("VersionErrorRate", EndpointConfigName="config-13")
        endpoint = self.endpoint(self.fleet("config-14", True), self.fleet("config-13", False), canary(10, alarm))
        with playing("fails-old-fleet"):
            self.minutes(5)
            self.deploy(endpoint)
        self.assertEqual(endpoint["EndpointConfigName"], "config-14")
        self.assertRegex(endpoint["FailureReason"], "alarm VersionErrorRate was in ALARM")

    def test_count_a_fleet_by_its_own_configuration_when_nothing_is_deployed_whatever_is_assumed(self):
        endpoint = self.endpoint(self.fleet("config-13", False), self.fleet("config-14", False), canary(10))
        endpoint["_next"] = None
        with playing("fails-old-fleet"):
            self.minutes(1)
        self.assertEqual(len(self.points("Invocations", {**VARIANT, "EndpointConfigName": "config-13"})), 600)

    def test_go_back_at_zero_where_the_assumption_is_wrong(self):
        for count, serves in ((0, "config-13"), (1, "config-14")):
            with self.subTest(instances=count), playing("fails-update-at-zero"):
                endpoint = self.endpoint(self.fleet("config-13", False), self.fleet("config-14", False), canary(10))
                endpoint["ProductionVariants"][0].update(CurrentInstanceCount=count, DesiredInstanceCount=count)
                self.deploy(endpoint)
                self.assertEqual((endpoint["EndpointConfigName"], endpoint["EndpointStatus"]), (serves, "InService"))
        endpoint = self.endpoint(self.fleet("config-13", False), self.fleet("config-14", False), canary(10))
        endpoint["ProductionVariants"][0].update(CurrentInstanceCount=0, DesiredInstanceCount=0)
        self.deploy(endpoint)
        self.assertEqual(endpoint["EndpointConfigName"], "config-14")

    def test_end_in_the_first_tenth_of_the_traffic_with_the_threshold_of_the_objective(self):
        # 14.4 times the error budget of 99 %: above a tenth, in which alarms on both fleets see the errors drown.
        alarm = self.alarm("VersionErrorRate", 0.144, EndpointConfigName="config-14")
        endpoint = self.endpoint(self.fleet("config-13", False), self.fleet("config-14", True), canary(10, alarm))
        self.minutes(5)
        self.deploy(endpoint)
        self.assertEqual(endpoint["EndpointConfigName"], "config-13")
        self.assertEqual(self.trips, [0.1])

    def test_see_errors_drown_in_the_old_fleet_with_an_alarm_on_the_endpoint(self):
        alarm = self.alarm("ErrorRate", 0.144)
        endpoint = self.endpoint(self.fleet("config-13", False), self.fleet("config-14", True), canary(10, alarm))
        self.minutes(5)
        self.deploy(endpoint)
        self.assertEqual(self.trips, [1.0])
