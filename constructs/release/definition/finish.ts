import { RELEASE_ITEMS } from '../core/release-request';
import { CONDITION_FAILED, HISTORY_LENGTH, RELEASE_ERRORS, sdk, type DefinitionContext } from './context';
import { recordPin, recordRelease } from './ledger-facts';
import { CALM, publish } from './metrics';
import { markRepair } from './prepare';
import { notRestored } from './serving';
import { notKept, updateStack } from './stack';
import { BRIEF, CAUGHT, choice, failure, jsonata, task, type States } from './states';

const key = (kind: string) => ({ model: { S: jsonata('$request.model') }, kind: { S: kind } });

/** The good end: the version serves. */
export function completingStates(context: DefinitionContext): States {
  return {
    RecordCompleted: recordRelease(context, 'completed', 'Remember', { next: 'Remember' }),
    Remember: task({
      resource: sdk(context, 'dynamodb:putItem'),
      arguments: {
        TableName: context.tableName,
        Item: {
          ...key(RELEASE_ITEMS.history),
          packages: {
            L: jsonata(`[$append([$packageArn], $history[$ != $packageArn])[[0..${HISTORY_LENGTH - 1}]].{'S': $}]`),
          },
        },
      },
      next: 'IsKept',
      catch: [{ next: 'IsKept' }],
    }),
    // Until the stack knows that the endpoint exists, a deployment would reset the number of instances to the first one. The
    // update changes only what the template says about updates (RetainAllVariantProperties, CopyCount). If SageMaker takes
    // that for a deployment, the number of instances is kept; if it refuses, the version serves, and a warning says it.
    IsKept: choice([['$kept', 'NeedsPin']], 'KeepCapacity'),
    KeepCapacity: updateStack(context, {
      phase: 'keep',
      token: 'keep',
      next: 'WaitForStack',
      catch: { next: 'NeedsPin', assign: notKept(CAUGHT) },
    }),
    NeedsPin: choice(
      [
        ['$exists($request.pin) and $request.pin', 'Pin'],
        ['$exists($request.pin) and $pin != null', 'Unpin'],
      ],
      'Unlock',
      { failure: null },
    ),
    Pin: task({
      resource: sdk(context, 'dynamodb:putItem'),
      arguments: {
        TableName: context.tableName,
        Item: {
          ...key(RELEASE_ITEMS.pin),
          packageArn: { S: jsonata('$packageArn') },
          reason: { S: jsonata('$request.reason') },
          actor: { S: jsonata('$request.actor') },
          since: { S: jsonata('$now()') },
        },
      },
      assign: { failure: null },
      next: 'RecordPin',
      catch: [{ next: 'Notify', assign: failure(RELEASE_ERRORS.notPinned, CAUGHT) }],
    }),
    RecordPin: recordPin(context, true, 'Unlock'),
    Unpin: task({
      resource: sdk(context, 'dynamodb:deleteItem'),
      arguments: { TableName: context.tableName, Key: key(RELEASE_ITEMS.pin) },
      assign: { failure: null },
      next: 'RecordUnpin',
      catch: [{ next: 'Notify', assign: failure(RELEASE_ERRORS.notPinned, CAUGHT) }],
    }),
    RecordUnpin: recordPin(context, false, 'Unlock'),
  };
}

