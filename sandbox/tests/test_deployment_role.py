from __future__ import annotations

import json
import unittest
from typing import Any

from ministack.services import iam as iam_service

from overlay.deployment_role import DeploymentRoles
from overlay.permissions import Denied
from overlay.settings import from_environment
from overlay.stack_roles import with_role
from tests.support import in_account

ROLE = "arn:aws:iam::111111111111:role/cdk-x-cfn-exec-role"
BOUNDARY = "arn:aws:iam::111111111111:policy/excorp-dev-workload-boundary"
QUEUE = "arn:aws:sqs:eu-west-1:111111111111:dev-*"
OF_QUEUES = ["sqs:CreateQueue", "sqs:TagQueue", "sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:ListQueueTags"]


class Deployments(unittest.TestCase):
    def setUp(self) -> None:
        in_account()
        self.roles = DeploymentRoles.load(from_environment().deployment_actions)
        self.request("CreateStack", RoleARN=[ROLE])

    def tearDown(self) -> None:
        iam_service._roles.pop("cdk-x-cfn-exec-role", None)

    def request(self, operation: str, **params: list[str]) -> None:
        with_role(operation, lambda _params: (200, {}, b""))({"StackName": ["dev-Foundation"], **params})

    def allow(self, *statements: dict[str, Any]) -> None:
        document = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **one} for one in statements]}
        iam_service._roles["cdk-x-cfn-exec-role"] = {
            "RoleName": "cdk-x-cfn-exec-role",
            "Arn": ROLE,
            "AttachedPolicies": [],
            "InlinePolicies": {"p": json.dumps(document)},
        }

    def create(self, type_name: str, stack: str = "dev-Foundation", **props: Any) -> None:
        self.roles.require("create", type_name, props, stack)

    def test_pass_what_the_role_may_create(self):
        self.allow({"Action": OF_QUEUES, "Resource": QUEUE})
        self.create("AWS::SQS::Queue")
        self.create("AWS::SQS::Queue", QueueName="dev-q")

    def test_fails_a_resource_for_one_missing_action(self):
        for missing in OF_QUEUES:
            self.allow({"Action": [one for one in OF_QUEUES if one != missing], "Resource": QUEUE})
            with self.assertRaisesRegex(Denied, f"not authorized to perform: {missing} on resource: {QUEUE[:-1]}"):
                self.create("AWS::SQS::Queue")

    def test_fails_a_name_that_the_policies_do_not_have(self):
        self.allow({"Action": OF_QUEUES, "Resource": QUEUE})
        with self.assertRaisesRegex(Denied, "resource: arn:aws:sqs:eu-west-1:111111111111:payroll"):
            self.create("AWS::SQS::Queue", QueueName="payroll")

    def test_asks_for_a_policy_of_scaling_on_its_target_whatever_its_own_arn(self):
        target = "arn:aws:application-autoscaling:eu-west-1:111111111111:scalable-target/*"
        policy = "arn:aws:autoscaling:eu-west-1:111111111111:scalingPolicy:25be57bf:resource/x:policyName/track-load"
        delete = ("delete", "AWS::ApplicationAutoScaling::ScalingPolicy", {}, "dev-Foundation", policy)
        self.allow(
            {"Action": ["application-autoscaling:DeleteScalingPolicy"], "Resource": target},
            {"Action": ["application-autoscaling:DescribeScalingPolicies"], "Resource": "*"},
        )
        self.roles.require(*delete)
        self.allow({"Action": ["application-autoscaling:DeleteScalingPolicy"], "Resource": policy})
        with self.assertRaisesRegex(Denied, "DeleteScalingPolicy on resource: .*:scalable-target/"):
            self.roles.require(*delete)

    def test_fails_a_property_whose_own_action_is_missing(self):
        table = "arn:aws:dynamodb:eu-west-1:111111111111:table/dev-*"
        actions = [one for one, _ in self.roles._table["AWS::DynamoDB::Table"]["create"]]
        self.allow({"Action": actions, "Resource": [table, f"{table}/stream/*"]})
        self.create("AWS::DynamoDB::Table")
        with self.assertRaisesRegex(Denied, "dynamodb:PutResourcePolicy"):
            self.create("AWS::DynamoDB::Table", ResourcePolicy={"PolicyDocument": {}})

    def test_fails_a_role_without_the_boundary_that_is_demanded(self):
        actions = [one for one, _ in self.roles._table["AWS::IAM::Role"]["create"] if one != "iam:CreateRole"]
        demanded = {"StringEquals": {"iam:PermissionsBoundary": BOUNDARY}}
        mine = "arn:aws:iam::111111111111:role/dev-*"
        self.allow(
            {"Action": actions, "Resource": mine},
            {"Action": ["iam:CreateRole", "iam:PutRolePermissionsBoundary"], "Resource": mine, "Condition": demanded},
        )
        self.create("AWS::IAM::Role", PermissionsBoundary=BOUNDARY)
        for other in ({}, {"PermissionsBoundary": f"{BOUNDARY}2"}):
            with self.assertRaisesRegex(Denied, "iam:CreateRole"):
                self.create("AWS::IAM::Role", **other)

    def test_fails_a_role_that_may_not_be_passed_to_the_service(self):
        model = [one for one, _ in self.roles._table["AWS::SageMaker::Model"]["create"]]
        passed = {"StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"}}
        self.allow(
            {"Action": model, "Resource": "*"},
            {"Action": "iam:PassRole", "Resource": "*", "Condition": passed},
        )
        with self.assertRaisesRegex(Denied, "iam:PassRole on resource: arn:aws:iam::111111111111:role/r"):
            self.create("AWS::SageMaker::Model", ExecutionRoleArn="arn:aws:iam::111111111111:role/r")

    def test_fails_a_type_that_the_table_does_not_have(self):
        self.allow({"Action": "*", "Resource": "*"})
        with self.assertRaisesRegex(Denied, "AWS::Glue::Job has no entry"):
            self.create("AWS::Glue::Job")

    def test_leave_stacks_alone_that_have_no_role(self):
        self.create("AWS::SQS::Queue", stack="CDKToolkit")

    def test_use_the_role_of_the_stack_again_when_an_update_names_none(self):
        self.allow()
        self.request("UpdateStack")
        with self.assertRaisesRegex(Denied, "assumed-role/cdk-x-cfn-exec-role/AWSCloudFormation"):
            self.create("AWS::SQS::Queue")


if __name__ == "__main__":
    unittest.main()
