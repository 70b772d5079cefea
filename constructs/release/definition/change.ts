import { stack } from './conditions';
import { APPROVERS_SETTLE_SECONDS, CANCEL_SECONDS, RELEASE_ERRORS, sdk, type DefinitionContext } from './context';
import { recordRefusal, recordRelease } from './ledger-facts';
import { BRIEF, CAUGHT, choice, failure, jsonata, task, wait, type States } from './states';

const ROLL_BACK = failure(RELEASE_ERRORS.rolledBack, CAUGHT);
const APPROVER_PREFIX = "'approver#' & $packageArn & '#'";

const CHECK_INPUT = `{
  'request': $merge([$request, $packageArn = null ? {} : {'packageArn': $packageArn}]),
  'policy': $model.policy,
  'group': $model.group,
  'today': $substring($now(), 0, 10),
  'approversSettled': $millis() - $toMillis($startedAt) >= ${APPROVERS_SETTLE_SECONDS * 1000},
  'version': $version != null ? $version,
  'versionProblem': $versionProblem != null ? $versionProblem,
  'approvals': $approvals,
  'lockedBy': $lockedBy != null ? $lockedBy,
  'pin': $pin != null ? $pin,
  'stackStatus': $stackStatus,
  'serves': $serves,
  'quotas': $quotasProblem = null ? {'read': true, 'applied': $quotas} : {'read': false, 'reason': $quotasProblem}
}`.replaceAll(/\s+/g, ' ');

