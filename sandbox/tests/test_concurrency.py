from __future__ import annotations

import unittest
from typing import Any

from ministack.services import lambda_svc

from overlay import concurrency
from tests.support import in_account


def _create(logical_id: str, _props: dict[str, Any], _stack: str) -> tuple[str, dict[str, Any]]:
    lambda_svc._functions[logical_id] = {"concurrency": None}
    return logical_id, {}


def _update(physical_id: str, _old: dict[str, Any], _new: dict[str, Any], *_more: Any) -> tuple[str, dict[str, Any]]:
    return physical_id, {}


class ReservedConcurrency(unittest.TestCase):
    def setUp(self):
        in_account()
        for name in list(lambda_svc._functions):
            del lambda_svc._functions[name]

    def create(self, name: str, reserved: int | None, limit: int) -> None:
        props = {} if reserved is None else {"ReservedConcurrentExecutions": reserved}
        concurrency.with_reservation(_create, limit)(name, props, "s")

    def test_fails_in_a_new_account_and_names_its_limit_as_the_minimum(self):
        with self.assertRaisesRegex(ValueError, r"below its minimum value of \[10\]"):
            self.create("One", 1, limit=10)
        self.assertNotIn("One", lambda_svc._functions)

    def test_fails_when_fewer_than_100_would_stay_unreserved(self):
        self.create("One", 500, limit=1000)
        with self.assertRaisesRegex(ValueError, r"below its minimum value of \[100\]"):
            self.create("Two", 401, limit=1000)
        self.create("Two", 400, limit=1000)
        self.assertEqual(lambda_svc._functions["Two"]["concurrency"], 400)

    def test_counts_a_function_once_when_its_reservation_changes(self):
        self.create("One", 500, limit=1000)
        update = concurrency.with_changed_reservation(_update, 1000)
        update("One", {}, {"ReservedConcurrentExecutions": 900}, "s", "One")
        self.assertEqual(lambda_svc._functions["One"]["concurrency"], 900)
        with self.assertRaisesRegex(ValueError, r"minimum value of \[100\]"):
            update("One", {}, {"ReservedConcurrentExecutions": 901}, "s", "One")
        update("One", {}, {}, "s", "One")
        self.assertIsNone(lambda_svc._functions["One"]["concurrency"])

    def test_asks_nothing_of_functions_that_reserve_nothing_and_lets_one_be_stopped_with_zero(self):
        self.create("One", None, limit=10)
        self.create("Two", 0, limit=10)
        self.assertEqual([one["concurrency"] for one in lambda_svc._functions.values()], [None, 0])

    def test_refuses_a_call_of_the_api_alike(self):
        self.create("One", None, limit=10)
        put = concurrency.with_limit(lambda_svc._put_function_concurrency, 10)
        status, _, body = put("One", {"ReservedConcurrentExecutions": 1})
        self.assertEqual(status, 400)
        self.assertIn(b"InvalidParameterValueException", body)
        self.assertIsNone(lambda_svc._functions["One"]["concurrency"])
