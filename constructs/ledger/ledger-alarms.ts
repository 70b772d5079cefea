import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { HandlerFunction } from '../handlers';
import { AlarmSet, type AlertRoutes } from '../monitoring';

/** How late a record may be until somebody looks. */
const LATE = Duration.minutes(15);
const PERIOD = Duration.minutes(5);
const MOST = { period: PERIOD, statistic: 'Maximum' };

/** The parts of a ledger that its alarms watch. */
export interface AlarmedLedger {
  readonly recorder: HandlerFunction;
  readonly reconciler: HandlerFunction;
  readonly copier: HandlerFunction;
  readonly queue: sqs.IQueue;
  readonly deadLetters: sqs.IQueue;
  /** Differences between ledger and endpoints, sum. */
  readonly differences: cloudwatch.IMetric;
  /** How often the reconciler runs. */
  readonly reconcileEvery: Duration;
}

/** The alarms of the ledger: events that are lost or late, and endpoints that changed without an event. */
export const LEDGER_ALARMS = new AlarmSet<AlarmedLedger>(
  'ledger',
  (_, region) => `cloudwatch/home?region=${region}#alarmsV2:`,
  [
    {
      id: 'Difference',
      severity: 'critical',
      anchor: 'difference',
      metric: ({ differences }) => differences,
      threshold: () => 0,
      meaning: () => 'an endpoint is not what the ledger saw last: it was changed by hand, or events were lost.',
      missing: {
        counts: 'good',
        because: 'without a check there is no difference; a check that does not run has an alarm of its own.',
      },
    },
    {
      id: 'DeadLetters',
      severity: 'critical',
      anchor: 'dead-letters',
      metric: ({ deadLetters }) => deadLetters.metricApproximateNumberOfMessagesVisible(MOST),
      threshold: () => 0,
      meaning: () => 'facts could not be recorded in all attempts; they are kept for 14 days.',
      missing: { counts: 'good', because: 'a queue that nobody used is empty.' },
    },
    {
      id: 'QueueAge',
      severity: 'warning',
      anchor: 'queue-age',
      metric: ({ queue }) => queue.metricApproximateAgeOfOldestMessage(MOST),
      threshold: () => LATE.toSeconds(),
      meaning: () => `facts wait for longer than ${LATE.toMinutes()} minutes to be recorded.`,
      missing: { counts: 'good', because: 'a queue that nobody used is empty.' },
    },
    {
      id: 'RecorderErrors',
      severity: 'warning',
      anchor: 'recorder-errors',
      metric: ({ recorder }) => recorder.lambdaFunction.metricErrors({ period: PERIOD, statistic: 'Sum' }),
      threshold: () => 0,
      evaluationPeriods: () => 3,
      meaning: () => 'the recorder fails as a whole, not for one fact.',
      missing: { counts: 'good', because: 'without events the recorder does not run.' },
    },
    {
      id: 'CopyAge',
      severity: 'critical',
      anchor: 'copy-age',
      metric: ({ copier }) => copier.lambdaFunction.metric('IteratorAge', MOST),
      threshold: () => LATE.toMilliseconds(),
      meaning: () =>
        `records wait for longer than ${LATE.toMinutes()} minutes for their locked copy; after 24 hours the stream forgets them.`,
      missing: { counts: 'good', because: 'without records nothing is copied.' },
    },
    {
      id: 'ReconcilerErrors',
      severity: 'warning',
      anchor: 'reconciler-errors',
      metric: ({ reconciler, reconcileEvery }) =>
        reconciler.lambdaFunction.metricErrors({ period: reconcileEvery, statistic: 'Sum' }),
      threshold: () => 0,
      evaluationPeriods: () => 2,
      meaning: () => 'endpoints could not be checked against the ledger, twice in a row.',
      missing: { counts: 'good', because: 'a check that does not run has an alarm of its own.' },
    },
    {
      id: 'ReconcilerSilent',
      severity: 'warning',
      anchor: 'reconciler-silent',
      metric: ({ reconciler, reconcileEvery }) =>
        reconciler.lambdaFunction.metricInvocations({ period: reconcileEvery, statistic: 'Sum' }),
      threshold: () => 1,
      comparison: () => cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: () => 3,
      meaning: () => 'endpoints are not checked against the ledger.',
      missing: { counts: 'bad', because: 'a function that does not run publishes nothing.' },
    },
  ],
);

/** Properties of {@link LedgerAlarms}. */
export interface LedgerAlarmsProps extends AlarmedLedger {
  /** Where the alarms go. */
  readonly alerts: AlertRoutes;
}

/** The alarms of the ledger. */
export class LedgerAlarms extends Construct {
  public readonly alarms: readonly cloudwatch.Alarm[];

  constructor(scope: Construct, id: string, props: LedgerAlarmsProps) {
    super(scope, id);
    this.alarms = LEDGER_ALARMS.create(this, props, props.alerts);
  }
}
