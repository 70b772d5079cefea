import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { AlarmSet } from '../monitoring';
import { CANCEL_METRIC, RELEASE_NAMESPACE } from './core/cancel-metric';

/** The serving stack whose rollouts can be taken back. */
export interface CancellableStack {
  /** Name of the serving stack, as the release machine knows it. */
  readonly stackName: string;
}

/**
 * The rollback alarm by which the release machine takes a rollout back: SageMaker itself goes back, so that nothing has to
 * be updated while it is being updated. Pass it to the endpoint with its other rollback alarms.
 */
export const CANCEL_ALARMS = new AlarmSet<CancellableStack>(
  'release',
  ({ stackName }, region) => `cloudformation/home?region=${region}#/stacks?filteringText=${stackName}`,
  [
    {
      id: 'RolloutCancelled',
      severity: 'warning',
      anchor: 'rollout-cancelled',
      rollsBack: 'all',
      metric: ({ stackName }) =>
        new cloudwatch.Metric({
          namespace: RELEASE_NAMESPACE,
          metricName: CANCEL_METRIC.name,
          dimensionsMap: { [CANCEL_METRIC.dimension]: stackName },
          statistic: 'Maximum',
          period: Duration.seconds(CANCEL_METRIC.periodSeconds),
        }),
      threshold: () => 1,
      comparison: () => cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      meaning: () =>
        'somebody rolled back during a rollout, or it took too long: SageMaker takes the new version back.',
      missing: { counts: 'good', because: 'the metric is published only when a rollout is to be taken back.' },
    },
  ],
);
