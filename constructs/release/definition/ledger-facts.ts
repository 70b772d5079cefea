import { sdk, type DefinitionContext } from './context';
import { jsonata, task, type Catcher, type State } from './states';

/** A step of a release, as the ledger knows it. */
export type Stage = 'intended' | 'applied' | 'completed' | 'failed';

/** What a step adds to the fact: JSONata expressions by key. */
const EXTRA: Readonly<Record<Stage, string>> = {
  intended: ", 'intendedAt': $now()",
  applied: ", 'appliedAt': $updatedAt != null ? $updatedAt : $now()",
  completed: '',
  // By it the ledger tells an endpoint that came back from one that did not begin to change.
  failed: ", 'appliedAt': $updatedAt != null ? $updatedAt",
};

/** `RecordRequest` of the ledger room for a step. The id makes a fact that is sent twice count once. */
function release(stage: Stage): string {
  const failed = stage === 'failed';
  return request(stage, {
    cause: failed ? "'automatic-rollback'" : '$request.cause',
    reason: failed ? '$failure.cause' : '$request.reason',
    content: `'release': {
      'releaseId': $releaseId,
      'stage': '${stage}',
      'modelPackageArn': $packageArn,
      'previousModelPackageArn': $previous != 'none' ? $previous
    }${EXTRA[stage]}`,
  });
}

/** `RecordRequest` of the ledger room for a release that the check refused. */
const REFUSAL = request('refused', {
  cause: '$request.cause',
  reason: '$request.reason',
  content: `'refusal': {
    'releaseId': $releaseId,
    'modelPackageArn': $packageArn != null ? $packageArn,
    'previousModelPackageArn': $previous != 'none' ? $previous,
    'refusals': $refusals
  }`,
});

/** `RecordRequest` of the ledger room for a pin. */
function pin(pinned: boolean): string {
  const name = pinned ? 'pin' : 'unpin';
  const content = `'pin': {'pinned': ${String(pinned)}, 'modelPackageArn': $packageArn}`;
  return request(name, { cause: `'${name}'`, reason: '$request.reason', content });
}

function request(step: string, parts: { cause: string; reason: string; content: string }): string {
  return `{'ledgerFact': {
    'model': $request.model,
    'factId': ${idOf(step)},
    'cause': ${parts.cause},
    'actor': $request.actor,
    'at': $now(),
    'reason': ${parts.reason},
    ${parts.content}
  }}`.replaceAll(/\s+/g, ' ');
}

function idOf(step: string): string {
  return `$releaseId & '/${step}'`;
}

/** Sends a step of the release to the recorder of the ledger, and goes on. */
export function recordRelease(context: DefinitionContext, stage: Stage, next: string, caught: Catcher): State {
  return send(context, release(stage), idOf(stage), next, caught);
}

/** Tells the recorder of the ledger of a release that the check refused, and goes on whether or not that succeeds. */
export function recordRefusal(context: DefinitionContext, next: string): State {
  return send(context, REFUSAL, idOf('refused'), next, { next });
}

/** Tells the recorder of the ledger of a pin that was set or taken off. */
export function recordPin(context: DefinitionContext, pinned: boolean, next: string): State {
  return send(context, pin(pinned), idOf(pinned ? 'pin' : 'unpin'), next, { next });
}

function send(context: DefinitionContext, fact: string, id: string, next: string, caught: Catcher): State {
  return task({
    resource: sdk(context, 'sqs:sendMessage'),
    arguments: {
      QueueUrl: context.ledgerQueueUrl,
      MessageBody: jsonata(`$string(${fact})`),
      ...(context.ledgerQueueIsFifo && {
        MessageGroupId: jsonata('$request.model'),
        // 128 characters at most, and a fact's id may have more.
        MessageDeduplicationId: jsonata(`$hash(${id}, 'SHA-256')`),
      }),
    },
    next,
    catch: [caught],
  });
}
