import { Duration } from 'aws-cdk-lib';
import { Rollout } from '../../constructs/serving';
import type { ResolvedModel, Rollout as RolloutOptions } from '../config';

/** The rollout that the configuration describes. */
export function rolloutOf(options: RolloutOptions): Rollout {
  const bakeTime = Duration.minutes(options.bakeMinutes);
  switch (options.strategy) {
    case 'canary':
      return Rollout.canary(options.canaryPercent, bakeTime);
    case 'linear':
      return Rollout.linear(options.linearPercent, bakeTime);
    case 'rolling':
      return Rollout.rolling(options.batchPercent, bakeTime);
  }
}

/** Per cent of the traffic that a new version gets first. */
export function firstTrafficPercent(options: RolloutOptions): number {
  switch (options.strategy) {
    case 'canary':
      return options.canaryPercent;
    case 'linear':
      return options.linearPercent;
    case 'rolling':
      return options.batchPercent;
  }
}

/**
 * Environment variables of the container. Batching has the names of DJL Serving:
 * https://docs.djl.ai/master/docs/serving/serving/docs/lmi/deployment_guide/configurations.html
 */
export function containerEnvironment({ serving, container }: ResolvedModel): Record<string, string> {
  const batching = serving.mode === 'realtime' ? serving.batching : undefined;
  return {
    ...(batching && {
      SERVING_BATCH_SIZE: String(batching.maxBatchSize),
      SERVING_MAX_BATCH_DELAY: String(batching.maxDelayMilliseconds),
    }),
    ...container.environment,
  };
}
