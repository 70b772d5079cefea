import { Duration, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import type * as stepfunctions from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { AlarmSeverity } from '../monitoring';

const RUNBOOK = 'constructs/release/runbook.md';
const PERIOD = Duration.minutes(5);

/** Properties of {@link ReleaseAlarms}. */
export interface ReleaseAlarmsProps {
  readonly stateMachine: stepfunctions.StateMachine;
  readonly metricNamespace: string;
  readonly criticalTopic: sns.ITopic;
  readonly warningTopic: sns.ITopic;
}

interface AlarmDefinition {
  readonly id: string;
  readonly severity: AlarmSeverity;
  readonly metric: cloudwatch.IMetric;
  readonly meaning: string;
  /** Why missing data counts as good. */
  readonly missing: string;
  readonly anchor: string;
}

/** The alarms of the release machine. */
export class ReleaseAlarms extends Construct {
  private readonly all: cloudwatch.Alarm[];

  constructor(
    scope: Construct,
    id: string,
    private readonly props: ReleaseAlarmsProps,
  ) {
    super(scope, id);
    const { stateMachine, metricNamespace } = props;
    const options = { period: PERIOD, statistic: 'Sum' };
    const none = 'the metric is published only when an execution ends.';
    this.all = [
      this.create({
        id: 'ReleaseFailed',
        // The machine itself calls whoever is on call when a version did not serve; a refusal can wait.
        severity: 'warning',
        metric: stateMachine.metricFailed(options),
        meaning: 'a release was refused, or failed and was taken back.',
        missing: none,
        anchor: 'release-failed',
      }),
      this.create({
        id: 'ReleaseTimedOut',
        severity: 'critical',
        metric: stateMachine.metricTimedOut(options),
        meaning: 'a release ended without putting anything back: parameter, stack and lock may be left as they were.',
        missing: none,
        anchor: 'release-timed-out-or-stopped',
      }),
      this.create({
        id: 'ReleaseStopped',
        severity: 'critical',
        metric: stateMachine.metricAborted(options),
        meaning: 'somebody stopped a release: parameter, stack and lock may be left as they were.',
        missing: none,
        anchor: 'release-timed-out-or-stopped',
      }),
      this.create({
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
      }),
    ];
  }

  /** All alarms. */
  public get alarms(): readonly cloudwatch.Alarm[] {
    return this.all;
  }

  /** Watches a queue in which events lie that nobody could handle. */
  public watchDeadLetters(id: string, queue: sqs.IQueue, meaning: string): void {
    this.all.push(
      this.create({
        id,
        severity: 'critical',
        metric: queue.metricApproximateNumberOfMessagesVisible({ period: PERIOD, statistic: 'Maximum' }),
        meaning,
        missing: 'SQS publishes nothing for a queue that nobody used for hours.',
        anchor: 'approval-not-handled',
      }),
    );
  }

  private create({ id, severity, metric, meaning, missing, anchor }: AlarmDefinition): cloudwatch.Alarm {
    const { region } = Stack.of(this);
    const { stateMachine, criticalTopic, warningTopic } = this.props;
    const alarm = new cloudwatch.Alarm(this, id, {
      metric,
      threshold: 1,
      evaluationPeriods: 1,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
      alarmDescription: [
        `[${severity}] ${this.node.path}/${id}: ${meaning}`,
        `Missing data counts as good: ${missing}`,
        `Runbook: ${RUNBOOK}#${anchor}`,
        `Console: https://${region}.console.aws.amazon.com/states/home?region=${region}#/statemachines/view/${stateMachine.stateMachineArn}`,
      ].join('\n'),
    });
    alarm.addAlarmAction(new SnsAction(severity === 'critical' ? criticalTopic : warningTopic));
    return alarm;
  }
}
