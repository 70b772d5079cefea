import { distinct, mixed, normalised, stateOf } from './state';
import type { Observation, ServingState, Transition } from './types';

/** What can have served after one observation and before the next. */
export interface Gap {
  /** The possible states, the first observation's own first. */
  readonly states: readonly ServingState[];
  /** Whether no version besides theirs is possible. */
  readonly exhaustive: boolean;
  /** Why, lower case without a full stop. */
  readonly reason: string;
}

const HELD = 'nothing between the two observations can have been lost that would change the answer';

/**
 * What can have served between two observations that follow each other, when no more was lost than the two prove.
 *
 * Endpoints change in steps that are known: in service → updating, the new fleet's share growing from 0 in the steps of
 * the deployment's plan → in service; or updating → rolling back → in service. Where the second observation is the next
 * step after the first, nothing was lost and the first state held until the second began. Otherwise the steps in between
 * happened at moments that nothing tells, and each of their states is possible.
 *
 * A change that came and went between two observations and was lost altogether leaves no trace in them: the reconciler and
 * the record of API calls are there for it.
 */
export function between(before: Observation, beforeAt: string, after: Observation): Gap {
  const own = stateOf(before);
  if (before.transition !== undefined) return afterTransition(before, before.transition, after);
  if (before.versions.length === 0) return afterNothing(before, beforeAt, after);
  if (isEnding(after) && isOf(after, before)) return gap([own], true, HELD);
  if (!isOf(after, before)) {
    return gap([own, ...startsOf(after)], false, 'a change of the configuration between the two was not observed');
  }
  if (after.transition !== undefined)
    return gap([own, ...sharesBelow(after, after.transition)], true, 'steps of the deployment were not observed');
  return sameRoot(before, beforeAt, after, own);
}

function sameRoot(before: Observation, beforeAt: string, after: Observation, own: ServingState): Gap {
  const isLater = after.since !== undefined && after.since > beforeAt;
  if (isLater && before.status === after.status) {
    return gap([own, stateOf(after)], false, 'the endpoint was changed between the two, and how was not observed');
  }
  if (after.status === 'ROLLING_BACK' && before.status !== 'UPDATING') {
    return gap([own], false, 'the deployment that was rolled back was not observed');
  }
  return gap([own], true, HELD);
}

function afterTransition(before: Observation, transition: Transition, after: Observation): Gap {
  const own = stateOf(before);
  if (isEnding(after) && isOf(after, before)) return gap([own], true, HELD);
  if (isSameTransition(before, after)) {
    const from = transition.share;
    const to = after.transition?.share;
    // A stage that does not tell its share is the next step, as far as anything proves.
    if (from === to || from === undefined || to === undefined) return gap([own], true, HELD);
    return gap([own, ...sharesFrom(before, transition, to)], true, 'steps of the deployment were not observed');
  }
  const root = rootOf(after);
  const later = after.transition === undefined ? [] : sharesBelow(after, after.transition);
  const further = sharesFrom(before, transition, undefined);
  if (root === transition.endpointConfigName) {
    const states = [own, ...further, newFleet(transition), ...later];
    // What is rolled back is another deployment, of a version that nothing names.
    return gap(states, after.status !== 'ROLLING_BACK', 'the end of the deployment was not observed');
  }
  if (root === before.endpointConfigName) {
    if (after.status === 'ROLLING_BACK') return gap([own], true, HELD);
    const states = [own, ...further, oldFleet(before), ...later];
    return gap(states, true, 'when the deployment was rolled back was not observed');
  }
  return gap([own, ...startsOf(after)], false, 'a change of the configuration between the two was not observed');
}

/** Before the first version is in service, and after the endpoint was deleted or failed. */
function afterNothing(before: Observation, beforeAt: string, after: Observation): Gap {
  const own = stateOf(before);
  const lost = gap([own, ...startsOf(after)], false, 'how the endpoint came into service was not observed');
  if (before.status === after.status) {
    return after.since !== undefined && after.since > beforeAt ? lost : gap([own], true, HELD);
  }
  const comesUp = before.status === 'CREATING' && rootOf(after) === rootOf(before);
  const direct =
    (isEnding(after) && isOf(after, before)) ||
    (isEnding(before) && after.status === 'CREATING') ||
    (comesUp && (after.status === 'IN_SERVICE' || after.status === 'FAILED')) ||
    (before.status === 'FAILED' && after.status === 'UPDATING');
  if (direct) return gap([own], true, HELD);
  // In service in between, and already on its way to something else.
  return comesUp && after.status !== 'ROLLING_BACK' ? { ...lost, exhaustive: true } : lost;
}

function gap(states: readonly ServingState[], exhaustive: boolean, reason: string): Gap {
  const possible = distinct(states);
  return { states: possible, exhaustive, reason: possible.length === 1 && exhaustive ? HELD : reason };
}

/** The configuration that counts as the endpoint's own. */
function rootOf(observed: Observation): string | undefined {
  return observed.endpointConfigName;
}

/** Whether an endpoint has the same configuration; one that is gone shows none. */
function isOf(after: Observation, before: Observation): boolean {
  return rootOf(after) === undefined || rootOf(after) === rootOf(before);
}

function isEnding({ status }: Observation): boolean {
  return status === 'DELETING' || status === 'DELETED';
}

function isSameTransition(before: Observation, after: Observation): boolean {
  const [a, b] = [before.transition, after.transition];
  if (a === undefined || b === undefined || rootOf(before) !== rootOf(after)) return false;
  if (a.endpointConfigName !== b.endpointConfigName) return false;
  if (a.startedAt !== undefined && b.startedAt !== undefined) return a.startedAt === b.startedAt;
  return a.share === undefined || b.share === undefined || b.share >= a.share;
}

/** States that an observation may have grown out of, for want of anything better: its old fleet's, and its own. */
function startsOf(after: Observation): readonly ServingState[] {
  if (after.transition === undefined) return [stateOf(after)];
  return [oldFleet(after), ...sharesBelow(after, after.transition)];
}

/** States of a deployment before the one observed: all steps of its plan below its share. */
function sharesBelow(observed: Observation, transition: Transition): readonly ServingState[] {
  const old = oldFleet(observed);
  const { share, plan } = transition;
  if (share === 0) return [old];
  if (share === undefined || plan === undefined) return [old, stateOf(observed)];
  return [old, ...plan.filter((one) => one > 0 && one < share).map((one) => at(observed, transition, one))];
}

/** States of a deployment after the one observed: the steps of its plan above its share, and below `limit`. */
function sharesFrom(observed: Observation, transition: Transition, limit: number | undefined): readonly ServingState[] {
  const { share, plan } = transition;
  if (share === undefined || plan === undefined) {
    // Without a plan any step is possible: the one that comes next stands for them.
    return share === 1 ? [] : [at(observed, transition, limit)];
  }
  return plan
    .filter((one) => one > share && (limit === undefined || one < limit))
    .map((one) => at(observed, transition, one));
}

function at({ versions }: Observation, transition: Transition, share: number | undefined): ServingState {
  return { versions: mixed(versions, transition.versions, share) };
}

/** The fleet that traffic comes from, when it has all of it. */
function oldFleet({ versions }: Observation): ServingState {
  return { versions: normalised(versions).filter(({ weight }) => weight !== 0) };
}

function newFleet({ versions }: Transition): ServingState {
  return { versions: normalised(versions).filter(({ weight }) => weight !== 0) };
}
