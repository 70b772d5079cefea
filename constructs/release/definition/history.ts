import { CANCEL_SECONDS, MARGIN_SECONDS, ROLLOUTS } from './context';
import type { State } from './states';

/** An execution with more events fails: https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
const MOST_EVENTS = 25_000;
/** Entered and exited. A task is also scheduled, started and ended: https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html */
const EVENTS = { state: 2, task: 5 } as const;

/** Events of everything that no loop repeats, with retries. */
const OTHER_EVENTS = 1000;

/** Where the watch of an update of the stack, or of the endpoint, has ended. */
const AFTER_STACK = ['ReadStack', 'ObserveEndpoint', 'ReportOverdue', 'LookAtStuck', 'RecordFailed', 'ReadFailure'];
const AFTER_ENDPOINT = ['NeedsRepair', 'WriteParameter', 'RecordFailed', 'RecordCompleted', 'PutBack'];

type States = ReadonlyMap<string, State>;

/** How long and how often a machine polls. */
export interface Polling {
  readonly pollSeconds: number;
  /** Seconds for which it watches a rollout, without those in which a cancelled one goes back. */
  readonly rolloutSeconds: number;
}

/** What is wrong with how long and how often the machine polls; empty if nothing is. */
export function historyProblems(definition: State, { pollSeconds, rolloutSeconds }: Polling): readonly string[] {
  const states: States = new Map(Object.entries(objectAt(definition, 'States')));
  const watch = eventsOfLoop(states, 'WaitForStack', AFTER_STACK);
  const watchSeconds = ROLLOUTS * rolloutSeconds + CANCEL_SECONDS;
  // What is left until the execution times out, it waits for the lock, or for the endpoint.
  const other = Math.max(eventsOfLoop(states, 'WaitForEndpoint', AFTER_ENDPOINT), eventsOfLoop(states, 'WaitForLock'));
  const looped = watch * watchSeconds + other * MARGIN_SECONDS;
  const events = Math.ceil(looped / pollSeconds) + OTHER_EVENTS;
  if (events <= MOST_EVENTS) return [];
  const least = Math.ceil(looped / (MOST_EVENTS - OTHER_EVENTS));
  return [
    `pollInterval must be at least ${least} s for a rolloutTimeout of ${rolloutSeconds} s, got ${pollSeconds} s: with ${watch} to ${other} events for each poll, an execution may have ${events}, and Step Functions ends it at ${MOST_EVENTS}; poll less often, or lower rolloutTimeout`,
  ];
}

/**
 * The most events of one turn of a loop: of the longest way from a state back to it that visits no state twice.
 *
 * @param without states that are not in each turn
 * @throws Error when the state is not in a loop
 */
function eventsOfLoop(states: States, from: string, without: readonly string[] = []): number {
  const back = new Set([...states.keys()].filter((name) => !without.includes(name) && reaches(states, name, from)));
  const longest = (name: string, visited: ReadonlySet<string>): number => {
    const ways = successors(states.get(name)).map((next) => {
      if (next === from) return 0;
      return back.has(next) && !visited.has(next) ? longest(next, new Set([...visited, next])) : -Infinity;
    });
    return eventsOf(states.get(name)) + Math.max(-Infinity, ...ways);
  };
  const events = longest(from, new Set([from]));
  if (events === -Infinity) throw new Error(`the release machine has no loop at ${from}`);
  return events;
}

function reaches(states: States, name: string, target: string): boolean {
  const seen = new Set<string>();
  const open = [name];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const one of successors(states.get(next))) {
      if (one === target) return true;
      if (!seen.has(one)) open.push(one);
      seen.add(one);
    }
  }
  return false;
}

function successors(state: State | undefined): readonly string[] {
  const branches = [state, ...listAt(state, 'Choices'), ...listAt(state, 'Catch')];
  return [...branches.map((one) => one?.['Next']), state?.['Default']].filter((next) => typeof next === 'string');
}

function eventsOf(state: State | undefined): number {
  return state?.['Type'] === 'Task' ? EVENTS.task : EVENTS.state;
}

function listAt(state: State | undefined, key: string): readonly State[] {
  const found = state?.[key];
  return Array.isArray(found) ? found.filter(isState) : [];
}

function objectAt(state: State, key: string): Readonly<Record<string, State>> {
  const found = state[key];
  return isState(found)
    ? Object.fromEntries(Object.entries(found).filter((entry): entry is [string, State] => isState(entry[1])))
    : {};
}

function isState(value: unknown): value is State {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
