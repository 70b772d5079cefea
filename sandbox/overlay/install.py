"""Registers the overlay into the emulator: the one module that knows the emulator's insides.

Everything here is an addition to a table or a wrapper around one function; nothing of the installed package is edited.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any

from ministack import app
from ministack.core import iam_actions, iam_evaluator, router
from ministack.services import budgets, cloudtrail, cloudwatch, dynamodb, eventbridge, lambda_svc, s3, sns, stepfunctions
from ministack.services import iam as iam_service
from ministack.services.cloudformation import changesets, custom_resource, engine, provisioners, stacks
from ministack.services.cloudformation import handlers as cloudformation_handlers

from overlay import (
    account,
    alarms,
    autoscaling,
    behaviours,
    buckets,
    concurrency,
    deliveries,
    deployment_role,
    iam,
    log_groups,
    physical_names,
    quotas,
    replication,
    schema,
    sdk_tasks,
    sorted_partitions,
    stack_roles,
    state_only,
    steady_listing,
    trail,
    witness,
)
from overlay.policy_variables import with_variables
from overlay.required_types import with_keys_of_type
from overlay.sagemaker import resources, service
from overlay.settings import Settings
from overlay.stack_outputs import with_regions

# Their provisioning waits for a transition, so it may not run on the emulator's event loop.
_WAITING = ("AWS::SageMaker::Endpoint", "AWS::SageMaker::InferenceComponent")

_ATTRIBUTES_FROM_PROPERTIES = {"AWS::EC2::VPC": ("CidrBlock",)}


def install(settings: Settings) -> None:
    """Adds services, resource types, IAM resources and alarm evaluation.

    Raises:
        SystemExit: when a type that the overlay lists has no schema in this run.
    """
    schemas = schema.load(settings.schemas)
    listed = json.loads(settings.types.read_text(encoding="utf-8"))
    missing = [name for name in [*listed["stateOnly"], *listed["withBehaviour"]] if name not in schemas]
    if missing:
        sys.exit(f"no schema was exported for {', '.join(missing)}")
    for name in listed["stateOnly"]:
        # What the emulator has come to support itself is better than remembering alone.
        if name not in provisioners._RESOURCE_HANDLERS:
            _register(schemas[name], state_only.handlers(schemas[name]))
    for name in listed["withBehaviour"]:
        _register(schemas[name], _behaviour(schemas[name]))
    steady_listing.install()
    _services()
    _wrap_worker_thread()
    _send_back_endpoints()
    _trust_loopback()
    _complete_attributes()
    _answer_for_broken_providers()
    _hold_buckets()
    _require_admitted_deliveries()
    _require_free_names()
    _limit_reservations(settings.lambda_concurrency)
    _wrap_stack_events()
    _wrap_references()
    _hold_deployments(settings)
    stepfunctions._run_execution = sdk_tasks.with_role(stepfunctions._run_execution)
    stepfunctions._invoke_resource = sdk_tasks.with_functions(stepfunctions._invoke_resource)
    stepfunctions._invoke_aws_sdk_integration = sdk_tasks.with_every_service(stepfunctions._invoke_aws_sdk_integration)
    iam_evaluator.evaluate = with_keys_of_type(with_variables(iam_evaluator.evaluate))
    iam_actions.request_tag_context = iam.with_condition_keys(iam_actions.request_tag_context)
    cloudtrail._DISPATCH["GetTrailStatus"] = trail.with_deliveries(cloudtrail._DISPATCH["GetTrailStatus"])
    cloudwatch._evaluate_alarm = alarms.evaluate_alarm
    _wrap_alarm_actions()
    dynamodb._index_item = sorted_partitions.with_version(dynamodb._index_item)
    dynamodb._query = sorted_partitions.with_sorted_partitions(dynamodb._query)
    _wrap_account(settings.lambda_concurrency)
    _play_behaviours()
    alarms.watch()


def _play_behaviours() -> None:
    """Those that change how services answer; the others are played where they happen."""
    if behaviours.plays("throttling"):
        behaviours.throttled(app.SERVICE_HANDLERS)
    if behaviours.plays("late-events"):
        eventbridge._invoke_target = behaviours.late_and_twice(eventbridge._invoke_target)


def _wrap_account(lambda_concurrency: int) -> None:
    lambda_svc._get_account_settings = account.with_limit(lambda_svc._get_account_settings, lambda_concurrency)
    sns._list_subscriptions_by_topic = account.with_pending_mail(sns._list_subscriptions_by_topic)
    described = "DescribeBudgets"
    budgets._DISPATCH[described] = account.with_deployed_budgets(budgets._DISPATCH[described])
    iam_actions.extract_iam_action = account.with_budget_actions(iam_actions.extract_iam_action)
    linked = "CreateServiceLinkedRole"
    iam_service._IAM_HANDLERS[linked] = account.with_role_names(iam_service._IAM_HANDLERS[linked])


def _behaviour(found: schema.Schema) -> dict[str, Any]:
    makers = {
        "AWS::ApplicationAutoScaling::ScalableTarget": autoscaling.target_handlers,
        "AWS::ApplicationAutoScaling::ScalingPolicy": autoscaling.policy_handlers,
        "AWS::CloudTrail::Trail": trail.handlers,
        "AWS::CloudWatch::Alarm": alarms.alarm_handlers,
        "AWS::CloudWatch::CompositeAlarm": alarms.composite_handlers,
    }
    return makers.get(found.type_name, resources.handlers)(found)


def _register(found: schema.Schema, handlers: dict[str, Any]) -> None:
    name = found.type_name
    provisioners._RESOURCE_HANDLERS[name] = handlers
    provisioners._REPLACING_PROPERTIES[name] = found.create_only()
    provisioners._CONDITIONALLY_REPLACING_PROPERTIES[name] = found.sometimes_replacing()
    if found.tag_property is not None and found.tag_property[0] in found.properties:
        provisioners._STACK_TAG_PROPERTY[name] = found.tag_property


def _services() -> None:
    added = {
        "sagemaker": (service, ["SageMaker."], [r"(api|runtime)\.sagemaker\."]),
        "application-autoscaling": (autoscaling, ["AnyScaleFrontendService."], [r"application-autoscaling\."]),
        "servicequotas": (quotas, ["ServiceQuotasV20190624."], [r"servicequotas\."]),
        "ce": (account, ["AWSInsightsIndexService."], [r"^ce\."]),
    }
    for name, (module, targets, hosts) in added.items():
        key = f"overlay_{name}"
        app._loaded_modules[key] = module
        app.SERVICE_REGISTRY[name] = {"module": key}
        app.SERVICE_HANDLERS[name] = module.handle_request
        router.SERVICE_PATTERNS[name] = {
            "target_prefixes": targets,
            "host_patterns": hosts,
            "credential_scope": name,
        }
        iam_actions.SERVICE_TO_IAM_NAMESPACE[name] = name
        iam_actions._BOTOCORE_SERVICE_MAP[name] = [name]
    iam_actions._BOTOCORE_SERVICE_MAP["servicequotas"] = ["service-quotas"]
    iam_actions._BOTOCORE_SERVICE_MAP["sagemaker"].append("sagemaker-runtime")
    iam_actions.extract_resource_arn = iam.with_sagemaker(iam_actions.extract_resource_arn)


def _wrap_worker_thread() -> None:
    original = stacks._runs_on_worker_thread
    stacks._runs_on_worker_thread = lambda resource_type: resource_type in _WAITING or original(resource_type)


def _send_back_endpoints() -> None:
    """A failed or cancelled update of an endpoint is sent back: SageMaker may have gone on with it."""
    original = stacks._sends_back_failed_update
    stacks._sends_back_failed_update = lambda name: name in _WAITING[:1] or original(name)


def _complete_attributes() -> None:
    """Adds attributes that a property already holds, where the emulator's own handler leaves them out."""
    for name, attributes in _ATTRIBUTES_FROM_PROPERTIES.items():
        handlers = provisioners._RESOURCE_HANDLERS[name]
        handlers["create"] = _with_attributes(handlers["create"], attributes)