/** Judges, and then changes: parameter, stack. Ends in `WaitForStack`, `ReadAfter`, `Refused` or `PutBack`. */
export function changingStates(context: DefinitionContext): States {
  const abandon = { next: 'Notify', assign: failure(RELEASE_ERRORS.abandoned, CAUGHT) };
  const rollBack = { next: 'PutBack', assign: ROLL_BACK };
  return {
    ReadApprovers: task({
      resource: sdk(context, 'dynamodb:query'),
      arguments: {
        TableName: context.tableName,
        ConsistentRead: true,
        KeyConditionExpression: '#model = :model AND begins_with(#kind, :approvers)',
        ExpressionAttributeNames: { '#model': 'model', '#kind': 'kind' },
        ExpressionAttributeValues: {
          ':model': { S: jsonata('$request.model') },
          ':approvers': { S: jsonata(APPROVER_PREFIX) },
        },
      },
      assign: {
        approvals: jsonata(
          "[$states.result.Items.{'decision': decision.S, 'at': at.S, 'actor': {'arn': arn.S, 'sourceIdentity': sourceIdentity.S}}]",
        ),
      },
      next: 'Check',
      catch: [abandon],
    }),
    Check: task({
      resource: `arn:${context.partition}:states:::lambda:invoke`,
      arguments: { FunctionName: context.checkFunctionArn, Payload: jsonata(CHECK_INPUT) },
      assign: {
        outcome: jsonata('$states.result.Payload.outcome'),
        warnings: jsonata('[$states.result.Payload.warnings]'),
        refusals: jsonata('[$states.result.Payload.refusals]'),
        failure: jsonata(`{'error': '${RELEASE_ERRORS.refused}', 'cause': $states.result.Payload.cause}`),
      },
      next: 'Judge',
      catch: [abandon],
    }),
    Judge: choice(
      [
        ["$outcome = 'accepted' and $serves", 'NeedsPin'],
        ["$outcome = 'accepted'", 'RecordIntended'],
        ["$outcome = 'wait'", 'WaitForApprovers'],
      ],
      'RecordRefused',
    ),
    RecordRefused: recordRefusal(context, 'Notify'),
    WaitForApprovers: wait(60, 'ReadApprovers'),
    RecordIntended: recordRelease(context, 'intended', 'WriteParameter', abandon),
    WriteParameter: task({
      resource: sdk(context, 'ssm:putParameter'),
      arguments: { Name: jsonata('$model.parameter'), Value: jsonata('$packageArn'), Type: 'String', Overwrite: true },
      assign: {
        deadline: jsonata(`$millis() + ${context.rolloutSeconds * 1000}`),
        cancelled: false,
        stackReason: 'no reason given',
      },
      next: 'IsServed',
      catch: [rollBack],
    }),
    // A release that was stopped after the update leaves nothing to update.
    IsServed: choice([['$served = $packageArn', 'RecordApplied', { updating: false }]], 'UpdateStack'),
    UpdateStack: task({
      resource: sdk(context, 'cloudformation:updateStack'),
      arguments: {
        StackName: jsonata('$model.stack'),
        UsePreviousTemplate: true,
        Parameters: jsonata(
          "[$parameterKeys.($ = $model.existsParameter ? {'ParameterKey': $, 'ParameterValue': $string($endpointExists)} : {'ParameterKey': $, 'UsePreviousValue': true})]",
        ),
        Capabilities: ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND'],
        // The same request again, after a time-out, is no second update.
        ClientRequestToken: jsonata("'release-' & $releaseId"),
      },
      assign: { updating: true, updatedAt: jsonata('$now()') },
      patience: BRIEF,
      next: 'RecordApplied',
      catch: [{ next: 'IsUnchanged', assign: ROLL_BACK }],
    }),
    IsUnchanged: choice(
      [["$contains($failure.cause, 'No updates are to be performed')", 'RecordApplied', { updating: false }]],
      'PutBack',
    ),
    RecordApplied: recordRelease(context, 'applied', 'IsUpdating', { next: 'IsUpdating' }),
    IsUpdating: choice([['$updating', 'WaitForStack']], 'ReadAfter'),
    WaitForStack: wait(context.pollSeconds, 'WatchStack'),
    WatchStack: task({
      resource: sdk(context, 'cloudformation:describeStacks'),
      arguments: { StackName: jsonata('$model.stack') },
      assign: {
        stackStatus: jsonata('$states.result.Stacks[0].StackStatus'),
        stackReason: jsonata(
          '($reason := $states.result.Stacks[0].StackStatusReason; $exists($reason) ? $reason : $stackReason)',
        ),
      },
      next: 'JudgeStack',
      catch: [{ next: 'JudgeStack', assign: { stackStatus: 'UNREADABLE' } }],
    }),
    JudgeStack: choice(
      [
        [stack('ready'), 'ReadAfter'],
        [`(${stack('changes')} or $stackStatus = 'UNREADABLE') and $millis() < $deadline`, 'WaitForStack'],
        [`(${stack('changes')} or $stackStatus = 'UNREADABLE') and $not($cancelled)`, 'ReportOverdue'],
      ],
      'ReadFailure',
      {
        failure: jsonata(
          `{'error': '${RELEASE_ERRORS.rolledBack}', 'cause': 'the serving stack ended the update with ' & $stackStatus & ': ' & $stackReason}`,
        ),
      },
    ),
    ReportOverdue: task({
      comment: 'What the alarm on stuck releases watches',
      resource: sdk(context, 'cloudwatch:putMetricData'),
      arguments: {
        Namespace: context.metricNamespace,
        MetricData: [
          {
            MetricName: 'OverdueReleases',
            Unit: 'Count',
            Value: 1,
            Dimensions: [{ Name: 'StateMachineArn', Value: jsonata('$states.context.StateMachine.Id') }],
          },
        ],
      },
      patience: BRIEF,
      next: 'CancelUpdate',
      catch: [{ next: 'CancelUpdate' }],
    }),
    CancelUpdate: task({
      resource: sdk(context, 'cloudformation:cancelUpdateStack'),
      arguments: { StackName: jsonata('$model.stack'), ClientRequestToken: jsonata("'cancel-' & $releaseId") },
      assign: cancelled('the update took longer than it may and was cancelled'),
      patience: BRIEF,
      next: 'WaitForStack',
      // The update may have ended in the meantime.
      catch: [
        { next: 'WaitForStack', assign: cancelled('the update took longer than it may, and could not be cancelled') },
      ],
    }),
  };
}

function cancelled(reason: string): Readonly<Record<string, unknown>> {
  return {
    cancelled: true,
    deadline: jsonata(`$millis() + ${CANCEL_SECONDS * 1000}`),
    stackReason: reason,
  };
}
