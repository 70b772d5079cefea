import { Duration, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type * as stepfunctions from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { AlarmSeverity } from '../monitoring';

const RUNBOOK = 'constructs/release/runbook.md';
/** Period of all alarms of releases. */
export const ALARM_PERIOD = Duration.minutes(5);

/** Who is told. */
export interface ReleaseTopics {
  /** Who is called at once: a release failed, or an approval was lost. */
  readonly criticalTopic: sns.ITopic;
  /** Who looks in working hours: a release was refused. */
  readonly warningTopic: sns.ITopic;
}

/** One alarm, before it becomes a resource. */
export interface ReleaseAlarmDefinition {
  readonly id: string;
  readonly severity: AlarmSeverity;
  readonly metric: cloudwatch.IMetric;
  readonly meaning: string;
  /** Why missing data counts as good. */
  readonly missing: string;
  /** Section of the runbook. */
  readonly anchor: string;
  /** What to look at, behind the address of the console of the Region, e.g. `states/home`. */
  readonly console: string;
}

/** An alarm that goes off at the first count of what must not be. */
export function releaseAlarm(
  scope: Construct,
  definition: ReleaseAlarmDefinition,
  { criticalTopic, warningTopic }: ReleaseTopics,
): cloudwatch.Alarm {
  const { id, severity, metric, meaning, missing, anchor } = definition;
  const alarm = new cloudwatch.Alarm(scope, id, {
    metric,
    threshold: 1,
    evaluationPeriods: 1,
    comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    alarmDescription: [
      `[${severity}] ${scope.node.path}/${id}: ${meaning}`,
      `Missing data counts as good: ${missing}`,
      `Runbook: ${RUNBOOK}#${anchor}`,
      `Console: https://${Stack.of(scope).region}.console.aws.amazon.com/${definition.console}`,
    ].join('\n'),
  });
  alarm.addAlarmAction(new SnsAction(severity === 'critical' ? criticalTopic : warningTopic));
  return alarm;
}

/** Properties of {@link ReleaseAlarms}. */
export interface ReleaseAlarmsProps extends ReleaseTopics {
  readonly stateMachine: stepfunctions.StateMachine;
  readonly metricNamespace: string;
}

/** The alarms of the release machine. */
export class ReleaseAlarms extends Construct {
  public readonly alarms: readonly cloudwatch.Alarm[];

  constructor(scope: Construct, id: string, props: ReleaseAlarmsProps) {
    super(scope, id);
    const { stateMachine, metricNamespace } = props;
    const options = { period: ALARM_PERIOD, statistic: 'Sum' };
    const missing = 'the metric is published only when an execution ends.';
    const console_ = `states/home?region=${Stack.of(this).region}#/statemachines/view/${stateMachine.stateMachineArn}`;
    const definitions: Omit<ReleaseAlarmDefinition, 'console'>[] = [
      {
        id: 'ReleaseFailed',
        // The machine itself calls whoever is on call when a version did not serve; a refusal can wait.
        severity: 'warning',
        metric: stateMachine.metricFailed(options),
        meaning: 'a release was refused, or failed and was taken back.',
        missing,
        anchor: 'release-failed',
      },
      {
        id: 'ReleaseTimedOut',
        severity: 'critical',
        metric: stateMachine.metricTimedOut(options),
        meaning: 'a release ended without putting anything back: parameter, stack and lock may be left as they were.',
        missing,
        anchor: 'release-timed-out-or-stopped',
      },
      {
        id: 'ReleaseStopped',
        severity: 'critical',
        metric: stateMachine.metricAborted(options),
        meaning: 'somebody stopped a release: parameter, stack and lock may be left as they were.',
        missing,
        anchor: 'release-timed-out-or-stopped',
      },
      {
        id: 'ReleaseStuck',
        severity: 'critical',
        metric: new cloudwatch.Metric({
          namespace: metricNamespace,
          metricName: 'OverdueReleases',
          dimensionsMap: { StateMachineArn: stateMachine.stateMachineArn },
          ...options,
        }),
        meaning: 'a deployment took longer than a rollout may, and its update is being cancelled.',
        missing: 'the metric is published only when a release is overdue.',
        anchor: 'release-stuck',
      },
    ];
    this.alarms = definitions.map((one) => releaseAlarm(this, { ...one, console: console_ }, props));
  }
}
