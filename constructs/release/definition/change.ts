import { stack } from './conditions';
import {
  APPROVERS_SETTLE_SECONDS,
  CANCEL_SECONDS,
  RELEASE_ERRORS,
  sdk,
  SETTLE_SECONDS,
  START_SECONDS,
  type DefinitionContext,
} from './context';
import { recordRefusal, recordRelease } from './ledger-facts';
import { markRepair } from './prepare';
import { notRepaired } from './serving';
import { updateStack } from './stack';
import { CAUGHT, choice, failure, jsonata, task, wait, type States } from './states';

const ROLL_BACK = failure(RELEASE_ERRORS.rolledBack, CAUGHT);
/** Endpoint and stack say that the version serves. */
const APPLIED = '$resolved = $packageArn and $serving = $packageArn';
const UNCHANGED = "$contains($failure.cause, 'No updates are to be performed')";
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
  'scaling': $running >= 0 and $desired >= 0
    ? $merge([{'desired': $desired, 'current': $running}, $load = null ? {} : {'load': $load}]),
  'endpoint': {
    'exists': $endpointExists,
    'status': $status != null ? $status,
    'configuration': $servedBy != null ? $servedBy,
    'packageArn': $serving != null ? $serving,
    'stackPackageArn': $resolved != null ? $resolved
  },
  'quotas': $quotasProblem = null ? {'read': true, 'applied': $quotas} : {'read': false, 'reason': $quotasProblem}
}`.replaceAll(/\s+/g, ' ');

/** Judges, and then changes: parameter, stack. Ends in `WaitForStack`, `ObserveEndpoint`, `Notify` or `PutBack`. */
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
        // At least one must run: the check knows whether the load needs more.
        startTo: jsonata('$exists($states.result.Payload.raiseTo) ? $states.result.Payload.raiseTo : 1'),
        failure: jsonata(`{'error': '${RELEASE_ERRORS.refused}', 'cause': $states.result.Payload.cause}`),
      },
      next: 'Judge',
      catch: [abandon],
    }),
    Judge: choice(
      [
        ["$outcome = 'accepted' and $serves", 'IsKept'],
        ["$outcome = 'accepted'", 'RecordIntended'],
        ["$outcome = 'wait'", 'WaitForApprovers'],
      ],
      'RecordRefused',
    ),
    RecordRefused: recordRefusal(context, 'Notify'),
    WaitForApprovers: wait(60, 'ReadApprovers'),
    RecordIntended: recordRelease(context, 'intended', 'IsStuck', abandon),
    IsStuck: choice(
      [
        [
          stack('stuck'),
          'LookAtStuck',
          { phase: 'continue', continued: 1, deadline: jsonata(`$millis() + ${CANCEL_SECONDS * 1000}`) },
        ],
      ],
      'NeedsStart',
    ),
    // A version that is brought back has served before, and must not wait for the start of one that may not start.
    NeedsStart: choice(
      [
        [
          `$endpointExists and $request.cause = 'release' and $startTo > $running and $not(${APPLIED})`,
          'HasComponentToStart',
          {
            phase: 'start',
            wasAtZero: jsonata('$running = 0'),
            deadline: jsonata(`$millis() + ${START_SECONDS * 1000}`),
          },
        ],
      ],
      'NeedsRepair',
    ),
    // With the same parameter CloudFormation would have nothing to update, and after a failure it would bring in what it
    // believes to serve. So the stack is updated to what serves first.
    NeedsRepair: choice([['$disagrees', 'MarkRepair']], 'WriteParameter'),
    MarkRepair: markRepair(context, 'WriteServed'),
    WriteServed: task({
      resource: sdk(context, 'ssm:putParameter'),
      arguments: { Name: jsonata('$model.parameter'), Value: jsonata('$previous'), Type: 'String', Overwrite: true },
      next: 'RepairStack',
      catch: [{ next: 'RecordFailed', assign: notRepaired(CAUGHT) }],
    }),
    RepairStack: updateStack(context, {
      phase: 'repair',
      token: 'repair',
      next: 'WaitForStack',
      catch: { next: 'IsRepaired', assign: { phase: 'repair', ...notRepaired(CAUGHT) } },
    }),
    // An update that stopped half-way may have left nothing to do.
    IsRepaired: choice([[UNCHANGED, 'ObserveEndpoint', settling()]], 'RecordFailed'),
    WriteParameter: task({
      resource: sdk(context, 'ssm:putParameter'),
      arguments: { Name: jsonata('$model.parameter'), Value: jsonata('$packageArn'), Type: 'String', Overwrite: true },
      assign: { phase: 'release', ...settling() },
      next: 'IsServed',
      catch: [rollBack],
    }),
    // A release that was stopped after the update leaves nothing to update.
    IsServed: choice([[APPLIED, 'RecordApplied', { updating: false }]], 'UpdateStack'),
    UpdateStack: updateStack(context, {
      phase: 'release',
      token: 'release',
      assign: { updating: true, updatedAt: jsonata('$now()') },
      next: 'RecordApplied',
      catch: { next: 'IsUnchanged', assign: ROLL_BACK },
    }),
    IsUnchanged: choice([[UNCHANGED, 'RecordApplied', { updating: false }]], 'PutBack'),
    RecordApplied: recordRelease(context, 'applied', 'IsUpdating', { next: 'IsUpdating' }),
    IsUpdating: choice([['$updating', 'WaitForStack']], 'ObserveEndpoint'),
  };
}

function settling(): Readonly<Record<string, unknown>> {
  return { deadline: jsonata(`$millis() + ${SETTLE_SECONDS * 1000}`) };
}
