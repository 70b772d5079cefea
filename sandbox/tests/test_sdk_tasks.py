from __future__ import annotations

import unittest
from unittest import mock

import botocore.session
from ministack.services import stepfunctions

from overlay import sdk_tasks
from tests.support import in_account


class Tasks(unittest.TestCase):
    def setUp(self):
        in_account()
        self.original = mock.Mock(return_value="native")
        self.invoke = sdk_tasks.with_every_service(self.original)

    def as_role(self):
        token = sdk_tasks._ROLE.set("arn:aws:iam::111111111111:role/machine")
        self.addCleanup(sdk_tasks._ROLE.reset, token)

    def test_are_the_emulators_own_outside_an_execution_and_for_streams(self):
        self.assertEqual(self.invoke("arn:aws:states:::aws-sdk:ssm:getParameter", {}), "native")
        self.as_role()
        self.assertEqual(self.invoke("arn:aws:states:::aws-sdk:s3:getObject", {}), "native")

    def test_are_called_as_the_machines_role(self):
        self.as_role()
        client = mock.Mock()
        client.describe_stacks.return_value = {"Stacks": [], "ResponseMetadata": {}}
        with mock.patch.object(sdk_tasks, "role_client", return_value=client) as made:
            answer = self.invoke("arn:aws:states:::aws-sdk:cloudformation:describeStacks", {"StackName": "s"})
        made.assert_called_once_with("cloudformation", "arn:aws:iam::111111111111:role/machine", "states")
        client.describe_stacks.assert_called_once_with(StackName="s")
        self.assertEqual(answer, {"Stacks": []})

    def test_fail_with_the_names_that_machines_catch(self):
        client = botocore.session.get_session().create_client("ssm", region_name="eu-west-1")
        for code, name in (("ParameterNotFound", "ParameterNotFoundException"), ("Nope", "SsmException")):
            error = sdk_tasks.botocore.exceptions.ClientError({"Error": {"Code": code}}, "GetParameter")
            self.assertEqual(sdk_tasks._error_name(client, "Ssm", error), name)

    def test_fail_for_a_service_that_does_not_exist(self):
        self.as_role()
        missing = sdk_tasks.botocore.exceptions.UnknownServiceError(service_name="x", known_service_names="")
        with (
            mock.patch.object(sdk_tasks, "role_client", side_effect=missing),
            self.assertRaises(stepfunctions._ExecutionError) as caught,
        ):
            self.invoke("arn:aws:states:::aws-sdk:nonsense:do", {})
        self.assertEqual(caught.exception.error, "States.Runtime")
