import { Stack } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { AlarmSet } from './alarm-set';
import { type AlertRoutes, runbookAddress } from './alert-routes';
import { EVENT_RULE_ALARMS, ruleMetric } from './event-rule-alarms';

const ANCHOR = 'stack-rollback-failed';

/**
 * States that a stack does not leave by itself:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html#cfn-stack-status-codes
 */
const STUCK = ['ROLLBACK_FAILED', 'UPDATE_ROLLBACK_FAILED'];

/** The alarms of stacks. */
export const STACK_ALARMS = new AlarmSet<events.IRule>(
  'monitoring',
  (_, region) => `cloudformation/home?region=${region}#/stacks?filteringStatus=failed`,
  [
    {
      id: 'StackRollbackFailed',
      severity: 'critical',
      anchor: ANCHOR,
      metric: (rule) => ruleMetric(rule, 'TriggeredRules'),
      threshold: () => 0,
      meaning: () => 'a stack could not go back after a failed update, and takes no update until somebody acts.',
      missing: { counts: 'good', because: 'the metric is published only when a stack fails.' },
    },
  ],
);

/** Properties of {@link StackFailures}. */
export interface StackFailuresProps {
  /** The topics that are notified. Their policy must admit EventBridge, as that of `AlertTopics` does. */
  readonly alerts: AlertRoutes;
  /** What the names of the stacks begin with, e.g. `prod-`. */
  readonly stackPrefix: string;
}

/**
 * Tells the critical topic which stack of the Region could not go back after a failed update: neither a release nor a
 * deployment can change it then.
 */
export class StackFailures extends Construct {
  public readonly rule: events.Rule;
  public readonly alarms: readonly cloudwatch.Alarm[];

  constructor(scope: Construct, id: string, { alerts, stackPrefix }: StackFailuresProps) {
    super(scope, id);
    const stacks = Stack.of(this).formatArn({
      service: 'cloudformation',
      resource: 'stack',
      resourceName: stackPrefix,
    });
    const message = events.RuleTargetInput.fromText(
      [
        `[critical] ${events.EventField.fromPath('$.detail.stack-id')} is ${events.EventField.fromPath('$.detail.status-details.status')}: it takes no update until somebody acts.`,
        `Runbook: ${runbookAddress(alerts, 'monitoring', ANCHOR)}`,
      ].join('\n'),
    );
    this.rule = new events.Rule(this, 'Rule', {
      description: 'A stack could not go back after a failed update',
      eventPattern: {
        source: ['aws.cloudformation'],
        detailType: ['CloudFormation Stack Status Change'],
        detail: { 'stack-id': events.Match.prefix(stacks), 'status-details': { status: STUCK } },
      },
      // The policy of the topic admits rules: `targets.SnsTopic` would add a second statement.
      targets: [{ bind: () => ({ arn: alerts.critical.topicArn, input: message }) }],
    });
    this.alarms = [
      ...STACK_ALARMS.create(this, this.rule, alerts),
      ...EVENT_RULE_ALARMS.create(this.rule, this.rule, alerts),
    ];
  }
}
