import { BAKE_MINUTES, STEP_PERCENT } from './limits';
import type { RolloutStrategy } from './serving-modes';

/**
 * Seconds after which SageMaker ends a deployment, at most (`MaximumExecutionTimeoutInSeconds`):
 * https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_BlueGreenUpdatePolicy.html and
 * https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_InferenceComponentRollingUpdatePolicy.html
 */
export const MAX_ROLLOUT_SECONDS = 28_800;

/**
 * Seconds until an instance is there and has pulled the image. No document gives a figure, and the time-outs of the container
 * and of the download begin after it: this is generous for GPU instances with images of 20 GB.
 */
const INSTANCE_SECONDS = 900;

/** What of a rollout takes time. */
export interface RolloutSteps {
  readonly strategy: RolloutStrategy;
  /** Per cent of the capacity in a step. */
  readonly percent: number;
  /** Seconds for which the alarms watch a step. */
  readonly bakeSeconds: number;
}

/** Steps until a new version has all of the traffic. Of per cents, because the count that scaling reached is not known. */
export function rolloutSteps({ strategy, percent }: Pick<RolloutSteps, 'strategy' | 'percent'>): number {
  return strategy === 'canary' ? 2 : Math.ceil(100 / percent);
}

/**
 * Seconds that a rollout waits for its alarms. The service demands a time limit that is larger: each step is watched, and
 * blue/green waits once more before it ends the old fleet.
 *
 * @param terminationSeconds `TerminationWaitInSeconds` of blue/green; rolling has none
 */
export function waitSeconds(rollout: RolloutSteps, terminationSeconds: number): number {
  const steps = rolloutSteps(rollout) * rollout.bakeSeconds;
  return rollout.strategy === 'rolling' ? steps : steps + terminationSeconds;
}

/**
 * Seconds that a rollout may take. Blue/green starts one fleet before its steps, rolling starts a batch in each. Blue/green
 * waits as long for the end of the old fleet as for a step.
 *
 * @param startSeconds time-outs of the download and of the container together
 */
export function rolloutSeconds(rollout: RolloutSteps, startSeconds: number): number {
  const starts = rollout.strategy === 'rolling' ? rolloutSteps(rollout) : 1;
  return waitSeconds(rollout, rollout.bakeSeconds) + starts * (INSTANCE_SECONDS + startSeconds);
}

/** Whether a rollout ends before SageMaker ends it. */
export function fitsTimeLimit(rollout: RolloutSteps, startSeconds: number): boolean {
  return rolloutSeconds(rollout, startSeconds) <= MAX_ROLLOUT_SECONDS;
}

/** The nearest rollouts that end in time, in place of one that does not. */
export interface FittingRollout {
  /** The longest watch, in whole minutes, with the same per cent. @default - even the shortest is too long */
  readonly bakeMinutes?: number;
  /** The smallest step with the same watch. @default - even the largest needs too many */
  readonly percent?: number;
}

/** What a rollout may be instead. At least one of the two is there for every start-up that the service allows. */
export function fittingRollout(rollout: RolloutSteps, startSeconds: number): FittingRollout {
  const fits = (change: Partial<RolloutSteps>) => fitsTimeLimit({ ...rollout, ...change }, startSeconds);
  const minutes = range(BAKE_MINUTES.least, Math.floor(rollout.bakeSeconds / 60));
  return {
    bakeMinutes: minutes.findLast((bake) => fits({ bakeSeconds: bake * 60 })),
    percent: range(rollout.percent, STEP_PERCENT[rollout.strategy].most).find((percent) => fits({ percent })),
  };
}

function range(first: number, last: number): number[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
}
