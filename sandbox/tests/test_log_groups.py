from __future__ import annotations

import json
import unittest
from typing import Any

from ministack.services import kms

from overlay import log_groups
from tests.support import in_account

KEY = "arn:aws:kms:eu-west-1:111111111111:key/k"
ENCRYPT = ["kms:Encrypt", "kms:Decrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*", "kms:DescribeKey"]
GROUPS = "arn:aws:logs:eu-west-1:111111111111:log-group:"


def admit(service: str, groups: str) -> str:
    condition = {"ArnLike": {"kms:EncryptionContext:aws:logs:arn": groups}}
    allowed = {"Effect": "Allow", "Principal": {"Service": service}, "Action": ENCRYPT, "Resource": "*"}
    return json.dumps({"Version": "2012-10-17", "Statement": [{**allowed, "Condition": condition}]})


class LogGroups(unittest.TestCase):
    def setUp(self):
        in_account()
        self.addCleanup(kms._keys._data.clear)
        self.key("logs.eu-west-1.amazonaws.com", f"{GROUPS}*")

    def key(self, service: str, groups: str):
        kms._keys["k"] = {"KeyId": "k", "Arn": KEY, "Policy": admit(service, groups)}

    def create(self, **props: Any) -> str:
        made = log_groups.with_admitted_key(lambda *_args: "made", props_at=1)
        return made("Group", {"LogGroupName": "/app", **props}, "stack")

    def test_are_created_when_the_key_admits_the_logs_of_the_region(self):
        self.assertEqual(self.create(KmsKeyId=KEY), "made")
        self.key("logs.eu-west-1.amazonaws.com", f"{GROUPS}/app")
        self.assertEqual(self.create(KmsKeyId=KEY), "made")

    def test_need_no_key(self):
        self.key("sns.amazonaws.com", "*")
        self.assertEqual(self.create(), "made")

    def test_fail_when_the_key_does_not_admit_them(self):
        for service, groups in (
            ("logs.amazonaws.com", f"{GROUPS}*"),
            ("logs.eu-west-1.amazonaws.com", f"{GROUPS}/other"),
            ("logs.eu-west-1.amazonaws.com", "arn:aws:logs:eu-west-1:222222222222:log-group:*"),
        ):
            with self.subTest(service=service, groups=groups):
                self.key(service, groups)
                with self.assertRaisesRegex(ValueError, "not allowed to be used.*kms:Encrypt"):
                    self.create(KmsKeyId=KEY)