/** The bad end: what was is put back, people are told, the lock is given back. */
export function failingStates(context: DefinitionContext): States {
  const lockKey = { TableName: context.tableName, Key: key(RELEASE_ITEMS.lock) };
  return {
    ReadFailure: choice([['$model.component != null', 'ExplainComponent']], 'ExplainEndpoint'),
    ExplainEndpoint: task({
      comment: 'SageMaker names the alarms that took the version back',
      resource: sdk(context, 'sagemaker:describeEndpoint'),
      arguments: { EndpointName: jsonata('$model.endpoint') },
      assign: explained(),
      patience: BRIEF,
      next: 'PutBack',
      catch: [{ next: 'PutBack' }],
    }),
    ExplainComponent: task({
      resource: sdk(context, 'sagemaker:describeInferenceComponent'),
      arguments: { InferenceComponentName: jsonata('$model.component') },
      assign: explained(),
      patience: BRIEF,
      next: 'PutBack',
      catch: [{ next: 'PutBack' }],
    }),
    PutBack: task({
      resource: sdk(context, 'ssm:putParameter'),
      arguments: { Name: jsonata('$model.parameter'), Value: jsonata('$previous'), Type: 'String', Overwrite: true },
      next: 'NeedsRestore',
      catch: [
        {
          next: 'RecordFailed',
          assign: failure(
            RELEASE_ERRORS.rolledBack,
            `$failure.cause & '; the release parameter could not be put back to ' & $previous & ': ' & ${CAUGHT}`,
          ),
        },
      ],
    }),
    // The stack says that the version serves that failed. After a repair it does not matter: one more would take as long.
    NeedsRestore: choice([["$applied and $not($repaired) and $previous != 'none'", 'MarkRestore']], 'RecordFailed'),
    MarkRestore: markRepair(context, 'RestoreStack'),
    RestoreStack: updateStack(context, {
      phase: 'restore',
      token: 'restore',
      next: 'WaitForStack',
      catch: { next: 'RecordFailed', assign: notRestored(CAUGHT) },
    }),
    RecordFailed: recordRelease(context, 'failed', 'IsCalm', { next: 'IsCalm' }),
    IsCalm: choice([['$tripped', 'CalmOverdue']], 'Notify'),
    CalmOverdue: publish(context, { metric: CALM, next: 'Notify' }),
    Notify: task({
      resource: sdk(context, 'sns:publish'),
      arguments: {
        TopicArn: jsonata(
          `$failure.error = '${RELEASE_ERRORS.refused}' ? '${context.warningTopicArn}' : '${context.criticalTopicArn}'`,
        ),
        // 100 characters at most.
        Subject: jsonata("$substring($failure.error & ': ' & $request.model, 0, 99)"),
        Message: jsonata(MESSAGE),
      },
      next: 'Unlock',
      catch: [{ next: 'Unlock' }],
    }),
    Unlock: task({
      resource: sdk(context, 'dynamodb:deleteItem'),
      arguments: {
        ...lockKey,
        ConditionExpression: '#execution = :execution',
        ExpressionAttributeNames: { '#execution': 'execution' },
        ExpressionAttributeValues: { ':execution': { S: jsonata('$execution') } },
      },
      final: CONDITION_FAILED,
      next: 'End',
      // A lock that is held on ends with this execution: the next release takes it over.
      catch: [{ next: 'End' }],
    }),
    End: choice([['$failure = null', 'Released']], 'Failed'),
    Released: {
      Type: 'Succeed',
      Output: {
        model: jsonata('$request.model'),
        modelPackageArn: jsonata('$packageArn'),
        previousModelPackageArn: jsonata('$previous'),
        warnings: jsonata('$warnings'),
      },
    },
    Failed: { Type: 'Fail', Error: jsonata('$failure.error'), Cause: jsonata('$failure.cause') },
  };
}

const MESSAGE = `$join([
  $request.cause & ' of ' & $request.model & ' failed: ' & $failure.error,
  $failure.cause,
  'version: ' & ($packageArn = null ? 'not known' : $packageArn),
  'served before: ' & $previous,
  'asked for by ' & $request.actor & ': ' & $request.reason,
  'execution: ' & $execution,
  'runbook: constructs/release/runbook.md'
], '\\n')`.replaceAll(/\n\s*/g, ' ');

function explained(): Readonly<Record<string, unknown>> {
  return {
    failure: jsonata(
      "$merge([$failure, {'cause': $failure.cause & ($exists($states.result.FailureReason) ? '; ' & $states.result.FailureReason : '')}])",
    ),
  };
}
