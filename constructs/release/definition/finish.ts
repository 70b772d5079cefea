import { RELEASE_ITEMS } from '../core/release-request';
import { hosting } from './conditions';
import { CONDITION_FAILED, HISTORY_LENGTH, RELEASE_ERRORS, sdk, type DefinitionContext } from './context';
import { recordPin, recordRelease } from './ledger-facts';
import { BRIEF, CAUGHT, choice, failure, jsonata, task, wait, type States } from './states';

const key = (kind: string) => ({ model: { S: jsonata('$request.model') }, kind: { S: kind } });

/** An endpoint that runs, and serves with another configuration than before unless nothing was to change. */
const SERVES = `${hosting('serves')} and ($packageArn = $previous or $servedBy = null or $nowServedBy != $servedBy)`;

/** What the endpoint says after the update, and the good end. */
export function observingStates(context: DefinitionContext): States {
  return {
    ReadAfter: choice([['$model.component != null', 'ObserveComponent']], 'ObserveEndpoint'),
    ObserveEndpoint: task({
      resource: sdk(context, 'sagemaker:describeEndpoint'),
      arguments: { EndpointName: jsonata('$model.endpoint') },
      assign: {
        status: jsonata('$states.result.EndpointStatus'),
        nowServedBy: jsonata('$states.result.EndpointConfigName'),
        failure: observed('EndpointStatus'),
      },
      next: 'JudgeEndpoint',
      catch: [{ next: 'PutBack', assign: failure(RELEASE_ERRORS.rolledBack, CAUGHT) }],
    }),
    ObserveComponent: task({
      resource: sdk(context, 'sagemaker:describeInferenceComponent'),
      arguments: { InferenceComponentName: jsonata('$model.component') },
      assign: {
        status: jsonata('$states.result.InferenceComponentStatus'),
        nowServedBy: jsonata(
          '($all := $append($states.result.Specification, $states.result.Specifications); $exists($all[0].ModelName) ? $all[0].ModelName : null)',
        ),
        failure: observed('InferenceComponentStatus'),
      },
      next: 'JudgeEndpoint',
      catch: [{ next: 'PutBack', assign: failure(RELEASE_ERRORS.rolledBack, CAUGHT) }],
    }),
    JudgeEndpoint: choice(
      [
        [SERVES, 'RecordCompleted'],
        [`${hosting('changes')} and $millis() < $deadline`, 'WaitForEndpoint'],
      ],
      'PutBack',
    ),
    // Scaling changes an endpoint too.
    WaitForEndpoint: wait(context.pollSeconds, 'ReadAfter'),
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
      next: 'NeedsPin',
      catch: [{ next: 'NeedsPin' }],
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
      next: 'RecordFailed',
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
    RecordFailed: recordRelease(context, 'failed', 'Notify', { next: 'Notify' }),
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

function observed(statusKey: string): string {
  return jsonata(
    `{'error': '${RELEASE_ERRORS.rolledBack}', 'cause': 'the update ended well, and the endpoint does not serve with it: its status is ' & $states.result.${statusKey} & ($exists($states.result.FailureReason) ? '; ' & $states.result.FailureReason : '')}`,
  );
}
