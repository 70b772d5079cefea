import { sdk, type DefinitionContext } from './context';
import { jsonata, task, type Catcher, type State } from './states';

/** A step of a release, as the ledger knows it. */
export type Stage = 'intended' | 'applied' | 'completed' | 'failed';

/** What a step adds to the fact: JSONata expressions by key. */
const EXTRA: Readonly<Record<Stage, string>> = {
  intended: ", 'intendedAt': $now()",
  applied: ", 'appliedAt': $now()",
  completed: '',
  failed: '',
};

/** `Fact` of the ledger room, kind `release`. The id makes a fact that is sent twice count once. */
function release(stage: Stage): string {
  const failed = stage === 'failed';
  return `{
    'kind': 'release',
    'release': {
      'releaseId': $releaseId,
      'stage': '${stage}',
      'modelPackageArn': $packageArn,
      'previousModelPackageArn': $previous != 'none' ? $previous
    },
    'model': $request.model,
    'factId': 'release/' & $releaseId & '/${stage}',
    'cause': ${failed ? "'automatic-rollback'" : '$request.cause'},
    'actor': $request.actor,
    'at': $now()${EXTRA[stage]},
    'source': {'service': 'states', 'type': 'Release', 'id': $execution},
    'reason': ${failed ? '$failure.cause' : '$request.reason'},
    'rollbackTo': $previous != 'none' ? $previous
  }`.replaceAll(/\s+/g, ' ');
}

/** `Fact` of the ledger room, kind `pin`. */
function pin(pinned: boolean): string {
  return `{
    'kind': 'pin',
    'pin': {'pinned': ${String(pinned)}, 'modelPackageArn': $packageArn},
    'model': $request.model,
    'factId': 'release/' & $releaseId & '/${pinned ? 'pin' : 'unpin'}',
    'cause': '${pinned ? 'pin' : 'unpin'}',
    'actor': $request.actor,
    'at': $now(),
    'source': {'service': 'states', 'type': 'Release', 'id': $execution},
    'reason': $request.reason
  }`.replaceAll(/\s+/g, ' ');
}

/** Sends a step of the release to the recorder of the ledger, and goes on. */
export function recordRelease(context: DefinitionContext, stage: Stage, next: string, caught: Catcher): State {
  return send(context, release(stage), `release/' & $releaseId & '/${stage}`, next, caught);
}

/** Tells the recorder of the ledger of a pin that was set or taken off. */
export function recordPin(context: DefinitionContext, pinned: boolean, next: string): State {
  return send(context, pin(pinned), `release/' & $releaseId & '/${pinned ? 'pin' : 'unpin'}`, next, { next });
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
        MessageDeduplicationId: jsonata(`$hash('${id}', 'SHA-256')`),
      }),
    },
    next,
    catch: [caught],
  });
}
