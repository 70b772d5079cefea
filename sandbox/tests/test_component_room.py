from __future__ import annotations

import unittest
from typing import Any
from unittest import mock

from overlay.sagemaker import components, store
from overlay.sagemaker.fleet import Fleet
from tests.support import in_account

GPUS = 4


class StandIn:
    """A container that is there at once."""

    def __init__(self, *_: Any) -> None:
        self.running = False

    def start(self, _seconds: float) -> None:
        self.running = True

    def stop(self) -> None:
        self.running = False


def rolling(percent: int) -> dict[str, Any]:
    size = {"Type": "CAPACITY_PERCENT", "Value": percent}
    return {"RollingUpdatePolicy": {"MaximumBatchSize": size, "WaitIntervalInSeconds": 0}}


def specification(model: str, accelerators: int | None) -> dict[str, Any]:
    requirements = {"MinMemoryRequiredInMb": 1024}
    if accelerators is not None:
        requirements["NumberOfAcceleratorDevicesRequired"] = accelerators
    return {"ModelName": model, "ComputeResourceRequirements": requirements}


class RoomForABatch(unittest.TestCase):
    def setUp(self):
        in_account()
        for records in store.ALL:
            records.clear()
        for name in ("first", "second"):
            store.MODELS[name] = {"ModelName": name, "PrimaryContainer": {"Image": "x"}, "ExecutionRoleArn": "role"}
        patch = mock.patch("overlay.sagemaker.components.Container", StandIn)
        patch.start()
        self.addCleanup(patch.stop)

    def endpoint(self, most: int, instance_type: str = "ml.g6.12xlarge") -> None:
        scaling = {"Status": "ENABLED", "MinInstanceCount": 0, "MaxInstanceCount": most}
        variant = {"VariantName": "AllTraffic", "InstanceType": instance_type, "ManagedInstanceScaling": scaling}
        config = {"ProductionVariants": [variant], "ExecutionRoleArn": "role"}
        store.ENDPOINTS["assistant"] = {
            "EndpointName": "assistant",
            "EndpointArn": store.arn("endpoint", "assistant"),
            "EndpointStatus": "InService",
            "_fleet": Fleet("assistant", config),
        }

    def released(self, copies: int, accelerators: int | None = GPUS) -> None:
        components.create(
            {
                "InferenceComponentName": "assistant",
                "EndpointName": "assistant",
                "VariantName": "AllTraffic",
                "Specification": specification("first", accelerators),
                "RuntimeConfig": {"CopyCount": copies},
            }
        )
        self.assertEqual(components.wait("assistant", 10)["InferenceComponentStatus"], "InService")

    def released_again(self, percent: int = 50, accelerators: int | None = GPUS) -> dict[str, Any]:
        components.update(
            {
                "InferenceComponentName": "assistant",
                "Specification": specification("second", accelerators),
                "DeploymentConfig": rolling(percent),
            }
        )
        return components.wait("assistant", 10)

    def serves(self) -> str:
        return str(store.INFERENCE_COMPONENTS["assistant"]["Specification"]["ModelName"])

    def test_fails_the_second_release_where_the_only_instance_is_full_and_the_first_version_serves_on(self):
        self.endpoint(most=1)
        self.released(copies=1)
        before = store.INFERENCE_COMPONENTS["assistant"]["_container"]
        record = self.released_again()
        self.assertEqual(record["InferenceComponentStatus"], "InService")
        self.assertEqual(
            record["FailureReason"],
            "Insufficient capacity: a batch of 1 beside 1 copies of 4 accelerators each does not fit,"
            " the instances of the variant have room for 1.",
        )
        self.assertEqual(self.serves(), "first")
        self.assertTrue(before.running)

    def test_releases_again_and_again_with_an_instance_for_the_batch(self):
        self.endpoint(most=2)
        self.released(copies=1)
        self.assertNotIn("FailureReason", self.released_again())
        self.assertEqual(self.serves(), "second")

    def test_measures_the_batch_in_copies(self):
        self.endpoint(most=5)
        self.released(copies=4)
        self.assertIn("a batch of 2 beside 4 copies", self.released_again(50)["FailureReason"])
        self.assertNotIn("FailureReason", self.released_again(25))

    def test_places_several_copies_on_an_instance(self):
        self.endpoint(most=1)
        self.released(copies=1, accelerators=2)
        self.assertNotIn("FailureReason", self.released_again(accelerators=2))

    def test_starts_nothing_at_zero_copies_and_does_not_count_copies_without_gpus(self):
        self.endpoint(most=1, instance_type="ml.c7i.4xlarge")
        self.released(copies=1, accelerators=None)
        self.assertNotIn("FailureReason", self.released_again(accelerators=None))
        self.endpoint(most=1)
        components.delete({"InferenceComponentName": "assistant"})
        self.released(copies=0)
        self.assertNotIn("FailureReason", self.released_again())
