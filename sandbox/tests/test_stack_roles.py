from __future__ import annotations

import json
import re
import unittest
from typing import Any

from ministack.core import iam_evaluator
from ministack.services import iam
from ministack.services.cloudformation import _stacks, handlers

from overlay import stack_roles
from tests.support import in_account, playing

ROLE = "arn:aws:iam::111111111111:role/cdk-x-cfn-exec-role"
OTHER = "arn:aws:iam::111111111111:role/other"
STACK_ID = "arn:aws:cloudformation:eu-west-1:111111111111:stack/dev-Churn/1"
PASS = {"StringEquals": {"iam:PassedToService": "cloudformation.amazonaws.com"}}


class StackRoles(unittest.TestCase):
    def setUp(self):
        in_account()
        for scoped in (_stacks, stack_roles._ROLES, iam._roles):
            self.addCleanup(scoped._data.clear)
        token = iam_evaluator._request_caller_arn.set("")
        self.addCleanup(iam_evaluator._request_caller_arn.reset, token)
        self.status = 200
        _stacks["dev-Churn"] = {"StackName": "dev-Churn", "StackId": STACK_ID, "StackStatus": "UPDATE_COMPLETE"}

    def call(self, operation: str, name: str = "dev-Churn", **params: str) -> tuple[int, str]:
        def original(_params: dict[str, Any]) -> tuple[int, dict[str, str], bytes]:
            self.during = stack_roles.role_of("dev-Churn")
            return self.status, {}, b""

        handle = stack_roles.with_role(operation, original)
        status, _headers, body = handle({"StackName": [name], **{key: [value] for key, value in params.items()}})
        return status, body.decode()

    def called_by(self, role: str, *statements: dict[str, Any]):
        document = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **one} for one in statements]}
        iam._roles[role] = {"InlinePolicies": {"p": json.dumps(document)}, "AttachedPolicies": []}
        iam_evaluator._request_caller_arn.set(f"arn:aws:sts::111111111111:assumed-role/{role}/me")

    def described(self, **params: list[str]) -> list[str]:
        body = stack_roles.with_roles_described(handlers._describe_stacks)(params)[2].decode()
        return re.findall(r"<RoleARN>(.*?)</RoleARN>", body)

    def test_are_described_with_a_stack_that_was_made_with_one(self):
        _stacks["CDKToolkit"] = {"StackName": "CDKToolkit", "StackId": "i", "StackStatus": "CREATE_COMPLETE"}
        self.assertEqual(self.described(), [])
        self.call("CreateStack", RoleARN=ROLE)
        self.assertEqual(self.described(), [ROLE])
        self.assertEqual(self.described(StackName=["dev-Churn"]), [ROLE])
        self.assertEqual(self.described(StackName=["CDKToolkit"]), [])

    def test_are_known_while_the_stack_is_made(self):
        self.call("CreateChangeSet", RoleARN=ROLE)
        self.assertEqual(self.during, ROLE)

    def test_are_those_of_the_last_request_that_named_one_by_name_or_id(self):
        self.call("CreateStack", RoleARN=ROLE)
        self.call("UpdateStack", STACK_ID)
        self.assertEqual(stack_roles.role_of("dev-Churn"), ROLE)
        self.call("UpdateStack", STACK_ID, RoleARN=OTHER)
        self.assertEqual(stack_roles.role_of("dev-Churn"), OTHER)

    def test_stay_as_they_were_when_the_request_is_refused(self):
        self.call("CreateStack", RoleARN=ROLE)
        self.status = 400
        self.call("UpdateStack", RoleARN=OTHER)
        self.assertEqual(stack_roles.role_of("dev-Churn"), ROLE)

    def test_end_with_a_stack_of_the_same_name_that_has_none(self):
        self.call("CreateStack", RoleARN=ROLE)
        self.call("CreateStack")
        self.assertIsNone(stack_roles.role_of("dev-Churn"))

    def test_must_be_passed_by_who_names_one(self):
        self.called_by("deployer")
        status, body = self.call("CreateStack", RoleARN=ROLE)
        self.assertEqual(status, 403)
        self.assertRegex(body, f"AccessDenied.*assumed-role/deployer/me is not authorized.*iam:PassRole on.*{ROLE}")
        self.assertIsNone(stack_roles.role_of("dev-Churn"))
        self.called_by("deployer", {"Action": "iam:PassRole", "Resource": ROLE, "Condition": PASS})
        self.assertEqual(self.call("CreateStack", RoleARN=ROLE)[0], 200)

    def test_are_used_again_without_being_passed(self):
        self.call("CreateStack", RoleARN=ROLE)
        self.called_by("machine")
        for operation in ("UpdateStack", "CancelUpdateStack", "ContinueUpdateRollback"):
            self.assertEqual(self.call(operation)[0], 200)

    def test_must_be_passed_at_each_request_where_the_assumption_is_wrong(self):
        self.call("CreateStack", RoleARN=ROLE)
        with playing("fails-stack-role"):
            self.called_by("machine")
            for operation in ("UpdateStack", "CancelUpdateStack", "ContinueUpdateRollback"):
                with self.subTest(operation=operation):
                    self.assertRegex(self.call(operation)[1], f"assumed-role/machine/me.*iam:PassRole on.*{ROLE}")
            self.called_by("deployer", {"Action": "iam:PassRole", "Resource": ROLE})
            self.assertEqual(self.call("UpdateStack")[0], 200)
