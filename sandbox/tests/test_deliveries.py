from __future__ import annotations

import json
import unittest
from typing import Any

from ministack.services import cloudwatch, eventbridge, kms, sns, sqs

from overlay import deliveries
from tests.support import in_account, playing

KEY = "arn:aws:kms:eu-west-1:111111111111:key/k"
QUEUE = "arn:aws:sqs:eu-west-1:111111111111:facts"
DEAD_LETTERS = "arn:aws:sqs:eu-west-1:111111111111:dead-letters"
TOPIC = "arn:aws:sns:eu-west-1:111111111111:critical"
RULE = "arn:aws:events:eu-west-1:111111111111:rule/r"
ALARM = "arn:aws:cloudwatch:eu-west-1:111111111111:alarm:a"
EVENTS = "events.amazonaws.com"
CLOUDWATCH = "cloudwatch.amazonaws.com"
USE_KEY = ["kms:Decrypt", "kms:GenerateDataKey*"]
ACCOUNT = {"StringEquals": {"aws:SourceAccount": "111111111111"}}
THE_RULE = {"ArnEquals": {"aws:SourceArn": RULE}}
ROOT = {
    "Effect": "Allow",
    "Principal": {"AWS": "arn:aws:iam::111111111111:root"},
    "Action": "kms:*",
    "Resource": "*",
}


def admit(service: str, actions: Any, condition: dict[str, Any] | None = None) -> dict[str, Any]:
    statement = {"Effect": "Allow", "Principal": {"Service": service}, "Action": actions, "Resource": "*"}
    return statement if condition is None else {**statement, "Condition": condition}


def policy(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [*statements]})


class Deliveries(unittest.TestCase):
    def setUp(self):
        in_account()
        for scoped in (kms._keys, sns._topics, sqs._queues, sqs._queue_name_to_url):
            self.addCleanup(scoped._data.clear)
        for reset in (cloudwatch.reset, eventbridge.reset):
            self.addCleanup(reset)
        self.key_with(admit(EVENTS, USE_KEY))
        self.queue("facts", admit(EVENTS, "sqs:SendMessage", THE_RULE))
        self.topic(admit(EVENTS, "sns:Publish"))

    def replace(self, module: Any, name: str, wrapped: Any):
        original = getattr(module, name)
        setattr(module, name, wrapped(original))
        self.addCleanup(setattr, module, name, original)

    def key_with(self, *statements: dict[str, Any]):
        kms._keys["k"] = {"KeyId": "k", "Arn": KEY, "Policy": policy(ROOT, *statements)}

    def queue(self, name: str, *statements: dict[str, Any], key: str | None = KEY):
        url, arn = f"http://localhost/{name}", f"arn:aws:sqs:eu-west-1:111111111111:{name}"
        attributes = {"QueueArn": arn, "Policy": policy(*statements), **({"KmsMasterKeyId": key} if key else {})}
        sqs._queues[url] = {"name": name, "url": url, "is_fifo": False, "attributes": attributes, "messages": []}
        sqs._queue_name_to_url[name] = url

    def topic(self, *statements: dict[str, Any]):
        attributes = {"Policy": policy(*statements), "KmsMasterKeyId": KEY}
        # A subscription of a queue without a key shows what was published.
        self.queue("inbox", admit("sns.amazonaws.com", "sqs:SendMessage"), key=None)
        inbox = {"protocol": "sqs", "endpoint": "arn:aws:sqs:eu-west-1:111111111111:inbox", "confirmed": True}
        topic = {"name": "critical", "arn": TOPIC, "attributes": attributes, "messages": []}
        sns._topics[TOPIC] = {**topic, "subscriptions": [{**inbox, "arn": f"{TOPIC}:1", "attributes": {}}]}

    def bodies(self, name: str) -> list[str]:
        return [message["body"] for message in sqs._queues[f"http://localhost/{name}"]["messages"]]


