import { refusal, type Refusal } from './refusal';
import type { ReleaseScaling } from './release-policy';

/** What serves when a release is about to begin. Instances or copies, as {@link ReleaseScaling.counts} says. */
export interface ScalingReading {
  /** What scaling asks for: `DesiredInstanceCount` or `DesiredCopyCount`. */
  readonly desired: number;
  /** What serves: `CurrentInstanceCount` or `CurrentCopyCount`. */
  readonly current: number;
  /**
   * Concurrent requests on each of those that serve, by the metric that scaling follows: the most of the last minutes.
   * @default - not known: only the declared peak counts
   */
  readonly load?: number;
}

/** What is to be done before a release begins. */
export interface ScalingBeforeRelease {
  /** Count to set, and to wait for. @default - the capacity is enough */
  readonly raiseTo?: number;
  readonly refusals: readonly Refusal[];
}

/**
 * Whether the capacity carries the load while SageMaker updates an endpoint. Automatic scaling is blocked for that time:
 * https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-scaling-update.html
 */
export function scalingBeforeRelease(
  { counts, most, needed, target }: ReleaseScaling,
  { desired, current, load }: ScalingReading,
): ScalingBeforeRelease {
  const byLoad = target === undefined || load === undefined ? 0 : Math.ceil((current * load) / target);
  if (byLoad > most) {
    const maximum = counts === 'instances' ? 'maxInstances' : 'maxCopies';
    const problem = `scaling is blocked during a release, so the capacity must carry the load; ${load} requests on each of ${current} ${counts} need ${byLoad}, and ${most} are the most`;
    const remedy = `release when the load is lower, or raise ${maximum} in the file of the model and deploy`;
    return { refusals: [refusal('PEAK', problem, remedy)] };
  }
  const wanted = Math.max(needed, desired, byLoad);
  return { ...(wanted > current && { raiseTo: wanted }), refusals: [] };
}
