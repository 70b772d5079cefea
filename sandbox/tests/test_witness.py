from __future__ import annotations

import json
import unittest
from unittest import mock

from overlay import witness
from tests.support import in_account


class Events(unittest.TestCase):
    def setUp(self):
        in_account()
        patch = mock.patch.object(witness.eventbridge, "_put_events")
        self.put = patch.start()
        self.addCleanup(patch.stop)

    def sent(self):
        (entry,) = self.put.call_args.args[0]["Entries"]
        return entry, json.loads(entry["Detail"])

    def test_report_a_changing_call_as_cloudtrail_writes_it(self):
        request = {"EndpointName": "model-a", "DesiredWeightsAndCapacities": [{"VariantName": "v"}]}
        witness.api_call("UpdateEndpointWeightsAndCapacities", request, {"EndpointArn": "a"}, None)
        entry, detail = self.sent()
        self.assertEqual(entry["DetailType"], "AWS API Call via CloudTrail")
        self.assertEqual(detail["eventSource"], "sagemaker.amazonaws.com")
        self.assertEqual(detail["requestParameters"]["desiredWeightsAndCapacities"], [{"variantName": "v"}])
        self.assertEqual(detail["responseElements"], {"endpointArn": "a"})
        self.assertNotIn("errorCode", detail)

    def test_report_a_refusal_with_its_code(self):
        witness.api_call("DeleteEndpoint", {"EndpointName": "x"}, None, ("ValidationException", "Could not find"))
        self.assertEqual(self.sent()[1]["errorCode"], "ValidationException")

    def test_leave_out_calls_that_only_read(self):
        witness.api_call("DescribeEndpoint", {"EndpointName": "x"}, {}, None)
        self.put.assert_not_called()

    def test_tell_the_state_of_a_stack_but_not_of_its_resources(self):
        add = witness.with_stack_events(lambda *_args, **_named: None)
        add("id", "env-Serving-model-a", "Endpoint", "AWS::SageMaker::Endpoint", "UPDATE_COMPLETE")
        self.put.assert_not_called()
        add("id", "env-Serving-model-a", "env-Serving-model-a", "AWS::CloudFormation::Stack", "UPDATE_FAILED", "why")
        entry, detail = self.sent()
        self.assertEqual(entry["DetailType"], "CloudFormation Stack Status Change")
        self.assertEqual(detail["status-details"], {"status": "UPDATE_FAILED", "status-reason": "why"})
