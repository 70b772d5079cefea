from __future__ import annotations

import json
import unittest
from typing import Any
from unittest import mock

from ministack.core import iam_evaluator
from ministack.services import ec2, iam

from overlay.permissions import Denied, require_each
from overlay.required_types import missing_types, with_keys_of_type
from overlay.sagemaker.network import connect
from tests.support import in_account, playing

EC2 = "arn:aws:ec2:eu-west-1:111111111111:"
VPC = {"ArnEquals": {"ec2:Vpc": f"{EC2}vpc/vpc-1"}}
SUBNETS = {"ArnEquals": {"ec2:Subnet": [f"{EC2}subnet/subnet-a"]}}
NETWORK = {"Subnets": ["subnet-a"], "SecurityGroupIds": ["sg-1"]}
PLACES = [f"{EC2}network-interface/*", f"{EC2}subnet/subnet-a", f"{EC2}security-group/sg-1"]
ROLE = "arn:aws:iam::111111111111:role/serving"


def allow(actions: list[str], resources: Any, condition: dict[str, Any] | None = None) -> dict[str, Any]:
    statement = {"Effect": "Allow", "Action": actions, "Resource": resources}
    return statement if condition is None else {**statement, "Condition": condition}


CREATE = ["ec2:CreateNetworkInterface"]
USE = allow(["ec2:CreateNetworkInterfacePermission"], f"{EC2}network-interface/*", SUBNETS)
LOOK_UP = allow(["ec2:Describe*"], "*")


class Requests(unittest.TestCase):
    def setUp(self):
        in_account()
        ec2._subnets["subnet-a"] = {"VpcId": "vpc-1"}
        ec2._security_groups["sg-1"] = {"VpcId": "vpc-1"}
        patch = mock.patch.object(iam_evaluator, "evaluate", with_keys_of_type(iam_evaluator.evaluate))
        patch.start()
        self.addCleanup(patch.stop)
        self.addCleanup(iam._roles._data.clear)
        self.addCleanup(ec2._subnets._data.clear)
        self.addCleanup(ec2._security_groups._data.clear)

    def role_with(self, *statements: dict[str, Any]):
        document = json.dumps({"Version": "2012-10-17", "Statement": list(statements)})
        iam._roles["serving"] = {"InlinePolicies": {"p": document}, "AttachedPolicies": []}

    def test_are_allowed_when_each_required_resource_is(self):
        self.role_with(LOOK_UP, allow(CREATE, PLACES), USE)
        connect(ROLE, NETWORK)

    def test_fail_under_a_key_that_one_required_type_does_not_carry(self):
        self.role_with(LOOK_UP, allow(CREATE, "*", VPC), USE)
        with self.assertRaisesRegex(Denied, "ec2:CreateNetworkInterface on resource: .*:network-interface/eni-a"):
            connect(ROLE, NETWORK)

    def test_fail_when_one_required_resource_is_left_out(self):
        for missing in PLACES:
            self.role_with(LOOK_UP, allow(CREATE, [place for place in PLACES if place != missing]), USE)
            with self.assertRaisesRegex(Denied, missing.removesuffix("*")):
                connect(ROLE, NETWORK)

    def test_fail_without_the_permission_for_the_service(self):
        self.role_with(LOOK_UP, allow(CREATE, PLACES))
        with self.assertRaisesRegex(Denied, "ec2:CreateNetworkInterfacePermission"):
            connect(ROLE, NETWORK)

    def test_carry_the_subnet_of_an_interface_that_exists(self):
        elsewhere = {"ArnEquals": {"ec2:Subnet": [f"{EC2}subnet/subnet-b"]}}
        self.role_with(LOOK_UP, allow(CREATE, PLACES), {**USE, "Condition": elsewhere})
        with self.assertRaisesRegex(Denied, "ec2:CreateNetworkInterfacePermission"):
            connect(ROLE, NETWORK)

    def test_need_nothing_without_a_network(self):
        self.role_with()
        connect(ROLE, None)

    def test_fail_where_the_assumption_is_wrong(self):
        self.role_with(LOOK_UP, allow(CREATE, PLACES), USE)
        with playing("fails-eni"):
            with self.assertRaisesRegex(Denied, "ec2:CreateNetworkInterface on resource: .*:network-interface/eni-a"):
                connect(ROLE, NETWORK)
            connect(ROLE, None)
        connect(ROLE, NETWORK)

    def test_name_every_required_type(self):
        self.assertEqual(missing_types("ec2:CreateNetworkInterface", PLACES[1:]), ["network-interface"])
        self.assertEqual(missing_types("s3:GetObject", []), [])
        with self.assertRaisesRegex(ValueError, "also requires network-interface"):
            require_each(ROLE, "ec2:CreateNetworkInterface", {PLACES[1]: {}})


class Keys(unittest.TestCase):
    def decide(self, action: str, resource: str, condition: dict[str, Any], **keys: Any) -> str:
        context = iam_evaluator.EvalContext(
            principal_arn="arn:aws:sts::111111111111:assumed-role/r/s",
            principal_type="AssumedRole",
            principal_account="111111111111",
            action=action,
            resource_arn=resource,
            region="eu-west-1",
            source_ip="127.0.0.1",
            secure_transport=True,
            service_context=keys,
        )
        document = {"Version": "2012-10-17", "Statement": [allow([action], "*", condition)]}
        policies = [iam_evaluator.parse_policy_document(document)]
        return with_keys_of_type(iam_evaluator.evaluate)(context, policies).decision

    def test_of_the_action_count_on_each_of_its_resources(self):
        condition = {"StringEquals": {"ssm:Overwrite": "true"}}
        arn = "arn:aws:ssm:eu-west-1:111111111111:parameter/x"
        self.assertEqual(self.decide("ssm:PutParameter", arn, condition, **{"ssm:overwrite": "true"}), "Allow")

    def test_of_every_request_count_everywhere(self):
        condition = {"StringEquals": {"aws:SourceAccount": "1"}}
        arn = "arn:aws:kms:eu-west-1:111111111111:key/k"
        self.assertEqual(self.decide("kms:Decrypt", arn, condition, **{"aws:sourceaccount": "1"}), "Allow")

    def test_of_another_action_do_not_count(self):
        condition = {"StringEquals": {"ec2:Vpc": "v"}}
        arn = f"{EC2}network-interface/eni-1"
        keys = {"ec2:vpc": "v"}
        self.assertEqual(self.decide("ec2:CreateNetworkInterface", arn, condition, **keys), "ImplicitDeny")
        self.assertEqual(self.decide("ec2:DeleteNetworkInterface", arn, condition, **keys), "Allow")
