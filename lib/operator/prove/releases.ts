import { versionLabel } from '../aws/packages';
import { releaseState, ReleaseWatch, startRelease, type ReleaseProgress } from '../aws/release';
import { namesOf, type Trial, waitFor } from './trial';

/** How a release ended. */
export interface Ended extends ReleaseProgress {
  readonly seconds: number;
}

/**
 * Has the release machine serve a version, as a rollback: that asks for no approver, and one person proves alone.
 *
 * @param minutes within which it must have ended. @default 120
 * @throws Error when it has not ended by then
 */
export async function release(trial: Trial, model: string, packageArn: string, minutes = 120): Promise<Ended> {
  const started = await begin(trial, model, packageArn);
  return endOf(trial, started, minutes);
}

/** Starts it. Registering a version starts a release too, which is refused because nobody else approved it: that one ends first. */
export async function begin(trial: Trial, model: string, packageArn: string): Promise<ReleaseWatch> {
  await waitFor(trial, { minutes: 40, seconds: 10 }, async () =>
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

/** Waits for its end. @throws Error when it has not ended within the minutes */
export async function endOf(trial: Trial, watch: ReleaseWatch, minutes: number): Promise<Ended> {
  const ended = await waitFor(trial, { minutes }, async () => {
    const progress = await watch.ask();
    return progress.status === 'RUNNING' ? undefined : progress;
  });
  if (ended === undefined) throw new Error(`${watch.executionArn} has not ended within ${minutes} minutes`);
  const stopped = ended.stoppedAt ?? trial.session.host.now();
  return { ...ended, seconds: Math.round((stopped.getTime() - ended.startedAt.getTime()) / 1000) };
}

/** What a release did, as a fact. */
export function releaseFact(what: string, { status, seconds, cause }: Ended): string {
  return `${what} ended as ${status} after ${seconds} s${cause === undefined ? '' : `: ${cause.split('\n')[0]}`}.`;
}

/** The model package that the endpoint itself serves with: read from endpoint, configuration and model. */
export async function servedPackage(trial: Trial, model: string): Promise<string | undefined> {
  const { session } = trial;
  const EndpointName = namesOf(trial).endpoint(model);
  const { EndpointConfigName } = await session.call('DescribeEndpoint', { EndpointName });
  const { ProductionVariants = [] } = await session.call('DescribeEndpointConfig', { EndpointConfigName });
  const ModelName = ProductionVariants[0]?.ModelName;
  if (ModelName === undefined) return undefined;
  const { PrimaryContainer, Containers } = await session.call('DescribeModel', { ModelName });
  return (PrimaryContainer ?? Containers?.[0])?.ModelPackageName;
}

/** The status of the stack that serves a model. */
export async function stackStatus(trial: Trial, model: string): Promise<string> {
  const StackName = `${namesOf(trial).servingStackPrefix}${model}`;
  const { Stacks = [] } = await trial.session.call('DescribeStacks', { StackName });
  return Stacks[0]?.StackStatus ?? 'unknown';
}
