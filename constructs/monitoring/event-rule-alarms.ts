import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as events from 'aws-cdk-lib/aws-events';
import { AlarmSet } from './alarm-set';

/** A metric of a rule, summed up: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html */
export function ruleMetric(rule: events.IRule, metricName: string): cloudwatch.IMetric {
  return new cloudwatch.Metric({
    namespace: 'AWS/Events',
    metricName,
    dimensionsMap: { RuleName: rule.ruleName },
    period: Duration.minutes(5),
    statistic: 'Sum',
  });
}

/** The alarms of a rule of EventBridge. */
export const EVENT_RULE_ALARMS = new AlarmSet<events.IRule>(
  'monitoring',
  (_, region) => `events/home?region=${region}#/rules`,
  [
    {
      id: 'FailedInvocations',
      severity: 'critical',
      anchor: 'failed-invocations',
      metric: (rule) => ruleMetric(rule, 'FailedInvocations'),
      threshold: () => 0,
      meaning: () => 'EventBridge could not deliver an event to a target, and does not try again.',
      missing: { counts: 'good', because: 'the metric is published only when a delivery failed for good.' },
    },
  ],
);
