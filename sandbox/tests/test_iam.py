from __future__ import annotations

import json
import unittest
from typing import Any

from ministack.core.iam_evaluator import EvalContext, evaluate, parse_policy_document

from overlay.iam import with_condition_keys, with_sagemaker
from overlay.policy_variables import with_variables


def decide(statement: dict[str, Any], resource: str, **keys: Any) -> str:
    context = EvalContext(
        principal_arn="arn:aws:sts::111111111111:assumed-role/r/s",
        principal_type="AssumedRole",
        principal_account="111111111111",
        action=statement["Action"],
        resource_arn=resource,
        region="eu-west-1",
        source_ip="127.0.0.1",
        secure_transport=True,
        service_context=keys,
        principal_keys={"aws:principaltag/servedmodel": "model-a"},
    )
    document = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **statement}]}
    return with_variables(evaluate)(context, [parse_policy_document(document)]).decision


class Variables(unittest.TestCase):
    weights = "arn:aws:s3:::b/models/${aws:PrincipalTag/ServedModel}/*"

    def test_open_the_prefix_of_the_roles_own_tag_only(self):
        statement = {"Action": "s3:GetObject", "Resource": self.weights}
        self.assertEqual(decide(statement, "arn:aws:s3:::b/models/model-a/1"), "Allow")
        self.assertEqual(decide(statement, "arn:aws:s3:::b/models/model-b/1"), "ImplicitDeny")

    def test_count_in_conditions(self):
        condition = {"StringLike": {"s3:prefix": "models/${aws:PrincipalTag/ServedModel}/*"}}
        statement = {"Action": "s3:ListBucket", "Resource": "arn:aws:s3:::b", "Condition": condition}
        self.assertEqual(decide(statement, "arn:aws:s3:::b", **{"s3:prefix": "models/model-a/1"}), "Allow")
        self.assertEqual(decide(statement, "arn:aws:s3:::b", **{"s3:prefix": "models/x/1"}), "ImplicitDeny")

    def test_match_nothing_without_a_value(self):
        statement = {"Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/${aws:PrincipalTag/Team}*"}
        self.assertEqual(decide(statement, "arn:aws:s3:::b/x"), "ImplicitDeny")

    def test_take_their_default(self):
        statement = {"Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/${aws:PrincipalTag/Team, 'none'}"}
        self.assertEqual(decide(statement, "arn:aws:s3:::b/none"), "Allow")


class Resources(unittest.TestCase):
    def arn(self, operation: str, request: dict[str, Any], path: str = "/") -> str:
        headers = {"x-amz-target": f"SageMaker.{operation}"} if operation else {}
        lookup = with_sagemaker(lambda *_: "other")
        return lookup("sagemaker", "POST", path, headers, json.dumps(request).encode(), {}, "eu-west-1", "1")

    def test_are_named_by_the_request(self):
        prefix = "arn:aws:sagemaker:eu-west-1:1:"
        endpoint = self.arn("UpdateEndpoint", {"EndpointName": "Model-A", "EndpointConfigName": "c"})
        self.assertEqual(endpoint, f"{prefix}endpoint/model-a")
        self.assertEqual(self.arn("", {}, "/endpoints/Model-A/invocations"), f"{prefix}endpoint/model-a")
        package = self.arn("CreateModelPackage", {"ModelPackageGroupName": "model-a"})
        self.assertEqual(package, f"{prefix}model-package/model-a/*")
        self.assertEqual(self.arn("ListEndpoints", {"NameContains": "x"}), "*")


class ConditionKeys(unittest.TestCase):
    def test_say_whether_a_parameter_is_overwritten(self):
        context = with_condition_keys(lambda *_: {})
        for body, expected in ((b'{"Overwrite": true}', "true"), (b"{}", "false")):
            self.assertEqual(context("ssm", "ssm:PutParameter", body, {}), {"ssm:Overwrite": expected})
        self.assertEqual(context("ssm", "ssm:GetParameter", b"{}", {}), {})

    def test_say_into_which_namespace_metrics_go(self):
        context = with_condition_keys(lambda *_: {})
        request = {"Namespace": "ModelQuality/model-a", "MetricData": []}
        for body in (json.dumps(request).encode(), b"Action=PutMetricData&Namespace=ModelQuality%2Fmodel-a"):
            found = context("cloudwatch", "cloudwatch:PutMetricData", body, {})
            self.assertEqual(found, {"cloudwatch:namespace": "ModelQuality/model-a"})
        self.assertEqual(context("cloudwatch", "cloudwatch:PutMetricData", b"\xff", {}), {})
