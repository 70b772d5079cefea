import type { RolloutStrategy } from './serving-modes';

/** Both included. */
export interface Limits {
  readonly least: number;
  readonly most: number;
}

/**
 * Seconds for the start of a container, and for the download of the weights:
 * https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariant.html
 */
export const START_SECONDS: Limits = { least: 60, most: 3600 };

/** Instance types of a variant, first choice first; as {@link START_SECONDS}. */
export const MOST_INSTANCE_TYPES = 5;

/**
 * Concurrent requests of one instance of an asynchronous endpoint:
 * https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_AsyncInferenceClientConfig.html
 */
export const CONCURRENT_INVOCATIONS: Limits = { least: 1, most: 1000 };

/**
 * Percentages of a step that the service accepts: https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-guardrails.html
 */
export const STEP_PERCENT: Readonly<Record<RolloutStrategy, Limits>> = {
  canary: { least: 1, most: 50 },
  linear: { least: 10, most: 50 },
  rolling: { least: 5, most: 50 },
};

/**
 * Minutes for which a step is watched: the rollback alarms need three to fire, and the service waits for at most an hour.
 */
export const BAKE_MINUTES: Limits = { least: 3, most: 60 };

/**
 * Alarms that one deployment may have: https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_AutoRollbackConfig.html
 */
export const MAX_ROLLBACK_ALARMS = 10;

/** Rollback alarms besides those on errors, on latency and for cancelled rollouts. */
export const MAX_OTHER_ROLLBACK_ALARMS = MAX_ROLLBACK_ALARMS - 3;

/**
 * Concurrent executions that AWS keeps for Lambda functions without reserved concurrency:
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
 */
export const UNRESERVED_CONCURRENCY = 100;

/** Name of a metric of a model: letters and digits, beginning with a capital, e.g. `Precision`. */
export const METRIC_NAME = /^[A-Z][A-Za-z0-9]{0,63}$/;
