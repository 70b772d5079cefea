from __future__ import annotations

import unittest

from overlay import state_only
from overlay.schema import SchemaError
from tests.support import in_account, schema


class Handlers(unittest.TestCase):
    def setUp(self):
        in_account()
        state_only.RESOURCES._data.clear()
        self.handlers = state_only.handlers(schema())

    def test_creates_under_a_generated_name_and_gives_the_arn(self):
        physical_id, attributes = self.handlers["create"]("Thing", {"Size": 1}, "dev-Stack")
        self.assertRegex(physical_id, r"^dev-Stack-Thing-[0-9A-F]{13}$")
        self.assertEqual(attributes["Arn"], f"arn:aws:test:eu-west-1:111111111111:thing/{physical_id}")

    def test_updates_in_place(self):
        physical_id, _ = self.handlers["create"]("Thing", {"Size": 1}, "s")
        again, _ = self.handlers["update"](physical_id, {"Size": 1}, {"Size": 2}, "s", "Thing")
        self.assertEqual(again, physical_id)
        self.assertEqual(state_only.RESOURCES[("AWS::Test::Thing", physical_id)], {"Size": 2})

    def test_deletes_also_what_is_gone(self):
        physical_id, _ = self.handlers["create"]("Thing", {"Size": 1}, "s")
        self.handlers["delete"](physical_id, {})
        self.handlers["delete"](physical_id, {})
        self.assertNotIn(("AWS::Test::Thing", physical_id), state_only.RESOURCES)

    def test_fails_for_a_name_that_is_taken(self):
        self.handlers["create"]("One", {"Size": 1, "ThingName": "n"}, "s")
        with self.assertRaisesRegex(ValueError, "n already exists"):
            self.handlers["create"]("Two", {"Size": 1, "ThingName": "n"}, "s")

    def test_fails_for_properties_that_the_schema_refuses(self):
        with self.assertRaises(SchemaError):
            self.handlers["create"]("Thing", {"Size": 1, "Nope": 1}, "s")

    def test_keeps_accounts_apart(self):
        self.handlers["create"]("One", {"Size": 1, "ThingName": "n"}, "s")
        in_account("222222222222")
        self.handlers["create"]("One", {"Size": 1, "ThingName": "n"}, "s")
