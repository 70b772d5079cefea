from __future__ import annotations

import unittest

from overlay.schema import SchemaError
from tests.support import schema


class Checked(unittest.TestCase):
    def test_converts_scalars_as_cloudformation_does(self):
        given = {"Size": "5", "Enabled": "true", "ThingName": 12}
        self.assertEqual(schema().checked(given), {"Size": 5, "Enabled": True, "ThingName": "12"})

    def test_fails_for_an_unknown_property_and_says_which_is_meant(self):
        with self.assertRaisesRegex(SchemaError, "Sise is no property of this type; did you mean Size"):
            schema().checked({"Sise": 1})

    def test_fails_naming_every_problem_at_once(self):
        with self.assertRaises(SchemaError) as caught:
            schema().checked({"Enabled": "maybe", "Options": {"Modus": 1}, "Tags": "x"})
        for part in (
            "Enabled must be a boolean, got 'maybe'",
            "Options.Modus is no property",
            "Options.Mode is required",
            "Tags must be a list",
            "Size is required",
        ):
            self.assertIn(part, str(caught.exception))

    def test_fails_for_a_number_that_is_not_whole(self):
        with self.assertRaisesRegex(SchemaError, r"Size must be an integer, got 1\.5"):
            schema().checked({"Size": 1.5})

    def test_fails_for_a_tag_without_a_value(self):
        with self.assertRaisesRegex(SchemaError, r"Tags\[0\]\.Value is required"):
            schema().checked({"Size": 1, "Tags": [{"Key": "owner"}]})

    def test_takes_the_alternative_of_a_union_that_fits(self):
        either = {"kind": "union", "types": [{"kind": "integer"}, {"kind": "list", "element": {"kind": "string"}}]}
        found = schema(properties={"Either": {"type": either}}, primary_identifier=())
        self.assertEqual(found.checked({"Either": ["a"]}), {"Either": ["a"]})
        with self.assertRaises(SchemaError):
            found.checked({"Either": {"a": 1}})


class Replacement(unittest.TestCase):
    def test_follows_the_schema(self):
        self.assertEqual(schema().create_only(), ("ThingName",))
        self.assertEqual(schema().sometimes_replacing(), ())


if __name__ == "__main__":
    unittest.main()
