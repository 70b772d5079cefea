from __future__ import annotations

import unittest

from ministack.core.responses import get_region

from overlay.stack_outputs import with_regions
from tests.support import in_account


class Regions(unittest.TestCase):
    def setUp(self):
        in_account()
        self.resolve = with_regions(lambda value, *_: (get_region(), value))

    def test_an_output_is_looked_up_where_its_stack_is(self):
        spec = {"StackName": "prod-Recovery", "OutputName": "Key", "Region": "eu-central-1"}
        region, value = self.resolve({"Fn::GetStackOutput": spec}, {})
        self.assertEqual(region, "eu-central-1")
        self.assertEqual(value, {"Fn::GetStackOutput": {"StackName": "prod-Recovery", "OutputName": "Key"}})
        self.assertEqual(get_region(), "eu-west-1")

    def test_everything_else_is_resolved_where_the_stack_is(self):
        for value in ("text", {"Ref": "X"}, {"Fn::GetStackOutput": {"StackName": "s", "OutputName": "o"}}):
            self.assertEqual(self.resolve(value), ("eu-west-1", value))
