from __future__ import annotations

import json
import unittest
from typing import Any
from unittest import mock

from ministack.services import cloudtrail, iam, kms, s3

from overlay import state_only, trail
from overlay.buckets import has_bucket_key, with_encryption
from tests.support import in_account, playing, schema

KEY = "arn:aws:kms:eu-west-1:111111111111:key/k"
ROLE = "arn:aws:iam::111111111111:role/logs"
GROUP = "arn:aws:logs:eu-west-1:111111111111:log-group:audit:*"
SERVICE = {"Service": "cloudtrail.amazonaws.com"}
SOURCE = {"StringEquals": {"aws:SourceArn": "arn:aws:cloudtrail:eu-west-1:111111111111:trail/audit"}}
CONTEXT = {"StringLike": {"kms:EncryptionContext:aws:cloudtrail:arn": "arn:aws:cloudtrail:*:111111111111:trail/*"}}
TRAIL = {
    "TrailName": "audit",
    "IsLogging": True,
    "S3BucketName": "bucket",
    "KMSKeyId": KEY,
    "CloudWatchLogsRoleArn": ROLE,
    "CloudWatchLogsLogGroupArn": GROUP,
}


def admit(actions: Any, condition: dict[str, Any]) -> dict[str, Any]:
    return {"Effect": "Allow", "Principal": SERVICE, "Action": actions, "Resource": "*", "Condition": condition}


ENCRYPT = admit("kms:GenerateDataKey", {**SOURCE, **CONTEXT})
ROOT = {
    "Effect": "Allow",
    "Principal": {"AWS": "arn:aws:iam::111111111111:root"},
    "Action": "kms:*",
    "Resource": "*",
}


class WithTrail(unittest.TestCase):
    def setUp(self):
        in_account()
        self.key_with(ENCRYPT, admit(["kms:Decrypt", "kms:DescribeKey"], SOURCE))
        self.trust()
        self.bucket(True)
        text = {"type": {"kind": "string"}}
        self.handlers = trail.handlers(
            schema(
                properties={**dict.fromkeys(TRAIL, text), "IsLogging": {"type": {"kind": "boolean"}}},
                primary_identifier=("TrailName",),
                tag_property=None,
            )
        )
        for scoped in (state_only.RESOURCES, kms._keys, iam._roles, s3._bucket_encryption, trail._STATUS):
            self.addCleanup(scoped._data.clear)
        self.addCleanup(cloudtrail.reset)

    def key_with(self, *statements: dict[str, Any]):
        policy = json.dumps({"Version": "2012-10-17", "Statement": [ROOT, *statements]})
        kms._keys["k"] = {"KeyId": "k", "Arn": KEY, "Policy": policy}

    def trust(self, condition: dict[str, Any] | None = None):
        statement = {"Effect": "Allow", "Principal": SERVICE, "Action": "sts:AssumeRole"}
        if condition is not None:
            statement["Condition"] = condition
        write = {"Effect": "Allow", "Action": ["logs:CreateLogStream", "logs:PutLogEvents"], "Resource": GROUP}
        iam._roles["logs"] = {
            "AssumeRolePolicyDocument": json.dumps({"Statement": [statement]}),
            "InlinePolicies": {"p": json.dumps({"Version": "2012-10-17", "Statement": [write]})},
            "AttachedPolicies": [],
        }

    def bucket(self, enabled: bool):
        rule = {"BucketKeyEnabled": enabled, "ServerSideEncryptionByDefault": {"KMSMasterKeyID": KEY}}
        props = {"BucketEncryption": {"ServerSideEncryptionConfiguration": [rule]}}
        with_encryption(lambda *_args: ("bucket", {}), 1)("Bucket", props, "stack")

    def create(self):
        return self.handlers["create"]("Trail", TRAIL, "stack")


class Trails(WithTrail):
    def test_are_created_when_key_and_role_admit_cloudtrail(self):
        self.assertTrue(has_bucket_key("bucket"))
        self.assertEqual(self.create()[0], "audit")

    def test_fail_without_decrypt_on_a_bucket_with_a_bucket_key(self):
        self.key_with(ENCRYPT, admit("kms:DescribeKey", SOURCE))
        with self.assertRaisesRegex(ValueError, "InsufficientEncryptionPolicy.*kms:Decrypt"):
            self.create()
        self.bucket(False)
        self.assertEqual(self.create()[0], "audit")

    def test_fail_when_decrypt_asks_for_the_context_of_the_trail(self):
        self.key_with(ENCRYPT, admit("kms:DescribeKey", SOURCE), admit("kms:Decrypt", {**SOURCE, **CONTEXT}))
        with self.assertRaisesRegex(ValueError, "kms:Decrypt"):
            self.create()

    def test_fail_for_the_key_of_another_trail(self):
        other = {"StringEquals": {"aws:SourceArn": "arn:aws:cloudtrail:eu-west-1:111111111111:trail/other"}}
        self.key_with(ENCRYPT, admit(["kms:Decrypt", "kms:DescribeKey"], other))
        with self.assertRaisesRegex(ValueError, "kms:DescribeKey"):
            self.create()

    def test_fail_when_the_role_asks_for_a_source(self):
        self.trust(SOURCE)
        with self.assertRaisesRegex(ValueError, "not authorized to assume the role"):
            self.create()

    def test_fail_on_update_as_on_creation(self):
        physical_id, _ = self.create()
        self.key_with(ENCRYPT)
        with self.assertRaisesRegex(ValueError, "InsufficientEncryptionPolicy"):
            self.handlers["update"](physical_id, TRAIL, TRAIL, "stack", "Trail")


