import { CANCEL_METRIC } from '../core/cancel-metric';
import { RELEASE_ITEMS } from '../core/release-request';
import {
  ALARM_SECONDS,
  CANCEL_SECONDS,
  CONDITION_FAILED,
  LISTED_SECONDS,
  RELEASE_ERRORS,
  sdk,
  type DefinitionContext,
} from './context';
import { CALM, CANCELLED, publish } from './metrics';
import { BRIEF, CAUGHT, choice, failure, jsonata, pass, task, wait, type State, type States } from './states';

const ABANDON = failure(RELEASE_ERRORS.abandoned, CAUGHT);
const LOCK_KEY = { model: { S: jsonata('$request.model') }, kind: { S: RELEASE_ITEMS.lock } };
const LOCK_ITEM = {
  ...LOCK_KEY,
  execution: { S: jsonata('$execution') },
  cause: { S: jsonata('$request.cause') },
  actor: { S: jsonata('$request.actor') },
  since: { S: jsonata('$startedAt') },
};

/** Marks the lock as that of a repair, in which no other execution may cancel the update of the stack. */
export function markRepair(context: DefinitionContext, next: string): State {
  return task({
    resource: sdk(context, 'dynamodb:putItem'),
    arguments: {
      TableName: context.tableName,
      Item: { ...LOCK_ITEM, cause: { S: 'repair' } },
      ConditionExpression: '#execution = :execution',
      ExpressionAttributeNames: { '#execution': 'execution' },
      ExpressionAttributeValues: { ':execution': { S: jsonata('$execution') } },
    },
    final: CONDITION_FAILED,
    next,
    catch: [{ next }],
  });
}

/** A request that lacks something is refused before it is locked. */
const VALID = [
  '$exists($lookup($models, $states.input.model))',
  "$states.input.cause in ['release', 'rollback']",
  "$type($states.input.reason) = 'string'",
  "$type($states.input.actor) = 'string'",
  "($exists($states.input.packageArn) ? $type($states.input.packageArn) = 'string' : $states.input.cause = 'rollback')",
  "($exists($states.input.pin) ? $type($states.input.pin) = 'boolean' : true)",
].join(' and ');

