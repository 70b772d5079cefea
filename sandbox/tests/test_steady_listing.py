from __future__ import annotations

import gc
import json
import unittest
from typing import Any

from ministack.core.responses import AccountRegionScopedDict, AccountScopedDict
from ministack.services import stepfunctions, sts

from overlay import steady_listing
from tests.support import in_account

MACHINE = "arn:aws:states:eu-west-1:111111111111:stateMachine:releases"
COUNT = 3000


class Garbage:
    """Something that a listing collects halfway, as it collects closed connections: another thread may write meanwhile."""

    def __init__(self, store: Any, key: str, value: Any) -> None:
        self.itself, self.store, self.key, self.value = self, store, key, value

    def __del__(self) -> None:
        self.store[self.key] = self.value


class Interrupted(float):
    """A time at whose comparison another thread registers a session."""

    def __lt__(self, other: Any) -> bool:
        sts._sessions["late"] = {}
        return True


def execution(name: str) -> dict[str, Any]:
    return {
        "executionArn": f"arn:{name}",
        "stateMachineArn": MACHINE,
        "name": name,
        "status": "RUNNING",
        "startDate": "2026-11-27T15:00:00.000Z",
        "stopDate": None,
    }


class Listings(unittest.TestCase):
    def setUp(self):
        in_account()
        self.addCleanup(gc.enable)
        for scoped in (stepfunctions._executions, sts._sessions):
            self.addCleanup(scoped.clear)
        for owner, name in steady_listing.LISTINGS:
            self.addCleanup(setattr, owner, name, getattr(owner, name))

    def write_while_listing(self, store: Any, key: str, value: Any) -> None:
        gc.disable()
        gc.collect()
        Garbage(store, key, value)
        gc.enable()

    def fill(self) -> None:
        for number in range(COUNT):
            stepfunctions._executions[f"arn:{number}"] = execution(str(number))

    def listed(self) -> int:
        self.fill()
        self.write_while_listing(stepfunctions._executions, "arn:late", execution("late"))
        _status, _headers, body = stepfunctions._list_executions({"stateMachineArn": MACHINE, "maxResults": 5000})
        return len(json.loads(body)["executions"])

    def test_fail_in_the_emulator_when_something_begins_meanwhile(self):
        with self.assertRaisesRegex(RuntimeError, "changed size during iteration"):
            self.listed()

    def test_hold_what_began_meanwhile(self):
        steady_listing.install()
        self.assertEqual(self.listed(), COUNT + 1)

    def test_are_steady_in_each_way_to_list_pairs(self):
        steady_listing.install()
        for kind in (AccountRegionScopedDict, AccountScopedDict):
            for name in ("items", "values"):
                with self.subTest(kind=kind.__name__, way=name):
                    store = kind()
                    for number in range(COUNT):
                        store[str(number)] = number
                    self.write_while_listing(store, "late", 0)
                    self.assertEqual(len(list(getattr(store, name)())), COUNT + 1)

    def test_are_steady_where_sessions_are_looked_through(self):
        def register() -> None:
            sts._sessions.clear()
            sts._sessions.update({"ASIA1": {"Expiration": Interrupted(0)}, "ASIA2": {"Expiration": 0}})
            sts.register_session("ASIA3", {})

        with self.assertRaisesRegex(RuntimeError, "changed size during iteration"):
            register()
        steady_listing.install()
        register()
        self.assertEqual(set(sts._sessions), {"late", "ASIA3"})

    def test_let_other_errors_through(self):
        def fails() -> None:
            raise RuntimeError("something else")

        with self.assertRaisesRegex(RuntimeError, "something else"):
            steady_listing.steady(fails)()

    def test_end_when_something_is_written_again_and_again(self):
        tries = []

        def changes() -> None:
            tries.append(1)
            raise RuntimeError("dictionary changed size during iteration")

        with self.assertRaisesRegex(RuntimeError, "changed size"):
            steady_listing.steady(changes)()
        self.assertEqual(len(tries), 10)


if __name__ == "__main__":
    unittest.main()
