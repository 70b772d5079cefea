import { versionLabel } from '../aws/packages';
import { alarmsSetOff, type AlarmChange, watchedConfigurations } from './alarms';
import { begin, type Ended, endOf, releaseFact } from './releases';
import { type ServedModel, servedModel, type Serving, servingOf } from './serving';
import { eventsAfter, newestEvent, type StackEvent, stackFact } from './stacks';
import { namesOf, type Trial } from './trial';

/** An endpoint at an instant. */
export interface Seen extends Serving {
  /** ISO 8601, by the clock of this machine. */
  readonly at: string;
}

/** An endpoint at rest, with the version that it serves. */
export interface AtRest extends Serving, Partial<ServedModel> {}

/** One release of a version, with everything that the services said of it. */
export interface Rollout {
  readonly model: string;
  /** ARN of the model package that was to serve. */
  readonly packageArn: string;
  readonly stackName: string;
  /** What the release machine said. */
  readonly ended: Ended;
  /** The endpoint before it. @default - there was none */
  readonly before?: AtRest;
  /** The endpoint after it. @default - there is none */
  readonly after?: AtRest;
  /** The endpoint meanwhile: whenever it said something else than at the look before. */
  readonly seen: readonly Seen[];
  /** What happened to the stack and its resources. */
  readonly events: readonly StackEvent[];
  /** Rollback alarms that went off meanwhile. */
  readonly alarms: readonly AlarmChange[];
  /** Endpoint configuration that each rollback alarm watched while the endpoint was being updated. */
  readonly watched: ReadonlyMap<string, string | undefined>;
}

/** How a rollout is gone through. */
export interface RolloutOptions {
  /** Minutes within which it must have ended. @default 120 */
  readonly minutes?: number;
  /** Done once, when the new fleet is first seen baking: it has started, and takes its first share of the traffic. */
  readonly whileBaking?: (seen: Seen) => Promise<void>;
}

/**
 * Has the release machine serve a version, and looks at endpoint, stack and alarms meanwhile.
 *
 * @throws Error when it has not ended within the minutes
 */
export async function rollOut(
  trial: Trial,
  model: string,
  packageArn: string,
  { minutes, whileBaking }: RolloutOptions = {},
): Promise<Rollout> {
  const stackName = `${namesOf(trial).servingStackPrefix}${model}`;
  const before = await atRest(trial, model);
  const newest = await newestEvent(trial, stackName);
  const seen: Seen[] = [];
  const watched = new Map<string, string | undefined>();
  const watch = await begin(trial, model, packageArn);
  const ended = await endOf(trial, watch, minutes, async () => {
    const serving = await servingOf(trial, model);
    if (serving === undefined) return;
    const present = { at: trial.session.host.now().toISOString(), ...serving };
    const isFirst = (which: (one: Serving) => boolean) => which(present) && !seen.some(which);
    const [moves, bakes] = [isFirst(isMoving), isFirst(isBaking)];
    if (differs(seen.at(-1), present)) seen.push(present);
    if (moves) {
      for (const [alarm, configuration] of await watchedConfigurations(trial, serving.rollbackAlarms)) {
        watched.set(alarm, configuration);
      }
    }
    if (bakes) await whileBaking?.(present);
  });
  const after = await atRest(trial, model);
  const guards = new Set([before, ...seen, after].flatMap((one) => one?.rollbackAlarms ?? []));
  const to = ended.stoppedAt ?? trial.session.host.now();
  return {
    model,
    packageArn,
    stackName,
    ended,
    before,
    after,
    seen,
    events: await eventsAfter(trial, stackName, newest),
    alarms: await alarmsSetOff(trial, [...guards], ended.startedAt, to),
    watched,
  };
}

async function atRest(trial: Trial, model: string): Promise<AtRest | undefined> {
  const serving = await servingOf(trial, model);
  return serving === undefined ? undefined : { ...serving, ...(await servedModel(trial, serving.configuration)) };
}

function isMoving({ status, pending }: Serving): boolean {
  return status === 'Updating' && pending !== undefined;
}

function isBaking(serving: Serving): boolean {
  return isMoving(serving) && serving.phase === 'Baking';
}

function differs(last: Seen | undefined, present: Seen): boolean {
  return (
    last?.status !== present.status ||
    last.configuration !== present.configuration ||
    last.pending !== present.pending ||
    last.phase !== present.phase ||
    last.instances !== present.instances
  );
}

/** All that was seen of a rollout, as facts. */
export function rolloutFacts(what: string, rollout: Rollout): readonly string[] {
  const { ended, stackName, seen, events, alarms, watched, before, after } = rollout;
  const moved = seen.map(
    ({ at, status, configuration, pending, phase, instances }) =>
      `${status} (${at}, configuration ${configuration ?? 'none'}${pending === undefined ? '' : `, moving to ${pending}, ${phase ?? 'in an unknown phase'}`}, ${instances ?? 'unknown'} instances)`,
  );
  return [
    releaseFact(what, ended),
    stackFact(stackName, events),
    moved.length === 0 ? 'The endpoint was not seen meanwhile.' : `The endpoint was seen ${moved.join(', ')}.`,
    ...alarms.map(
      ({ alarm, at, reason }) =>
        `The rollback alarm ${alarm}, which watched ${watched.get(alarm) ?? 'no configuration alone'}, went to ALARM at ${at}: ${reason}.`,
    ),
    `Before it ${labelOf(before)} served, after it ${labelOf(after)}.`,
  ];
}

function labelOf(serving: AtRest | undefined): string {
  if (serving === undefined) return 'nothing';
  const version = serving.packageArn === undefined ? 'no version' : versionLabel(serving.packageArn);
  return `${version} (${serving.status}, configuration ${serving.configuration ?? 'none'})`;
}
