import { Duration, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { AlarmSeverity } from '../monitoring';
import type { HandlerFunction } from '../handlers';

/** How late a record may be until somebody looks. */
const LATE = Duration.minutes(15);

/** Properties of {@link LedgerAlarms}. */
export interface LedgerAlarmsProps {
  readonly recorder: HandlerFunction;
  readonly reconciler: HandlerFunction;
  readonly copier: HandlerFunction;
  readonly queue: sqs.IQueue;
  readonly deadLetters: sqs.IQueue;
  /** Differences between ledger and endpoints, sum. */
  readonly differences: cloudwatch.IMetric;
  /** How often the reconciler runs. */
  readonly reconcileEvery: Duration;
  readonly criticalTopic: sns.ITopic;
  readonly warningTopic: sns.ITopic;
  /** @default - path of the runbook in this package */
  readonly runbook?: string;
}

interface AlarmDefinition {
  readonly id: string;
  readonly severity: AlarmSeverity;
  readonly metric: cloudwatch.IMetric;
  readonly threshold: number;
  readonly comparison?: cloudwatch.ComparisonOperator;
  readonly evaluationPeriods?: number;
  readonly missing?: cloudwatch.TreatMissingData;
  readonly meaning: string;
  readonly missingReason: string;
  readonly anchor: string;
}

/** The alarms of the ledger: facts that are lost or late, and endpoints that changed without the ledger hearing of it. */
export class LedgerAlarms extends Construct {
  public readonly alarms: readonly cloudwatch.Alarm[];

  constructor(scope: Construct, id: string, props: LedgerAlarmsProps) {
    super(scope, id);
    this.alarms = definitions(props).map((definition) => this.create(definition, props));
  }

  private create(definition: AlarmDefinition, props: LedgerAlarmsProps): cloudwatch.Alarm {
    const { id, severity, metric, threshold } = definition;
    const { region } = Stack.of(this);
    const alarm = new cloudwatch.Alarm(this, id, {
      metric,
      threshold,
      evaluationPeriods: definition.evaluationPeriods ?? 1,
      comparisonOperator: definition.comparison ?? cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      treatMissingData: definition.missing ?? cloudwatch.TreatMissingData.NOT_BREACHING,
      alarmDescription: [
        `[${severity}] ${this.node.path}/${id}: ${definition.meaning}`,
        `Missing data: ${definition.missingReason}`,
        `Runbook: ${props.runbook ?? 'constructs/ledger/runbook.md'}#${definition.anchor}`,
        `Console: https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#alarmsV2:`,
      ].join('\n'),
    });
    alarm.addAlarmAction(new SnsAction(severity === 'critical' ? props.criticalTopic : props.warningTopic));
    return alarm;
  }
}

function definitions(props: LedgerAlarmsProps): readonly AlarmDefinition[] {
  const { recorder, reconciler, copier, queue, deadLetters, differences, reconcileEvery } = props;
  const period = Duration.minutes(5);
  return [
    {
      id: 'Difference',
      severity: 'critical',
      metric: differences,
      threshold: 0,
      meaning: 'an endpoint is not what the ledger saw last: it was changed by hand, or events were lost.',
      missingReason: 'without a check there is no difference; a check that does not run has an alarm of its own.',
      anchor: 'difference',
    },
    {
      id: 'DeadLetters',
      severity: 'critical',
      metric: deadLetters.metricApproximateNumberOfMessagesVisible({ period, statistic: 'Maximum' }),
      threshold: 0,
      meaning: 'facts could not be recorded in all attempts; they are kept for 14 days.',
      missingReason: 'a queue that nobody used is empty.',
      anchor: 'dead-letters',
    },
    {
      id: 'QueueAge',
      severity: 'warning',
      metric: queue.metricApproximateAgeOfOldestMessage({ period, statistic: 'Maximum' }),
      threshold: LATE.toSeconds(),
      meaning: `facts wait for longer than ${LATE.toMinutes()} minutes to be recorded.`,
      missingReason: 'a queue that nobody used is empty.',
      anchor: 'queue-age',
    },
    {
      id: 'RecorderErrors',
      severity: 'warning',
      metric: recorder.lambdaFunction.metricErrors({ period, statistic: 'Sum' }),
      threshold: 0,
      evaluationPeriods: 3,
      meaning: 'the recorder fails as a whole, not for one fact.',
      missingReason: 'without events the recorder does not run.',
      anchor: 'recorder-errors',
    },
    {
      id: 'CopyAge',
      severity: 'critical',
      metric: copier.lambdaFunction.metric('IteratorAge', { period, statistic: 'Maximum' }),
      threshold: LATE.toMilliseconds(),
      meaning: `records wait for longer than ${LATE.toMinutes()} minutes for their locked copy; after 24 hours the stream forgets them.`,
      missingReason: 'without records nothing is copied.',
      anchor: 'copy-age',
    },
    {
      id: 'ReconcilerErrors',
      severity: 'warning',
      metric: reconciler.lambdaFunction.metricErrors({ period: reconcileEvery, statistic: 'Sum' }),
      threshold: 0,
      evaluationPeriods: 2,
      meaning: 'endpoints could not be checked against the ledger, twice in a row.',
      missingReason: 'a check that does not run has an alarm of its own.',
      anchor: 'reconciler-errors',
    },
    {
      id: 'ReconcilerSilent',
      severity: 'warning',
      metric: reconciler.lambdaFunction.metricInvocations({ period: reconcileEvery, statistic: 'Sum' }),
      threshold: 1,
      comparison: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: 3,
      missing: cloudwatch.TreatMissingData.BREACHING,
      meaning: 'endpoints are not checked against the ledger.',
      missingReason: 'counts as bad, because a function that does not run publishes nothing.',
      anchor: 'reconciler-silent',
    },
  ];
}