/** From the request to all that is to be known: `begin`, lock, history, pin, parameter. Ends in `ReadStack`. */
export function lockingStates(context: DefinitionContext): States {
  const { tableName } = context;
  return {
    Begin: pass(
      {
        models: Object.fromEntries(context.models.map((model) => [model.model, constantsOf(model)])),
        request: jsonata('$states.input'),
        releaseId: jsonata('$states.context.Execution.Name'),
        execution: jsonata('$states.context.Execution.Id'),
        startedAt: jsonata('$states.context.Execution.StartTime'),
        previous: 'none',
        packageArn: null,
        holder: null,
        lockedBy: null,
        updatedAt: null,
        phase: 'before',
        applied: false,
        repaired: false,
        cancelled: false,
        tripped: false,
        continued: 0,
        stackReason: 'no reason given',
      },
      'Validate',
    ),
    Validate: choice([[VALID, 'Lock', { model: jsonata('$lookup($models, $request.model)'), models: {} }]], 'Invalid'),
    Invalid: {
      Type: 'Fail',
      Error: RELEASE_ERRORS.invalid,
      Cause:
        'a release must have a model of this environment, cause release or rollback, reason and actor, and packageArn unless it is a rollback; correct the input',
    },
    Lock: task({
      comment: 'Only one release of a model at a time; the same execution may lock twice',
      resource: sdk(context, 'dynamodb:putItem'),
      arguments: {
        TableName: tableName,
        Item: LOCK_ITEM,
        ConditionExpression: 'attribute_not_exists(#model) OR #execution = :execution',
        ExpressionAttributeNames: { '#model': 'model', '#execution': 'execution' },
        ExpressionAttributeValues: { ':execution': { S: jsonata('$execution') } },
      },
      assign: { lockedBy: null },
      final: CONDITION_FAILED,
      next: 'IsTripped',
      catch: [
        { errors: CONDITION_FAILED, next: 'ReadLock' },
        { next: 'Notify', assign: ABANDON },
      ],
    }),
    ReadLock: task({
      resource: sdk(context, 'dynamodb:getItem'),
      arguments: { TableName: tableName, Key: LOCK_KEY, ConsistentRead: true },
      assign: {
        holder: jsonata('$exists($states.result.Item) ? $states.result.Item.execution.S : null'),
        holderCause: jsonata("$exists($states.result.Item.cause.S) ? $states.result.Item.cause.S : 'release'"),
        heldSince: jsonata('$exists($states.result.Item) ? $states.result.Item.since.S : null'),
      },
      next: 'HasHolder',
      catch: [{ next: 'Notify', assign: ABANDON }],
    }),
    HasHolder: choice([['$holder = null', 'Lock']], 'ReadHolder'),
    ReadHolder: task({
      comment: 'A release that was stopped or timed out cannot unlock; its lock passes on',
      resource: sdk(context, 'sfn:listExecutions'),
      arguments: { StateMachineArn: context.stateMachineArn, StatusFilter: 'RUNNING', MaxResults: 1000 },
      assign: {
        lockedBy: jsonata('$holder in [$states.result.Executions.ExecutionArn] ? $holder : null'),
      },
      next: 'IsHeld',
      catch: [{ next: 'Notify', assign: ABANDON }],
    }),
    IsHeld: choice(
      [
        [
          `$lockedBy != null and $request.cause = 'rollback' and $millis() - $toMillis($startedAt) < ${CANCEL_SECONDS * 1000}`,
          'IsRelease',
        ],
        ['$lockedBy != null', 'ReadItems'],
        [`$millis() - $toMillis($heldSince) < ${LISTED_SECONDS * 1000}`, 'WaitForHolder'],
      ],
      'TakeOver',
    ),
    // Of two rollbacks the second waits: each cancelling the other would bring nothing back.
    IsRelease: choice([["$holderCause in ['release', 'repair']", 'TripRollout']], 'WaitForLock'),
    // SageMaker itself takes the rollout back, in which nothing has to be updated while it is being updated. Again at each
    // look, because it watches alarms only while the new version bakes.
    TripRollout: publish(context, {
      comment: 'A rollback cannot wait for the watch of a rollout; the release that is taken back puts everything back',
      metric: CANCELLED,
      next: 'IsSlow',
      assign: { tripped: true },
    }),
    // Cancelling an update in progress is an assumption (A-CANCEL). A repair is not cancelled: CloudFormation would bring in
    // the version that it believes to serve.
    IsSlow: choice(
      [[`$holderCause = 'release' and $millis() - $toMillis($startedAt) > ${ALARM_SECONDS * 1000}`, 'CancelRelease']],
      'WaitForLock',
    ),
    CancelRelease: task({
      resource: sdk(context, 'cloudformation:cancelUpdateStack'),
      arguments: { StackName: jsonata('$model.stack') },
      patience: BRIEF,
      next: 'WaitForLock',
      // It may not have begun, or have ended.
      catch: [{ next: 'WaitForLock' }],
    }),
    // The alarm must be calm before the next rollout, or it would take that one back too.
    IsTripped: choice([['$tripped', 'WaitForPeriod']], 'ReadItems'),
    WaitForPeriod: wait(CANCEL_METRIC.periodSeconds, 'CalmAlarm'),
    CalmAlarm: publish(context, { metric: CALM, next: 'WaitForCalm', assign: { tripped: false } }),
    WaitForCalm: wait(2 * CANCEL_METRIC.periodSeconds, 'ReadItems'),
    WaitForLock: wait(context.pollSeconds, 'Lock'),
    WaitForHolder: wait(LISTED_SECONDS, 'ReadLock'),
    TakeOver: task({
      resource: sdk(context, 'dynamodb:putItem'),
      arguments: {
        TableName: tableName,
        Item: LOCK_ITEM,
        ConditionExpression: '#execution = :holder',
        ExpressionAttributeNames: { '#execution': 'execution' },
        ExpressionAttributeValues: { ':holder': { S: jsonata('$holder') } },
      },
      final: CONDITION_FAILED,
      next: 'IsTripped',
      catch: [
        { errors: CONDITION_FAILED, next: 'Lock' },
        { next: 'Notify', assign: ABANDON },
      ],
    }),
    ReadItems: task({
      resource: sdk(context, 'dynamodb:query'),
      arguments: {
        TableName: tableName,
        ConsistentRead: true,
        KeyConditionExpression: '#model = :model AND #kind >= :first',
        ExpressionAttributeNames: { '#model': 'model', '#kind': 'kind' },
        // Approvers sort before it.
        ExpressionAttributeValues: {
          ':model': { S: jsonata('$request.model') },
          ':first': { S: RELEASE_ITEMS.history },
        },
      },
      assign: {
        history: jsonata(`[$states.result.Items[kind.S = '${RELEASE_ITEMS.history}'].packages.L.S]`),
        pin: jsonata(
          `($pin := $states.result.Items[kind.S = '${RELEASE_ITEMS.pin}']; $exists($pin) ? {'packageArn': $pin.packageArn.S, 'reason': $pin.reason.S, 'actor': $pin.actor.S} : null)`,
        ),
      },
      next: 'ReadStack',
      catch: [{ next: 'Notify', assign: ABANDON }],
    }),
  };
}

function constantsOf(model: DefinitionContext['models'][number]): Readonly<Record<string, unknown>> {
  return {
    group: model.modelPackageGroupName,
    parameter: model.parameterName,
    stack: model.stackName,
    packageParameter: model.packageParameter,
    existsParameter: model.endpointExistsParameter,
    endpoint: model.endpointName,
    component: model.inferenceComponentName ?? null,
    policy: model.policy,
    quotas: model.policy.capacity.map(({ instanceType }) => `${instanceType} for endpoint usage`),
  };
}