def _with_attributes(create: Callable[..., Any], names: tuple[str, ...]) -> Callable[..., Any]:
    def completed(logical_id: str, props: dict[str, Any], stack_name: str) -> tuple[str, dict[str, Any]]:
        physical_id, attributes = create(logical_id, props, stack_name)
        return physical_id, {**{key: props[key] for key in names if key in props}, **attributes}

    return completed


def _answer_for_broken_providers() -> None:
    """Fails a custom resource when its function throws, instead of waiting an hour for an answer as AWS does."""
    original = lambda_svc._execute_function_with_config_scope

    def execute(function: dict[str, Any], event: Any) -> dict[str, Any]:
        result = original(function, event)
        url = event.get("ResponseURL") if isinstance(event, dict) else None
        if url and isinstance(result, dict) and result.get("error"):
            body = result.get("body")
            reason = body.get("errorMessage", body) if isinstance(body, dict) else body
            answer = {"Status": "FAILED", "Reason": f"the provider function failed: {reason}"}
            custom_resource.deliver_response(url.rsplit("/", 1)[-1], answer)
        return result

    lambda_svc._execute_function_with_config_scope = execute


def _wrap_stack_events() -> None:
    add_event = witness.with_stack_events(stacks._add_event)
    for module in (stacks, changesets, cloudformation_handlers):
        if hasattr(module, "_add_event"):
            module._add_event = add_event


