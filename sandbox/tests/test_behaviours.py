from __future__ import annotations

import asyncio
import re
import os
import threading
import unittest
from typing import Any
from pathlib import Path
from unittest import mock

# Imported by it is everything that declares what contradicts an assumption.
from overlay import behaviours, install  # noqa: F401
from overlay.sagemaker import endpoints


class Choice(unittest.TestCase):
    def test_plays_what_the_variable_names_and_nothing_else(self):
        with mock.patch.dict(os.environ, {"SANDBOX_BEHAVIOURS": "throttling,late-events"}):
            self.assertTrue(behaviours.plays("throttling"))
            self.assertFalse(behaviours.plays("silent-rollback"))
        with mock.patch.dict(os.environ, {"SANDBOX_BEHAVIOURS": ""}):
            self.assertFalse(behaviours.plays("throttling"))

    def test_fails_for_what_does_not_exist_and_for_what_excludes_each_other(self):
        with self.assertRaisesRegex(SystemExit, "got slow; correct it"):
            behaviours.chosen("throttling,slow")
        with self.assertRaisesRegex(SystemExit, "got both"):
            behaviours.chosen("cancel-works,cancel-fails")


class Contradictions(unittest.TestCase):
    def test_are_there_for_each_assumption_that_the_proof_kit_tries(self):
        tried = (
            "eni trail-key trail-logs event-queue replica alarm-mail config-metrics old-fleet update-at-zero stack-role "
            "observability"
        )
        self.assertEqual(sorted(behaviours.CONTRADICTIONS), sorted(f"fails-{name}" for name in tried.split()))

    def test_are_named_in_the_list_for_what_does_not_exist(self):
        with self.assertRaisesRegex(SystemExit, "late-events, fails-alarm-mail, .*fails-update-at-zero, got fails-cancel;"):
            behaviours.chosen("fails-eni,fails-cancel")
        self.assertEqual(behaviours.chosen("fails-eni,late-events"), {"fails-eni", "late-events"})

    def test_are_in_the_table_of_the_readme_with_their_assumption_as_every_behaviour_is(self):
        text = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
        rows = dict(re.findall(r"^\| `([a-z-]+)` \| [^|]+ \| (A-[A-Z-]+)? *\|$", text, re.MULTILINE))
        for name in behaviours.CONTRADICTIONS:
            self.assertEqual(rows.get(name), f"A-{name.removeprefix('fails-').upper()}", name)
        self.assertEqual(set(rows), {*behaviours.BEHAVIOURS, *behaviours.CONTRADICTIONS})


class Throttling(unittest.TestCase):
    def test_refuses_every_fifth_request_of_a_service_in_its_protocol(self):
        async def answer(*_: Any) -> behaviours.Answer:
            return 200, {}, b"{}"

        handlers = {name: answer for name in ("sagemaker", "cloudformation", "ssm", "dynamodb", "s3")}
        behaviours.throttled(handlers)
        ask = lambda name: asyncio.run(handlers[name]("POST", "/", {}, b"", {}))
        statuses = [ask("sagemaker")[0] for _ in range(10)]
        self.assertEqual(statuses, [200, 200, 200, 200, 400] * 2)
        self.assertIn(b"<Code>Throttling</Code>", [ask("cloudformation")[2] for _ in range(5)][4])
        self.assertEqual({ask("s3")[0] for _ in range(10)}, {200})


class LateEvents(unittest.TestCase):
    def test_are_delivered_later_and_twice(self):
        seen: list[str] = []
        twice = threading.Event()

        def original(event: str) -> None:
            seen.append(event)
            if len(seen) == 2:
                twice.set()

        with mock.patch.object(behaviours, "_LATE_SECONDS", 0.05), mock.patch.object(behaviours, "_AGAIN_SECONDS", 0.05):
            behaviours.late_and_twice(original)("approval")
            self.assertEqual(seen, [])
            self.assertTrue(twice.wait(5))
        self.assertEqual(seen, ["approval", "approval"])


class FailingScaleUps(unittest.TestCase):
    def statuses(self, next_fleet: object | None) -> list[str]:
        endpoint = {"EndpointName": "scales", "EndpointStatus": "InService", "_next": next_fleet}
        seen: list[str] = []
        with (
            mock.patch.dict(endpoints.ENDPOINTS, {"scales": endpoint}),
            mock.patch.object(endpoints, "_set_status", lambda _, status: seen.append(status)),
            mock.patch.object(endpoints.time, "sleep"),
        ):
            endpoints._fail_to_scale(endpoint)
        return seen

    def test_go_back_to_the_instances_of_before(self):
        self.assertEqual(self.statuses(None), ["Updating", "RollingBack", "InService"])

    def test_leave_an_update_alone_that_began_in_the_meantime(self):
        self.assertEqual(self.statuses(object()), [])
