import { Stack } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { type AlertRoutes, EVENT_RULE_ALARMS } from '../monitoring';
import { API_CALL_EVENT, ENDPOINT_EVENTS, type Naming, PACKAGE_EVENT, STACK_EVENT, WITNESSED_CALLS } from './core';

/** Properties of {@link LedgerEvents}. */
export interface LedgerEventsProps {
  readonly naming: Naming;
  readonly queue: sqs.Queue;
  /** The key of the queue: its policy is extended. */
  readonly encryptionKey: kms.IKey;
  /** Where the alarms of the rules go. */
  readonly alerts: AlertRoutes;
}

/** Brings what happens to endpoints, model packages and serving stacks of an environment into the recorder's queue. */
export class LedgerEvents extends Construct {
  constructor(scope: Construct, id: string, { naming, queue, encryptionKey, alerts }: LedgerEventsProps) {
    super(scope, id);
    const rules = Object.entries(patterns(this, naming)).map(
      ([name, eventPattern]) =>
        new events.Rule(this, name, {
          description: `Brings facts to the release ledger: ${name}`,
          eventPattern,
          // `targets.SqsQueue` would name the rules in the policy of the key, which lies in another stack.
          targets: [{ bind: () => ({ arn: queue.queueArn }) }],
        }),
    );
    for (const rule of rules) EVENT_RULE_ALARMS.create(rule, rule, alerts);
    queue.addToResourcePolicy(
      new iam.PolicyStatement({
        sid: 'AdmitRules',
        principals: [new iam.ServicePrincipal('events.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [queue.queueArn],
        conditions: { ArnEquals: { 'aws:SourceArn': rules.map(({ ruleArn }) => ruleArn) } },
      }),
    );
    // Without a condition, as documented: whether EventBridge sends an aws:Source key to KMS is not. The policy of the
    // queue limits it (assumption A-EVENT-QUEUE).
    // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-targets.html#eb-sqs-permissions: encrypted queues
    encryptionKey.addToResourcePolicy(
      new iam.PolicyStatement({
        sid: 'AdmitLedgerEvents',
        principals: [new iam.ServicePrincipal('events.amazonaws.com')],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: ['*'],
      }),
    );
  }
}

function patterns(scope: Construct, { resourcePrefix, stackPrefix }: Naming): Record<string, events.EventPattern> {
  const stacks = Stack.of(scope).formatArn({ service: 'cloudformation', resource: 'stack', resourceName: stackPrefix });
  return {
    Endpoints: {
      source: ['aws.sagemaker'],
      detailType: [...ENDPOINT_EVENTS],
      detail: { EndpointName: events.Match.prefix(resourcePrefix) },
    },
    ModelPackages: {
      source: ['aws.sagemaker'],
      detailType: [PACKAGE_EVENT],
      detail: { ModelPackageGroupName: events.Match.prefix(resourcePrefix) },
    },
    Stacks: {
      source: ['aws.cloudformation'],
      detailType: [STACK_EVENT],
      detail: { 'stack-id': events.Match.prefix(stacks) },
    },
    ApiCalls: {
      source: ['aws.sagemaker'],
      detailType: [API_CALL_EVENT],
      detail: { eventSource: ['sagemaker.amazonaws.com'], eventName: [...WITNESSED_CALLS] },
    },
  };
}
