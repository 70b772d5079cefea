from __future__ import annotations

import asyncio
import json
import logging
import unittest
from typing import Any
from unittest import mock

from ministack.services import cloudformation, cloudwatch_logs, dynamodb, lambda_svc, s3
from ministack.services.cloudformation import handlers, provisioners

from overlay import concurrency, physical_names
from tests.support import in_account

_FUNCTION = "AWS::Lambda::Function"
_TABLE = "AWS::DynamoDB::Table"


class FailedFirstDeployment(unittest.TestCase):
    """A stack with named resources, whose last resource fails because the account has no concurrency to reserve."""

    def setUp(self):
        in_account()
        # What fails here is meant to fail.
        logging.disable(logging.CRITICAL)
        self.addCleanup(logging.disable, logging.NOTSET)
        stores = (dynamodb._tables, cloudwatch_logs._log_groups, lambda_svc._functions, s3._buckets)
        for store in (*stores, cloudformation._stacks):
            for name in list(store):
                del store[name]
        for name in physical_names.types():
            self._wrap(name, "create", physical_names.with_free_name(name, self._handler(name, "create")))
        self._wrap(_TABLE, "delete", physical_names.with_protection(self._handler(_TABLE, "delete")))
        self._wrap(_FUNCTION, "create", concurrency.with_reservation(self._handler(_FUNCTION, "create"), 10))

    def test_blocks_the_next_with_retain_for_tables_log_groups_and_buckets(self):
        self.assertEqual(_deploy("first", _template("Retain", reserved=5)), "ROLLBACK_COMPLETE")
        for only, text in {
            "Table": "Resource of type 'AWS::DynamoDB::Table' with identifier 'releases' already exists.",
            "Logs": "Resource of type 'AWS::Logs::LogGroup' with identifier '/releases' already exists.",
            # CloudFormation looks at names of buckets before it begins.
            "Bucket": "Validation failed with 1 error(s)",
        }.items():
            with self.subTest(only):
                stack = f"second-{only}"
                self.assertEqual(_deploy(stack, _template("Retain", only=only)), "ROLLBACK_COMPLETE")
                self.assertIn(text, _reasons(stack))

    def test_leaves_every_name_free_with_retain_except_on_create(self):
        self.assertEqual(_deploy("first", _template("RetainExceptOnCreate", reserved=5)), "ROLLBACK_COMPLETE")
        self.assertIn("below its minimum value of [10]", _reasons("first"))
        self.assertEqual(_deploy("second", _template("RetainExceptOnCreate")), "CREATE_COMPLETE")
        self.assertIn("releases", dynamodb._tables)

    def test_cannot_delete_a_table_with_deletion_protection(self):
        template = _template("RetainExceptOnCreate", reserved=5, protected=True)
        self.assertEqual(_deploy("first", template), "ROLLBACK_FAILED")
        self.assertIn("releases", dynamodb._tables)
        unnamed = _template("Retain", reserved=5, protected=True, named=False)
        self.assertEqual(_deploy("unnamed", unnamed), "ROLLBACK_COMPLETE")

    def _handler(self, name: str, action: str) -> Any:
        return provisioners._RESOURCE_HANDLERS[name][action]

    def _wrap(self, name: str, action: str, wrapped: Any) -> None:
        patch = mock.patch.dict(provisioners._RESOURCE_HANDLERS[name], {action: wrapped})
        patch.start()
        self.addCleanup(patch.stop)


def _template(
    policy: str, *, reserved: int | None = None, protected: bool = False, named: bool = True, only: str | None = None
) -> dict[str, Any]:
    key = {"AttributeName": "id"}
    table = {
        "KeySchema": [{**key, "KeyType": "HASH"}],
        "AttributeDefinitions": [{**key, "AttributeType": "S"}],
        "BillingMode": "PAY_PER_REQUEST",
        "DeletionProtectionEnabled": protected,
        **({"TableName": "releases"} if named else {}),
    }
    kept = {
        "Table": {"Type": _TABLE, "Properties": table},
        "Logs": {"Type": "AWS::Logs::LogGroup", "Properties": {"LogGroupName": "/releases"} if named else {}},
        "Bucket": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "releases-copies"} if named else {}},
    }
    last = {
        "Code": {"ZipFile": "def handler(event, context): pass"},
        "Handler": "index.handler",
        "Runtime": "python3.12",
        "Role": "arn:aws:iam::111111111111:role/handler",
        **({} if reserved is None else {"ReservedConcurrentExecutions": reserved}),
    }
    resources = {name: {**one, "DeletionPolicy": policy} for name, one in kept.items() if only in (None, name)}
    return {"Resources": {**resources, "Last": {"Type": _FUNCTION, "Properties": last, "DependsOn": list(resources)}}}


def _deploy(stack: str, template: dict[str, Any]) -> str:
    async def created() -> str:
        status, _, body = handlers._create_stack({"StackName": [stack], "TemplateBody": [json.dumps(template)]})
        if status != 200:
            raise AssertionError(body)
        while cloudformation._stacks[stack]["StackStatus"].endswith("IN_PROGRESS"):
            await asyncio.sleep(0.01)
        return cloudformation._stacks[stack]["StackStatus"]

    return asyncio.run(created())


def _reasons(stack: str) -> str:
    events = cloudformation._stack_events[cloudformation._stacks[stack]["StackId"]]
    return "\n".join(event.get("ResourceStatusReason", "") for event in events)
