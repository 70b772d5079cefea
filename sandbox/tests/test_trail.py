from __future__ import annotations

import json
import unittest
from typing import Any

from ministack.services import iam, kms, s3

from overlay import state_only, trail
from overlay.buckets import has_bucket_key, with_encryption
from tests.support import in_account, schema

KEY = "arn:aws:kms:eu-west-1:111111111111:key/k"
ROLE = "arn:aws:iam::111111111111:role/logs"
GROUP = "arn:aws:logs:eu-west-1:111111111111:log-group:audit:*"
SERVICE = {"Service": "cloudtrail.amazonaws.com"}
SOURCE = {"StringEquals": {"aws:SourceArn": "arn:aws:cloudtrail:eu-west-1:111111111111:trail/audit"}}
CONTEXT = {"StringLike": {"kms:EncryptionContext:aws:cloudtrail:arn": "arn:aws:cloudtrail:*:111111111111:trail/*"}}
TRAIL = {
    "TrailName": "audit",
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


class Trails(unittest.TestCase):
    def setUp(self):
        in_account()
        self.key_with(ENCRYPT, admit(["kms:Decrypt", "kms:DescribeKey"], SOURCE))
        self.trust()
        self.bucket(True)
        text = {"type": {"kind": "string"}}
        self.handlers = trail.handlers(
            schema(properties=dict.fromkeys(TRAIL, text), primary_identifier=("TrailName",), tag_property=None)
        )
        for scoped in (state_only.RESOURCES, kms._keys, iam._roles, s3._bucket_encryption):
            self.addCleanup(scoped._data.clear)

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
