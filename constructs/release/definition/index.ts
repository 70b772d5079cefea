import { changingStates } from './change';
import { CANCEL_SECONDS, MARGIN_SECONDS, ROLLOUTS, type DefinitionContext } from './context';
import { completingStates, failingStates } from './finish';
import { lockingStates } from './prepare';
import { readingStates } from './read';
import { observeServingStates, readServingStates } from './serving';
import { watchingStates } from './stack';
import type { State } from './states';

export { historyProblems } from './history';
export { RELEASE_ERRORS, type DefinitionContext, type ReleasableModel } from './context';

/** The release machine in Amazon States Language. Pure: texts in it may be tokens. */
export function releaseDefinition(context: DefinitionContext): State {
  return {
    Comment: 'Releases one version of a model through CloudFormation, or puts everything back',
    QueryLanguage: 'JSONata',
    // Nothing catches the end of this time: it only ends what hangs, and the next release takes the lock over.
    TimeoutSeconds: ROLLOUTS * context.rolloutSeconds + CANCEL_SECONDS + MARGIN_SECONDS,
    StartAt: 'Begin',
    States: {
      ...lockingStates(context),
      ...readingStates(context),
      ...readServingStates(context),
      ...changingStates(context),
      ...watchingStates(context),
      ...observeServingStates(context),
      ...completingStates(context),
      ...failingStates(context),
    },
  };
}
