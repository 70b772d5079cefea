import { hosting, stack } from './conditions';
import {
  CANCEL_SECONDS,
  MOST_CONTINUATIONS,
  RELEASE_ERRORS,
  sdk,
  SETTLE_SECONDS,
  type DefinitionContext,
} from './context';
import { CANCELLED, OVERDUE, publish } from './metrics';
import { notRepaired, notRestored } from './serving';
import { BRIEF, choice, failure, jsonata, task, wait, type Catcher, type State, type States } from './states';

const CHANGES = `(${stack('changes')} or $stackStatus = 'UNREADABLE')`;
const ENDED = "'the serving stack ended the update with ' & $stackStatus & ': ' & $stackReason";

/** An update of the serving stack with its template. */
export interface StackUpdate {
  /** Prefix of the token by which the same request again, after a time-out, is no second update. */
  readonly token: string;
  /** What `WaitForStack` and `ObserveEnd` know the update by. */
  readonly phase: 'release' | 'repair' | 'restore' | 'keep';
  readonly next: string;
  readonly catch: Catcher;
  readonly assign?: Readonly<Record<string, unknown>>;
}

/** Updates the stack to the value of the release parameter. */
export function updateStack(context: DefinitionContext, update: StackUpdate): State {
  const { phase } = update;
  return task({
    resource: sdk(context, 'cloudformation:updateStack'),
    arguments: {
      StackName: jsonata('$model.stack'),
      UsePreviousTemplate: true,
      Parameters: jsonata(
        "[$parameterKeys.($ = $model.existsParameter ? {'ParameterKey': $, 'ParameterValue': $string($endpointExists)} : {'ParameterKey': $, 'UsePreviousValue': true})]",
      ),
      Capabilities: ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND'],
      ClientRequestToken: jsonata(`'${update.token}-' & $releaseId`),
      // Going back, CloudFormation would bring in what it believes to serve: the version that does not.
      ...((phase === 'repair' || phase === 'restore') && { DisableRollback: true }),
    },
    assign: {
      phase,
      deadline: jsonata(`$millis() + ${context.rolloutSeconds * 1000}`),
      // What was sent last is what the stack has.
      kept: jsonata('$endpointExists'),
      ...update.assign,
    },
    patience: BRIEF,
    next: update.next,
    catch: [update.catch],
  });
}

/** Watches an update of the stack, from `WaitForStack`, until it has ended. */
export function watchingStates(context: DefinitionContext): States {
  return {
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
        [`${stack('ready')} and $phase = 'keep'`, 'NeedsPin'],
        // What is written of the stack is no longer true: it is read again.
        [`${stack('ready', 'undone')} and $phase = 'continue'`, 'ReadStack', { phase: 'before' }],
        [
          stack('ready'),
          'ObserveEndpoint',
          { applied: jsonata("$phase = 'release'"), deadline: jsonata(`$millis() + ${SETTLE_SECONDS * 1000}`) },
        ],
        [`${CHANGES} and $millis() < $deadline`, 'WaitForStack'],
        [`${CHANGES} and $phase = 'release' and $not($cancelled)`, 'ReportOverdue'],
        [
          `${stack('stuck')} and $continued < ${MOST_CONTINUATIONS}`,
          'LookAtStuck',
          { continued: jsonata('$continued + 1'), deadline: jsonata(`$millis() + ${CANCEL_SECONDS * 1000}`) },
        ],
        ["$phase = 'keep'", 'NeedsPin', notKept(ENDED)],
        ["$phase = 'repair'", 'RecordFailed', notRepaired(ENDED)],
        ["$phase = 'restore'", 'RecordFailed', notRestored(ENDED)],
      ],
      'ReadFailure',
      failure(RELEASE_ERRORS.rolledBack, ENDED),
    ),
    ReportOverdue: publish(context, { metric: OVERDUE, next: 'TripOverdue' }),
    TripOverdue: publish(context, { metric: CANCELLED, next: 'CancelUpdate', assign: { tripped: true } }),
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
    // SageMaker may refuse to go back while it goes forward (A-CANCEL). When the endpoint is at rest it can go back.
    LookAtStuck: task({
      resource: sdk(context, 'sagemaker:describeEndpoint'),
      arguments: { EndpointName: jsonata('$model.endpoint') },
      assign: { status: jsonata('$states.result.EndpointStatus') },
      patience: BRIEF,
      next: 'IsAtRest',
      catch: [{ next: 'ContinueRollback' }],
    }),
    IsAtRest: choice([[`${hosting('changes')} and $millis() < $deadline`, 'WaitForStuck']], 'ContinueRollback'),
    WaitForStuck: wait(context.pollSeconds, 'LookAtStuck'),
    ContinueRollback: task({
      resource: sdk(context, 'cloudformation:continueUpdateRollback'),
      arguments: {
        StackName: jsonata('$model.stack'),
        ClientRequestToken: jsonata("'continue-' & $string($continued) & '-' & $releaseId"),
      },
      assign: { deadline: jsonata(`$millis() + ${CANCEL_SECONDS * 1000}`) },
      patience: BRIEF,
      next: 'WaitForStack',
      catch: [{ next: 'WaitForStack' }],
    }),
  };
}

/** The version serves, and the stack does not know that the endpoint exists. */
export function notKept(why: string): Readonly<Record<string, unknown>> {
  return {
    warnings: jsonata(
      `$append($warnings, ['until the next release, a deployment of the stack resets the number of instances: the stack could not be told that the endpoint exists: ' & ${why}])`,
    ),
  };
}

function cancelled(reason: string): Readonly<Record<string, unknown>> {
  return {
    cancelled: true,
    deadline: jsonata(`$millis() + ${CANCEL_SECONDS * 1000}`),
    stackReason: reason,
  };
}
