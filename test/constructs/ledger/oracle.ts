import type { Moment, Phase, ServingWorld } from './serving-world';

/** A fact as it was delivered: the phase of an endpoint, from `since` to `at`. */
export interface Delivered {
  readonly at: number;
  readonly since: number;
  readonly phase: Phase;
}

/** What the delivered facts leave possible. */
export type Possible =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'decided'; readonly state: string; readonly direct: boolean }
  | { readonly kind: 'either'; readonly states: ReadonlySet<string> }
  /** A whole operation was lost: any version may have served. */
  | { readonly kind: 'anything' };

/** A version that no fact names. */
const UNKNOWN = 'unknown-configuration';

/**
 * Answers by walking every way that leads from the last fact before an instant to the next one, step by step, through the
 * states that an endpoint can have: when the second is the first one's next step, nothing was lost.
 */
export function oracle(world: ServingWorld, facts: readonly Delivered[], at: number): Possible {
  const before = facts.findLast((fact) => fact.at <= at);
  const after = facts.find((fact) => fact.at > at);
  if (after !== undefined && after.since <= at)
    return { kind: 'decided', state: world.stateOf(after.phase), direct: true };
  if (before === undefined) return { kind: 'unknown' };
  const own = world.stateOf(before.phase);
  if (after === undefined || after.since <= before.at) return { kind: 'decided', state: own, direct: true };
  const targets = [before, after].flatMap(({ phase: { target, plan } }) =>
    target === undefined || plan === undefined ? [] : [{ target, plan }],
  );
  const steps = next(before.phase, after.phase.root, targets);
  if (steps.some(({ phase }) => isSame(phase, after.phase))) return { kind: 'decided', state: own, direct: true };
  const ways: Way[] = [];
  walk({ phases: [before.phase], operations: 0 }, after.phase, targets, ways);
  const fewest = Math.min(...ways.map(({ operations }) => operations));
  const passed = ways.filter(({ operations }) => operations === fewest).flatMap(({ phases }) => phases);
  if (passed.length === 0 || passed.some(isUnknown)) return { kind: 'anything' };
  const states = new Set(passed.map((phase) => world.stateOf(phase)));
  return states.size === 1 ? { kind: 'decided', state: own, direct: false } : { kind: 'either', states };
}

/** Phases from the first fact on, the second left out; operations that began after the first. */
interface Way {
  readonly phases: readonly Phase[];
  readonly operations: number;
}

type Target = { readonly target: string; readonly plan: readonly number[] };

/** Every way on which the only operations are that of the first fact and that of the second. */
function walk(way: Way, goal: Phase, targets: readonly Target[], found: Way[]): void {
  const last = way.phases.at(-1);
  if (last === undefined || way.phases.length > 20) return;
  for (const { phase, begins } of next(last, goal.root, targets)) {
    const operations = way.operations + (begins ? 1 : 0);
    // The second operation must be the goal's own, so the goal must be in the midst of it.
    if (operations > (goal.status === 'IN_SERVICE' ? 0 : 1)) continue;
    if (isSame(phase, goal)) found.push({ phases: way.phases, operations });
    walk({ phases: [...way.phases, phase], operations }, goal, targets, found);
  }
}

/** The phases that can come next. */
function next(phase: Phase, created: string, targets: readonly Target[]): { phase: Phase; begins: boolean }[] {
  const { status, root, target, plan = [], step = 0, began } = phase;
  const to = (changes: Partial<Phase>, begins = false) => ({
    phase: { status, root, began, ...changes } as Phase,
    begins,
  });
  const deleting = to({ status: 'DELETING' }, true);
  switch (status) {
    case 'CREATING':
      return [to({ status: 'IN_SERVICE' }), deleting];
    case 'DELETING':
      return [to({ status: 'CREATING', root: created }, true)];
    case 'IN_SERVICE':
      return [to({ status: 'UPDATING' }, true), deleting];
    case 'ROLLING_BACK':
      return [to({ status: 'IN_SERVICE' }), deleting];
    case 'UPDATING': {
      const back = to({ status: 'ROLLING_BACK' });
      if (target === undefined) {
        const known = targets.filter((one) => one.target !== root);
        const begin = [...known, { target: UNKNOWN, plan: [0, 0.5, 1] }].map((one) => to({ ...one, step: 0 }));
        return [to({ status: 'IN_SERVICE' }), back, deleting, ...begin];
      }
      const further =
        step + 1 < plan.length ? to({ target, plan, step: step + 1 }) : to({ status: 'IN_SERVICE', root: target });
      return [further, back, deleting];
    }
  }
}

function isSame(a: Phase, b: Phase): boolean {
  return a.status === b.status && a.root === b.root && a.target === b.target && (a.step ?? 0) === (b.step ?? 0);
}

function isUnknown({ root, target, step }: Phase): boolean {
  return root === UNKNOWN || (target === UNKNOWN && (step ?? 0) > 0);
}

/** The fact of a moment. */
export function delivered({ at, phase }: Moment): Delivered {
  return { at, since: at, phase };
}