class EventsOfRules(Deliveries):
    def setUp(self):
        super().setUp()
        self.replace(eventbridge, "_invoke_target", deliveries.with_admitted_targets)

    def send(self, arn: str, bus: str = "default", **target: Any):
        eventbridge._event_buses[bus] = {"Name": bus}
        pattern = json.dumps({"source": ["test"]})
        rule = {"Name": "r", "Arn": RULE, "EventBusName": bus, "State": "ENABLED", "EventPattern": pattern}
        eventbridge._rules["r"] = rule
        eventbridge._targets["r"] = [{"Id": "1", "Arn": arn, **target}]
        entry = {"Source": "test", "DetailType": "t", "Detail": '{"fact":1}', "EventBusName": bus}
        eventbridge._put_events({"Entries": [entry]})

    def count(self, metric: str, **dimensions: str) -> float:
        key = ("AWS/Events", metric, cloudwatch._dims_key({"RuleName": "r", **dimensions}))
        return sum(point["Value"] for point in cloudwatch._metrics.get(key) or [])

    def refused(self) -> bool:
        return (self.bodies("facts"), self.bodies("inbox"), self.count("FailedInvocations")) == ([], [], 1)

    def test_reach_a_queue_and_a_topic_whose_policies_and_key_admit_eventbridge(self):
        self.send(QUEUE)
        self.send(TOPIC)
        self.assertEqual([json.loads(body)["detail"] for body in self.bodies("facts")], [{"fact": 1}])
        self.assertEqual(len(self.bodies("inbox")), 1)
        self.assertEqual(self.count("FailedInvocations"), 0)

    def test_fail_when_the_key_asks_for_a_source(self):
        for target in (TOPIC, QUEUE):
            for condition in (ACCOUNT, THE_RULE):
                with self.subTest(target=target, condition=condition):
                    cloudwatch.reset()
                    self.key_with(admit(EVENTS, USE_KEY, condition))
                    self.send(target)
                    self.assertTrue(self.refused())

    def test_reach_a_topic_whose_key_asks_for_a_source_only_if_there_is_one(self):
        self.key_with(admit(EVENTS, USE_KEY, {"StringEqualsIfExists": ACCOUNT["StringEquals"]}))
        self.send(TOPIC)
        self.assertEqual(len(self.bodies("inbox")), 1)

    def test_fail_when_the_key_does_not_admit_eventbridge(self):
        for statements in ([], [admit(CLOUDWATCH, USE_KEY)], *([admit(EVENTS, action)] for action in USE_KEY)):
            for target in (TOPIC, QUEUE):
                with self.subTest(target=target, statements=statements):
                    cloudwatch.reset()
                    self.key_with(*statements)
                    self.send(target)
                    self.assertTrue(self.refused())

    def test_fail_when_the_key_is_unknown(self):
        kms._keys._data.clear()
        self.send(QUEUE)
        self.assertTrue(self.refused())

    def test_need_no_key_where_nothing_is_encrypted_with_one(self):
        self.key_with()
        self.queue("facts", admit(EVENTS, "sqs:SendMessage", THE_RULE), key=None)
        self.send(QUEUE)
        self.assertEqual(len(self.bodies("facts")), 1)

    def test_fail_when_the_policy_of_the_queue_names_another_rule(self):
        self.queue("facts", admit(EVENTS, "sqs:SendMessage", {"ArnEquals": {"aws:SourceArn": f"{RULE}-2"}}))
        self.send(QUEUE)
        self.assertTrue(self.refused())

    def test_fail_when_the_policy_of_the_topic_asks_for_a_source(self):
        self.topic(admit(EVENTS, "sns:Publish", ACCOUNT))
        self.send(TOPIC)
        self.assertTrue(self.refused())

    def test_count_with_the_bus_when_it_is_not_the_default(self):
        self.key_with()
        self.send(QUEUE, bus="other")
        self.assertEqual(self.count("FailedInvocations", EventBusName="other"), 1)

    def test_end_in_the_dead_letter_queue_when_they_are_refused(self):
        self.queue("facts")
        self.queue("dead-letters", admit(EVENTS, "sqs:SendMessage", THE_RULE))
        self.send(QUEUE, Input="{}", DeadLetterConfig={"Arn": DEAD_LETTERS})
        self.assertEqual([json.loads(body)["detail"] for body in self.bodies("dead-letters")], [{"fact": 1}])
        self.assertEqual([self.count("FailedInvocations"), self.count("InvocationsSentToDlq")], [1, 1])

    def test_fail_to_reach_an_encrypted_queue_where_the_assumption_is_wrong(self):
        with playing("fails-event-queue"):
            self.send(QUEUE)
            self.assertTrue(self.refused())
            self.send(TOPIC)
            self.queue("facts", admit(EVENTS, "sqs:SendMessage", THE_RULE), key=None)
            self.send(QUEUE)
        self.assertEqual([len(self.bodies(name)) for name in ("inbox", "facts")], [1, 1])

    def test_are_lost_when_the_dead_letter_queue_refuses_them_too(self):
        self.key_with()
        self.queue("dead-letters", admit(EVENTS, "sqs:SendMessage", THE_RULE))
        self.send(QUEUE, DeadLetterConfig={"Arn": DEAD_LETTERS})
        self.assertEqual(self.bodies("dead-letters"), [])
        self.assertEqual([self.count("InvocationsSentToDlq"), self.count("InvocationsFailedToBeSentToDlq")], [0, 1])


