import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import type * as stepfunctions from 'aws-cdk-lib/aws-stepfunctions';
import { AlarmSet, type AlarmDefinition } from '../monitoring';

const PERIOD = Duration.minutes(5);
const SUM = { period: PERIOD, statistic: 'Sum' };
/** Each goes off at the first count of what must not be. */
const FIRST_COUNT = {
  threshold: () => 1,
  comparison: () => cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
} satisfies Partial<AlarmDefinition<unknown>>;
const ONLY_AT_THE_END = { counts: 'good', because: 'the metric is published only when an execution ends.' } as const;

/** What the alarms of a release machine need. */
export interface AlarmedMachine {
  readonly stateMachine: stepfunctions.StateMachine;
  /** CloudWatch namespace of the machine's own metrics. */
  readonly metricNamespace: string;
}

/** The alarms of releases. */
export const RELEASE_ALARMS = new AlarmSet<AlarmedMachine>(
  'release',
  ({ stateMachine }, region) => `states/home?region=${region}#/statemachines/view/${stateMachine.stateMachineArn}`,
  [
    {
      id: 'ReleaseFailed',
      // The machine itself calls whoever is on call when a version did not serve; a refusal can wait.
      severity: 'warning',
      anchor: 'release-failed',
      metric: ({ stateMachine }) => stateMachine.metricFailed(SUM),
      ...FIRST_COUNT,
      meaning: () => 'a release was refused, or failed and was taken back.',
      missing: ONLY_AT_THE_END,
    },
    {
      id: 'ReleaseTimedOut',
      severity: 'critical',
      anchor: 'release-timed-out-or-stopped',
      metric: ({ stateMachine }) => stateMachine.metricTimedOut(SUM),
      ...FIRST_COUNT,
      meaning: () =>
        'a release ended without putting anything back: parameter, stack and lock may be left as they were.',
      missing: ONLY_AT_THE_END,
    },
    {
      id: 'ReleaseStopped',
      severity: 'critical',
      anchor: 'release-timed-out-or-stopped',
      metric: ({ stateMachine }) => stateMachine.metricAborted(SUM),
      ...FIRST_COUNT,
      meaning: () => 'somebody stopped a release: parameter, stack and lock may be left as they were.',
      missing: ONLY_AT_THE_END,
    },
    {
      id: 'ReleaseStuck',
      severity: 'critical',
      anchor: 'release-stuck',
      metric: ({ stateMachine, metricNamespace }) =>
        new cloudwatch.Metric({
          namespace: metricNamespace,
          metricName: 'OverdueReleases',
          dimensionsMap: { StateMachineArn: stateMachine.stateMachineArn },
          ...SUM,
        }),
      ...FIRST_COUNT,
      meaning: () => 'a deployment took longer than a rollout may, and its update is being cancelled.',
      missing: { counts: 'good', because: 'the metric is published only when a release is overdue.' },
    },
  ],
);

/** The dead-letter queues of the functions that handle approvals. */
export interface AlarmedApprovals {
  readonly start: sqs.IQueue;
  readonly recordApprover: sqs.IQueue;
}

const lettersOf = (queue: sqs.IQueue) =>
  queue.metricApproximateNumberOfMessagesVisible({ period: PERIOD, statistic: 'Maximum' });
const UNUSED = { counts: 'good', because: 'SQS publishes nothing for a queue that nobody used for hours.' } as const;

const consoleOf = (queue: sqs.IQueue, region: string) => `sqs/v3/home?region=${region}#/queues/${queue.queueUrl}`;

/** The alarms of approvals. */
export const APPROVAL_ALARMS = new AlarmSet<AlarmedApprovals>(
  'release',
  ({ start }, region) => consoleOf(start, region),
  [
    {
      id: 'ApprovalLost',
      severity: 'critical',
      anchor: 'approval-not-handled',
      metric: ({ start }) => lettersOf(start),
      ...FIRST_COUNT,
      meaning: () => 'an event could not be handled in all attempts: an approval or rejection had no effect.',
      missing: UNUSED,
    },
    {
      id: 'ApproverLost',
      severity: 'critical',
      anchor: 'approval-not-handled',
      metric: ({ recordApprover }) => lettersOf(recordApprover),
      console: ({ recordApprover }, region) => consoleOf(recordApprover, region),
      ...FIRST_COUNT,
      meaning: () => 'an event could not be handled in all attempts: it is not known who approved a version.',
      missing: UNUSED,
    },
  ],
);