class Deliveries(WithTrail):
    """GetTrailStatus of a trail that CloudFormation made, ten minutes after it began to log."""

    def setUp(self):
        super().setUp()
        self.now = 1_800_000_000.0
        for target, replacement in (
            ("time.time", lambda: self.now),
            ("overlay.trail.from_environment", lambda: mock.Mock(time_scale=1.0)),
        ):
            patched = mock.patch(target, replacement)
            patched.start()
            self.addCleanup(patched.stop)
        original = cloudtrail._get_trail_status
        cloudtrail._DISPATCH["GetTrailStatus"] = trail.with_deliveries(original)
        self.addCleanup(cloudtrail._DISPATCH.update, GetTrailStatus=original)

    def status(self, minutes: float = 10, name: str = "audit") -> dict[str, Any]:
        self.now += minutes * 60
        code, _headers, body = cloudtrail._DISPATCH["GetTrailStatus"]({"Name": name})
        answer = json.loads(body)
        self.assertEqual(code, 200, answer)
        return {key: answer[key] for key in answer if "Delivery" in key and "Attempt" not in key}

    def test_say_when_the_bucket_and_the_log_group_got_something(self):
        self.create()
        self.assertEqual(
            self.status(), {"LatestDeliveryTime": self.now, "LatestCloudWatchLogsDeliveryTime": self.now}
        )
        self.assertEqual(self.status(0, trail_arn("audit"))["LatestDeliveryTime"], self.now)

    def test_say_nothing_before_cloudtrail_has_delivered(self):
        self.create()
        self.assertEqual(self.status(minutes=2), {})

    def test_say_nothing_of_a_trail_that_does_not_log(self):
        self.handlers["create"]("Trail", {**TRAIL, "IsLogging": False}, "stack")
        self.assertEqual(self.status(), {})

    def test_say_nothing_of_logs_that_the_trail_does_not_have(self):
        bucket_alone = {key: value for key, value in TRAIL.items() if not key.startswith("CloudWatch")}
        self.handlers["create"]("Trail", bucket_alone, "stack")
        self.assertEqual(self.status(), {"LatestDeliveryTime": self.now})

    def test_name_the_error_when_the_key_ceases_to_admit_cloudtrail(self):
        self.create()
        delivered = self.status()
        self.key_with()
        self.assertEqual(
            self.status(),
            {
                "LatestDeliveryTime": delivered["LatestDeliveryTime"],
                "LatestDeliveryError": "AccessDenied",
                "LatestCloudWatchLogsDeliveryTime": self.now,
            },
        )

    def test_name_the_error_when_the_role_ceases_to_trust_cloudtrail(self):
        self.create()
        self.trust(SOURCE)
        status = self.status()
        self.assertEqual(status["LatestDeliveryTime"], self.now)
        self.assertRegex(status["LatestCloudWatchLogsDeliveryError"], "^Access denied")
        self.assertNotIn("LatestCloudWatchLogsDeliveryTime", status)

    def test_fail_to_be_told_of_a_trail_that_was_deleted(self):
        physical_id, _ = self.create()
        self.handlers["delete"](physical_id, TRAIL)
        code, _headers, body = cloudtrail._DISPATCH["GetTrailStatus"]({"Name": "audit"})
        self.assertEqual((code, json.loads(body)["__type"]), (404, "TrailNotFoundException"))

    def test_fail_for_the_key_or_for_the_logs_where_the_assumption_is_wrong(self):
        self.create()
        with playing("fails-trail-key"):
            self.assertEqual(
                self.status(), {"LatestDeliveryError": "AccessDenied", "LatestCloudWatchLogsDeliveryTime": self.now}
            )
        with playing("fails-trail-logs"):
            status = self.status()
        self.assertRegex(status["LatestCloudWatchLogsDeliveryError"], "^Access denied")
        self.assertEqual(status["LatestDeliveryTime"], self.now)
        self.assertNotIn("LatestDeliveryError", status)

    def test_are_not_touched_by_the_assumption_where_there_is_no_key(self):
        self.handlers["create"]("Trail", {k: v for k, v in TRAIL.items() if k != "KMSKeyId"}, "stack")
        with playing("fails-trail-key"):
            self.assertEqual(self.status()["LatestDeliveryTime"], self.now)


def trail_arn(name: str) -> str:
    return f"arn:aws:cloudtrail:eu-west-1:111111111111:trail/{name}"