class ActionsOfAlarms(Deliveries):
    def setUp(self):
        super().setUp()
        self.replace(cloudwatch, "_dispatch_alarm_actions", deliveries.with_admitted_actions)
        self.key_with(admit(CLOUDWATCH, USE_KEY, ACCOUNT))
        self.topic(admit(CLOUDWATCH, "sns:Publish", {**ACCOUNT, "ArnLike": {"aws:SourceArn": ALARM}}))

    def go_off(self):
        alarm = {"AlarmName": "a", "AlarmArn": ALARM, "AlarmActions": [TOPIC, "arn:aws:automate:eu-west-1:x"]}
        cloudwatch._dispatch_alarm_actions(alarm, "OK", "ALARM", "Threshold Crossed")

    def failures(self) -> list[str]:
        return [one["HistorySummary"] for one in cloudwatch._history_entries() if one["HistoryItemType"] == "Action"]

    def test_reach_a_topic_whose_policy_and_key_admit_the_account_of_the_alarm(self):
        self.go_off()
        self.assertEqual([json.loads(json.loads(body)["Message"])["AlarmName"] for body in self.bodies("inbox")], ["a"])
        self.assertEqual(self.failures(), [])

    def test_fail_when_the_key_does_not_admit_cloudwatch(self):
        other = {"StringEquals": {"aws:SourceAccount": "222222222222"}}
        for statements in ([], [admit(EVENTS, USE_KEY)], [admit(CLOUDWATCH, USE_KEY, other)]):
            with self.subTest(statements=statements):
                cloudwatch.reset()
                self.key_with(*statements)
                self.go_off()
                self.assertEqual(self.bodies("inbox"), [])
                self.assertEqual(self.failures(), [f"Failed to execute action {TOPIC}"])

    def test_fail_where_the_assumption_is_wrong(self):
        with playing("fails-alarm-mail"):
            self.go_off()
        self.assertEqual(self.bodies("inbox"), [])
        self.assertEqual(self.failures(), [f"Failed to execute action {TOPIC}"])

    def test_fail_when_the_policy_of_the_topic_names_another_alarm(self):
        self.topic(admit(CLOUDWATCH, "sns:Publish", {"ArnLike": {"aws:SourceArn": f"{ALARM}-2"}}))
        self.go_off()
        self.assertEqual(self.bodies("inbox"), [])


class TopicsOfStacks(unittest.TestCase):
    def test_keep_their_key(self):
        in_account()
        self.addCleanup(sns._topics._data.clear)

        def create(*_args: Any) -> tuple[str, dict[str, Any]]:
            sns._topics[TOPIC] = {"attributes": {}}
            return TOPIC, {}

        deliveries.with_key(create, props_at=1)("Topic", {"KmsMasterKeyId": KEY}, "stack")
        self.assertEqual(sns._topics[TOPIC]["attributes"], {"KmsMasterKeyId": KEY})
        deliveries.with_key(lambda *_args: (TOPIC, {}), props_at=2)(TOPIC, {}, {}, "stack")
        self.assertEqual(sns._topics[TOPIC]["attributes"], {})
