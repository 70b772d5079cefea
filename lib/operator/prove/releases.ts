import { EnvironmentNames } from '../../../constructs/model/core';
import { versionLabel } from '../aws/packages';
import { releaseState, ReleaseWatch, startRelease, type ReleaseProgress } from '../aws/release';
import { type Trial, waitFor } from './trial';

/** An event of the registry starts the release machine within seconds. */
const AUTOMATIC_MINUTES = 10;
/** The machine waits for the approvers of a version for 20 minutes at most. */
const REFUSAL_MINUTES = 40;

/** How a release ended. */
export interface Ended extends ReleaseProgress {
  readonly seconds: number;
}

/**
 * Waits for the release that the registration of an approved version starts by itself. It is refused, because nobody else
 * approved the version; until then it holds the lock of the model, and a release of ours would collide with it.
 *
 * @returns whether it was seen to end
 */
export async function automaticReleaseEnded(trial: Trial, model: string, packageArn: string): Promise<boolean> {
  const { session } = trial;
  const { account, environment, prefix, region } = session.description;
  const machine = new EnvironmentNames(prefix, environment).releaseMachine;
  const stateMachineArn = `arn:${session.caller.partition}:states:${region}:${account}:stateMachine:${machine}`;
  const prefixOfName = `${model}-${packageArn.split('/').at(-1) ?? ''}-release-`;
  const found = async () => {
    const { executions = [] } = await session.call('ListExecutions', { stateMachineArn, maxResults: 100 });
    return executions.find(({ name = '' }) => name.startsWith(prefixOfName));
  };
  const began = await waitFor(trial, { minutes: AUTOMATIC_MINUTES, seconds: 5 }, found);
  if (began === undefined) return false;
  const ended = await waitFor(trial, { minutes: REFUSAL_MINUTES, seconds: 10 }, async () =>
    (await found())?.status === 'RUNNING' ? undefined : true,
  );
  return ended === true;
}

/**
 * Has the release machine serve a version, as a rollback: that asks for no approver, and one person proves alone. What holds
 * the lock of the model ends first.
 */
export async function begin(trial: Trial, model: string, packageArn: string): Promise<ReleaseWatch> {
  await waitFor(trial, { minutes: REFUSAL_MINUTES, seconds: 10 }, async () =>
    (await releaseState(trial.session, model)).lock === undefined ? true : undefined,
  );
  const executionArn = await startRelease(trial.session, {
    model,
    packageArn,
    cause: 'rollback',
    reason: `blueprint prove serves ${versionLabel(packageArn)}`,
    actor: trial.session.caller.arn,
  });
  return new ReleaseWatch(trial.session, executionArn);
}

/**
 * Waits for its end.
 *
 * @param minutes within which it must have ended. @default 120
 * @param look done at each look, before the release is asked for
 * @throws Error when it has not ended within the minutes
 */
export async function endOf(
  trial: Trial,
  watch: ReleaseWatch,
  minutes = 120,
  look: () => Promise<void> = () => Promise.resolve(),
): Promise<Ended> {
  const ended = await waitFor(trial, { minutes, seconds: 10 }, async () => {
    await look();
    const progress = await watch.ask();
    return progress.status === 'RUNNING' ? undefined : progress;
  });
  if (ended === undefined) throw new Error(`${watch.executionArn} has not ended within ${minutes} minutes`);
  const stopped = ended.stoppedAt ?? trial.session.host.now();
  return { ...ended, seconds: Math.round((stopped.getTime() - ended.startedAt.getTime()) / 1000) };
}

/** What a release did, as a fact. */
export function releaseFact(what: string, { status, seconds, startedAt, cause }: Ended): string {
  const reason = cause === undefined ? '' : `: ${cause.split('\n')[0]}`;
  return `${what} began at ${startedAt.toISOString()} and ended as ${status} after ${seconds} s${reason}.`;
}
