import { Token, type Duration } from 'aws-cdk-lib';
import type * as sagemaker from 'aws-cdk-lib/aws-sagemaker';
import {
  BAKE_MINUTES,
  fitsTimeLimit,
  fittingRollout,
  MAX_ROLLOUT_SECONDS,
  rolloutSeconds,
  type RolloutSteps,
  type RolloutStrategy,
  STEP_PERCENT,
} from '../model';

/**
 * How a new version of a model takes over from the previous one. If a rollback alarm fires during a step, all traffic goes
 * back to the previous version.
 */
export class Rollout {
  /**
   * Blue/green: a part of the new fleet receives traffic first, then all of it. Needs twice the capacity during the rollout.
   * @param percent part of the new fleet, 1 to 50
   * @param bakeTime how long the alarms watch each step, 3 minutes to 1 hour
   */
  public static canary(percent: number, bakeTime: Duration): Rollout {
    return new Rollout('canary', percent, bakeTime);
  }

  /**
   * Blue/green in equal steps. Needs twice the capacity during the rollout.
   * @param percent part of the new fleet that each step adds, 10 to 50
   * @param bakeTime how long the alarms watch each step, 3 minutes to 1 hour
   */
  public static linear(percent: number, bakeTime: Duration): Rollout {
    return new Rollout('linear', percent, bakeTime);
  }

  /**
   * Replaces a part of the instances or copies at a time: for instance families that are too scarce for a second fleet. A
   * rollback goes in parts of the same size, because at once it would need the second fleet.
   * @param percent part that each step replaces, 5 to 50
   * @param bakeTime how long the alarms watch each step, 3 minutes to 1 hour
   */
  public static rolling(percent: number, bakeTime: Duration): Rollout {
    return new Rollout('rolling', percent, bakeTime);
  }

  private constructor(
    public readonly strategy: RolloutStrategy,
    public readonly percent: number,
    public readonly bakeTime: Duration,
  ) {}

  /**
   * What is wrong with percent and bake time; empty if nothing is.
   * @param startSeconds how long a version may take until it answers: time-outs of its download and of its container
   */
  public problems(startSeconds: number): string[] {
    const problems: string[] = [];
    const { least: low, most: high } = STEP_PERCENT[this.strategy];
    if (!(this.percent >= low && this.percent <= high) || !Number.isInteger(this.percent)) {
      problems.push(
        `percent of a ${this.strategy} rollout must be a whole number from ${low} to ${high}, got ${this.percent}; correct it`,
      );
    }
    const seconds = this.bakeTime.toSeconds();
    if (seconds < BAKE_MINUTES.least * 60 || seconds > BAKE_MINUTES.most * 60) {
      problems.push(
        `bakeTime must be from ${BAKE_MINUTES.least} minutes, which the rollback alarms need to go off, to ${BAKE_MINUTES.most} minutes, got ${seconds} seconds; correct it`,
      );
    }
    return problems.length > 0 ? problems : this.timeProblems(startSeconds);
  }

  private timeProblems(startSeconds: number): string[] {
    if (Token.isUnresolved(startSeconds) || fitsTimeLimit(this.steps(), startSeconds)) return [];
    const { bakeMinutes, percent } = fittingRollout(this.steps(), startSeconds);
    const instead = [
      ...(bakeMinutes === undefined ? [] : [`a bakeTime of ${bakeMinutes} minutes`]),
      ...(percent === undefined ? [] : [`${percent} percent`]),
      ...(bakeMinutes === undefined ? ['shorter startupTimeout and downloadTimeout'] : []),
    ];
    return [
      `a ${this.strategy} rollout of ${this.percent} percent with a bakeTime of ${this.bakeTime.toMinutes({ integral: false })} minutes must end within ${MAX_ROLLOUT_SECONDS} seconds, it may take ${rolloutSeconds(this.steps(), startSeconds)}; use ${instead.join(', or ')}`,
    ];
  }

  /** For the endpoint: a change of the endpoint configuration. */
  public forEndpoint(
    alarmNames: readonly string[],
    startSeconds: number,
  ): sagemaker.CfnEndpoint.DeploymentConfigProperty {
    const waitIntervalInSeconds = this.bakeTime.toSeconds();
    const maximumExecutionTimeoutInSeconds = this.timeLimit(startSeconds);
    const autoRollbackConfiguration = { alarms: alarmNames.map((alarmName) => ({ alarmName })) };
    const size = { type: 'CAPACITY_PERCENT', value: this.percent };
    if (this.strategy === 'rolling') {
      return {
        rollingUpdatePolicy: {
          maximumBatchSize: size,
          rollbackMaximumBatchSize: size,
          waitIntervalInSeconds,
          maximumExecutionTimeoutInSeconds,
        },
        autoRollbackConfiguration,
      };
    }
    const trafficRoutingConfiguration =
      this.strategy === 'canary'
        ? { type: 'CANARY', canarySize: size, waitIntervalInSeconds }
        : { type: 'LINEAR', linearStepSize: size, waitIntervalInSeconds };
    return {
      blueGreenUpdatePolicy: {
        trafficRoutingConfiguration,
        terminationWaitInSeconds: waitIntervalInSeconds,
        maximumExecutionTimeoutInSeconds,
      },
      autoRollbackConfiguration,
    };
  }

  /** For an inference component: a change of its model. SageMaker supports only rolling updates there. */
  public forInferenceComponent(
    alarmNames: readonly string[],
    startSeconds: number,
  ): sagemaker.CfnInferenceComponent.InferenceComponentDeploymentConfigProperty {
    const size = { type: 'CAPACITY_PERCENT', value: this.percent };
    return {
      rollingUpdatePolicy: {
        maximumBatchSize: size,
        rollbackMaximumBatchSize: size,
        waitIntervalInSeconds: this.bakeTime.toSeconds(),
        maximumExecutionTimeoutInSeconds: this.timeLimit(startSeconds),
      },
      autoRollbackConfiguration: { alarms: alarmNames.map((alarmName) => ({ alarmName })) },
    };
  }

  private steps(): RolloutSteps {
    return { strategy: this.strategy, percent: this.percent, bakeSeconds: this.bakeTime.toSeconds() };
  }

  private timeLimit(startSeconds: number): number {
    return Token.isUnresolved(startSeconds) ? MAX_ROLLOUT_SECONDS : rolloutSeconds(this.steps(), startSeconds);
  }
}
