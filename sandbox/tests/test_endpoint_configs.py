from __future__ import annotations

import unittest
from typing import Any
from unittest import mock

from overlay.sagemaker import models, service, store
from tests.support import in_account, playing


class MetricsOfConfigurations(unittest.TestCase):
    def setUp(self):
        in_account()
        for scoped in (store.MODELS, store.ENDPOINT_CONFIGS):
            self.addCleanup(scoped._data.clear)
        patched = mock.patch("overlay.sagemaker.models.events")
        patched.start()
        self.addCleanup(patched.stop)
        store.MODELS["m"] = {"ModelName": "m"}

    def described(self, **config: Any) -> Any:
        variant = {"VariantName": "AllTraffic", "ModelName": "m", "InstanceType": "ml.m5.large"}
        models.create_endpoint_config({"EndpointConfigName": "c", "ProductionVariants": [variant], **config})
        answer = service.OPERATIONS["DescribeEndpointConfig"]({"EndpointConfigName": "c"}).get("MetricsConfig")
        del store.ENDPOINT_CONFIGS["c"]
        return answer

    def test_are_those_of_the_request(self):
        off = {"EnableEnhancedMetrics": True, "EnableDetailedObservability": False}
        self.assertEqual(self.described(MetricsConfig=off), off)
        on = {"EnableDetailedObservability": True}
        self.assertEqual(self.described(MetricsConfig=on), on)

    def test_are_detailed_unless_the_request_says_otherwise(self):
        self.assertEqual(self.described(), {"EnableDetailedObservability": True})
        self.assertEqual(
            self.described(MetricsConfig={"EnableEnhancedMetrics": True}),
            {"EnableEnhancedMetrics": True, "EnableDetailedObservability": True},
        )

    def test_are_detailed_whatever_the_request_says_where_the_assumption_is_wrong(self):
        off = {"EnableDetailedObservability": False}
        with playing("fails-observability"):
            self.assertEqual(self.described(MetricsConfig=off), {"EnableDetailedObservability": True})


if __name__ == "__main__":
    unittest.main()