def _wrap_references() -> None:
    original = engine._resolve_refs
    resolve = with_regions(original)
    for name, module in list(sys.modules.items()):
        if name.startswith("ministack.") and getattr(module, "_resolve_refs", None) is original:
            module._resolve_refs = resolve


def _hold_deployments(settings: Settings) -> None:
    """Asks the role that a stack is deployed with before each resource, and keeps the boundaries of roles."""
    roles = deployment_role.DeploymentRoles.load(settings.deployment_actions)
    stacks._provision_resource = deployment_role.with_provision(roles, stacks._provision_resource)
    replaces = provisioners._replacing_change
    stacks._update_resource = deployment_role.with_update(roles, replaces, stacks._update_resource)
    stacks._delete_resource = deployment_role.with_delete(roles, stacks._delete_resource)
    actions = cloudformation_handlers._ACTION_HANDLERS
    for operation in stack_roles.OPERATIONS:
        actions[operation] = stack_roles.with_role(operation, actions[operation])
    actions["DescribeStacks"] = stack_roles.with_roles_described(actions["DescribeStacks"])
    handlers = provisioners._RESOURCE_HANDLERS["AWS::IAM::Role"]
    handlers["create"] = deployment_role.with_boundary(handlers["create"], props_at=1)
    handlers["update"] = deployment_role.with_boundary(handlers["update"], props_at=2)


def _hold_buckets() -> None:
    handlers = provisioners._RESOURCE_HANDLERS["AWS::S3::Bucket"]
    handlers["create"] = buckets.with_encryption(handlers["create"], 1)
    handlers["update"] = buckets.with_encryption(handlers["update"], 2)
    handlers["delete"] = buckets.when_empty(handlers["delete"])
    provisioners._S3_BUCKET_CONFIGURATIONS += (replication.CONFIGURATION,)
    s3._maybe_replicate = replication.with_permission(s3._maybe_replicate)
    s3._maybe_replicate_delete_marker = replication.with_permission_to_delete(s3._maybe_replicate_delete_marker)


def _require_admitted_deliveries() -> None:
    """Holds services to the keys that encrypt where they write, and to the policies of queues and topics."""
    for name, with_key in (
        ("AWS::SNS::Topic", deliveries.with_key),
        ("AWS::Logs::LogGroup", log_groups.with_admitted_key),
    ):
        handlers = provisioners._RESOURCE_HANDLERS[name]
        handlers["create"] = with_key(handlers["create"], props_at=1)
        handlers["update"] = with_key(handlers["update"], props_at=2)
    eventbridge._invoke_target = deliveries.with_admitted_targets(eventbridge._invoke_target)
    cloudwatch._dispatch_alarm_actions = deliveries.with_admitted_actions(cloudwatch._dispatch_alarm_actions)


def _require_free_names() -> None:
    for name in physical_names.types():
        handlers = provisioners._RESOURCE_HANDLERS[name]
        handlers["create"] = physical_names.with_free_name(name, handlers["create"])
    tables = provisioners._RESOURCE_HANDLERS["AWS::DynamoDB::Table"]
    tables["delete"] = physical_names.with_protection(tables["delete"])


def _limit_reservations(limit: int) -> None:
    handlers = provisioners._RESOURCE_HANDLERS["AWS::Lambda::Function"]
    handlers["create"] = concurrency.with_reservation(handlers["create"], limit)
    handlers["update"] = concurrency.with_changed_reservation(handlers["update"], limit)
    lambda_svc._put_function_concurrency = concurrency.with_limit(lambda_svc._put_function_concurrency, limit)


def _trust_loopback() -> None:
    """Counts plain HTTP on the loopback interface as secure transport.

    Bucket, topic and queue policies deny what is not, rightly; nothing leaves the machine here.
    """
    original = app.pin_request_origin
    app.pin_request_origin = lambda address, secure: original(address, secure or address in ("127.0.0.1", "::1"))


def _wrap_alarm_actions() -> None:
    original = cloudwatch._dispatch_alarm_actions

    def dispatch(alarm: dict[str, Any], old_state: str, new_state: str, reason: str) -> None:
        original(alarm, old_state, new_state, reason)
        if new_state == "ALARM" and alarm.get("ActionsEnabled", True):
            for action in alarm.get("AlarmActions") or []:
                if ":scalingPolicy:" in action:
                    autoscaling.execute(action)

    cloudwatch._dispatch_alarm_actions = dispatch
