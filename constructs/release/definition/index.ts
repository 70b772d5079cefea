import { changingStates } from './change';
import { CANCEL_SECONDS, type DefinitionContext } from './context';
import { failingStates, observingStates } from './finish';
import { lockingStates } from './prepare';
import { readingStates } from './read';
import type { State } from './states';

export { historyProblems } from './history';
export { RELEASE_ERRORS, type DefinitionContext, type ReleasableModel } from './context';

/** Seconds for everything besides the rollout: approvers, endpoint, retries in an outage. */
const MARGIN_SECONDS = 2 * 3600;

/** The release machine in Amazon States Language. Pure: texts in it may be tokens. */
export function releaseDefinition(context: DefinitionContext): State {
  return {
    Comment: 'Releases one version of a model through CloudFormation, or puts everything back',
    QueryLanguage: 'JSONata',
    // Nothing catches the end of this time: it only ends what hangs, and the next release takes the lock over.
    TimeoutSeconds: context.rolloutSeconds + CANCEL_SECONDS + MARGIN_SECONDS,
    StartAt: 'Begin',
    States: {
      ...lockingStates(context),
      ...readingStates(context),
      ...changingStates(context),
      ...observingStates(context),
      ...failingStates(context),
    },
  };
}
