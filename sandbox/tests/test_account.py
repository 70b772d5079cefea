from __future__ import annotations

import asyncio
import json
import unittest
from typing import Any

from ministack.services import iam
from ministack.services.cloudformation import _stacks

from overlay import account
from tests.support import in_account


def cost_explorer(operation: str, request: dict[str, Any]) -> dict[str, Any]:
    headers = {"x-amz-target": f"AWSInsightsIndexService.{operation}"}
    body = json.dumps(request).encode()
    return json.loads(asyncio.run(account.handle_request("POST", "/", headers, body, {}))[2])


class AccountLimits(unittest.TestCase):
    def test_are_those_of_the_account_less_what_functions_reserve(self):
        limits = {"ConcurrentExecutions": 1000, "UnreservedConcurrentExecutions": 995}
        answer = (200, {}, json.dumps({"AccountLimit": limits, "AccountUsage": {}}).encode())
        status, _, body = account.with_limit(lambda: answer, 10)()
        self.assertEqual(status, 200)
        expected = {"ConcurrentExecutions": 10, "UnreservedConcurrentExecutions": 5}
        self.assertEqual(json.loads(body)["AccountLimit"], expected)


class ServiceLinkedRoles(unittest.TestCase):
    service = "sagemaker.application-autoscaling.amazonaws.com"
    name = "AWSServiceRoleForApplicationAutoScaling_SageMakerEndpoint"

    def test_have_the_name_that_the_service_chooses_and_are_made_once(self):
        in_account()
        create = account.with_role_names(iam._create_service_linked_role)
        self.addCleanup(iam._roles.pop, self.name, None)
        status, _, body = create({"AWSServiceName": [self.service]})
        self.assertEqual(status, 200)
        self.assertIn(f"<RoleName>{self.name}</RoleName>", body.decode())
        arn = f"arn:aws:iam::111111111111:role/aws-service-role/{self.service}/{self.name}"
        self.assertEqual(iam._roles[self.name]["Arn"], arn)
        self.assertEqual(create({"AWSServiceName": [self.service]})[0], 400)


class Subscriptions(unittest.TestCase):
    def listed(self, protocol: str) -> str:
        member = (
            f"<member><SubscriptionArn>arn:1</SubscriptionArn><Owner>1</Owner><TopicArn>arn</TopicArn>"
            f"<Protocol>{protocol}</Protocol><Endpoint>a@example.com</Endpoint></member>"
        )
        return account.with_pending_mail(lambda _params: (200, {}, member.encode()))({})[2].decode()

    def test_by_mail_wait_for_their_confirmation(self):
        self.assertIn("<SubscriptionArn>PendingConfirmation</SubscriptionArn><Owner>", self.listed("email"))

    def test_of_queues_do_not(self):
        self.assertIn("<SubscriptionArn>arn:1</SubscriptionArn>", self.listed("sqs"))


class CostAllocationTags(unittest.TestCase):
    def setUp(self) -> None:
        in_account()
        account.reset()
        tags = [{"Key": "model", "Value": "churn"}]
        topic = {"Type": "AWS::SNS::Topic", "Properties": {"Tags": tags}}
        _stacks["s"] = {"_template": {"Resources": {"Topic": topic}}}
        self.addCleanup(_stacks.pop, "s")

    def test_are_listed_when_a_resource_has_them_and_are_active_when_somebody_activates_them(self):
        asked = {"TagKeys": ["model", "environment"]}
        inactive = [{"TagKey": "model", "Type": "UserDefined", "Status": "Inactive"}]
        self.assertEqual(cost_explorer("ListCostAllocationTags", asked)["CostAllocationTags"], inactive)
        status = [{"TagKey": "model", "Status": "Active"}]
        cost_explorer("UpdateCostAllocationTagsStatus", {"CostAllocationTagsStatus": status})
        active = [{"TagKey": "model", "Type": "UserDefined", "Status": "Active"}]
        self.assertEqual(cost_explorer("ListCostAllocationTags", asked)["CostAllocationTags"], active)

    def test_are_all_that_cost_explorer_has_here(self):
        self.assertEqual(cost_explorer("GetCostForecast", {})["__type"], "ValidationException")


class Costs(unittest.TestCase):
    filter = {"Tags": {"Key": "environment", "Values": ["dev"]}}

    def setUp(self) -> None:
        in_account()
        budget = {"BudgetType": "COST", "TimeUnit": "MONTHLY", "FilterExpression": self.filter}
        resource = {"Type": "AWS::Budgets::Budget", "Properties": {"Budget": budget}}
        _stacks["s"] = {"_template": {"Resources": {"EnvironmentBudget": resource}}}
        self.addCleanup(_stacks.pop, "s")

    def described(self, request: dict[str, Any]) -> list[dict[str, Any]]:
        describe = account.with_deployed_budgets(lambda _request: (200, {}, b'{"Budgets": []}'))
        return json.loads(describe(request)[2])["Budgets"]

    def test_are_nothing_in_the_budgets_of_deployed_templates(self):
        (budget,) = self.described({"ShowFilterExpression": True})
        self.assertEqual(budget["BudgetName"], "EnvironmentBudget")
        self.assertEqual(budget["FilterExpression"], self.filter)
        self.assertEqual(budget["CalculatedSpend"], {"ActualSpend": {"Amount": "0.0", "Unit": "USD"}})

    def test_show_the_filter_of_a_budget_on_request_alone(self):
        (budget,) = self.described({})
        self.assertNotIn("FilterExpression", budget)

    def test_are_nothing_in_cost_explorer(self):
        period = {"Start": "2026-11-01", "End": "2026-12-01"}
        answer = cost_explorer("GetCostAndUsage", {"TimePeriod": period, "Metrics": ["UnblendedCost"]})
        total = {"UnblendedCost": {"Amount": "0", "Unit": "USD"}}
        self.assertEqual(answer["ResultsByTime"], [{"TimePeriod": period, "Total": total}])

    def test_are_seen_with_the_action_of_budgets(self):
        action_of = account.with_budget_actions(lambda service, action: f"{service}:{action}")
        self.assertEqual(action_of("budgets", "DescribeBudgets"), "budgets:ViewBudget")
        self.assertEqual(action_of("budgets", "CreateBudget"), "budgets:CreateBudget")


if __name__ == "__main__":
    unittest.main()
