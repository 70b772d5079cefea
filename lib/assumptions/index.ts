/** What this project takes for true about AWS without having met it: found in documents, or contradicted by one. */
export interface Assumption {
  /** E.g. `A-ENI`; comments and documents name it. */
  readonly id: string;
  /** One sentence that the service makes true or false. */
  readonly statement: string;
  /** Why it is not certain. */
  readonly doubt: string;
  /** What this project does, so that it is right either way or fails clearly. */
  readonly form: string;
}

/** Everything of this kind. */
export const ASSUMPTIONS = [
  {
    id: 'A-ENI',
    statement: 'SageMaker creates network interfaces in the subnets with the permissions of the execution role.',
    doubt:
      'Of the resource types that `ec2:CreateNetworkInterface` requires, the network interface does not carry `ec2:Vpc`. No account has confirmed the split statement.',
    form: 'One statement for `network-interface/*` without the condition, one for the subnets and security groups.',
  },
  {
    id: 'A-TRAIL-KEY',
    statement: 'CloudTrail writes to a bucket with an S3 Bucket Key when the key policy allows `kms:Decrypt` too.',
    doubt: 'Two pages of the CloudTrail guide disagree about whether the permission is needed.',
    form: 'The permission is there, under the same `aws:SourceArn` as the others.',
  },
  {
    id: 'A-TRAIL-LOGS',
    statement: 'CloudTrail delivers to CloudWatch Logs with a role whose trust has no condition.',
    doubt: 'The guide shows the trust without conditions; reports say that `aws:SourceArn` breaks it.',
    form: 'The trust has no condition; the role can write to one log group only.',
  },
  {
    id: 'A-EVENT-QUEUE',
    statement: 'EventBridge delivers an event to an encrypted queue, and the ledger records it.',
    doubt:
      'The guide excludes conditions in the policies of a topic and of its key, and is silent about the key of a queue.',
    form: 'The key policy has no condition for EventBridge; the policy of the queue names the rule, and that of a topic asks for the account only if it is sent.',
  },
  {
    id: 'A-REPLICA',
    statement: 'S3 replicates an object, encrypted with the key of the other Region.',
    doubt: 'The guide shows the trust of the replication role without conditions.',
    form: 'The trust has no condition; the policy of the role names both buckets and both keys.',
  },
  {
    id: 'A-ALARM-MAIL',
    statement: 'An alarm reaches the mailbox of the contact through an encrypted topic.',
    doubt: 'Nobody has confirmed a subscription and received a mail.',
    form: 'CloudWatch is named in the policy of the topic and of the key; `blueprint doctor` looks for unconfirmed subscriptions.',
  },
  {
    id: 'A-CONFIG-METRICS',
    statement:
      'SageMaker publishes invocation metrics with the dimension `EndpointConfigName`, and an alarm on the new configuration alone takes the version back.',
    doubt: 'The developer guide says so; no metric was seen.',
    form: 'The alarms of a rollout watch the new configuration; those of operation watch the endpoint. Inference components have no such metrics, and keep alarms on both versions.',
  },
  {
    id: 'A-OLD-FLEET',
    statement: 'A version that fails can be replaced: an old fleet with errors does not end the deployment.',
    doubt: 'It follows from A-CONFIG-METRICS, and was not seen.',
    form: 'No alarm of a rollout watches the old fleet.',
  },
  {
    id: 'A-SILENT-ROLLBACK',
    statement: 'When SageMaker takes a version back, CloudFormation ends the update as failed.',
    doubt: 'A deployment that went back was reported as `UPDATE_COMPLETE`.',
    form: 'The release machine reads what serves from endpoint, configuration, model and package. A stack that says something else is updated to what serves first, or the release is refused by name.',
  },
  {
    id: 'A-CANCEL',
    statement: 'An update of the stack can be cancelled while the endpoint is `Updating`.',
    doubt: 'SageMaker documents that it refuses an update of an endpoint that is being updated.',
    form: 'A rollback sets off a rollback alarm of the endpoint, so that SageMaker goes back by itself, and cancels the update of the stack only after five minutes. A stack in `UPDATE_ROLLBACK_FAILED` is continued when the endpoint is at rest.',
  },
  {
    id: 'A-UPDATE-AT-ZERO',
    statement: 'An endpoint without instances can be updated, and its new version starts.',
    doubt: 'The documents do not say what a deployment does when nothing runs.',
    form: 'The release machine starts an instance or a copy before the update, and a version counts as good when it serves with something started.',
  },
  {
    id: 'A-COMPONENT-ROOM',
    statement: 'A rolling update of an inference component needs room for a batch beside the copies that run.',
    doubt: 'The API text says so; whether a full endpoint is refused or waits is not said.',
    form: 'The configuration refuses an endpoint without the room.',
  },
  {
    id: 'A-STACK-ROLE',
    statement:
      'CloudFormation updates a stack with the role of its last update, without `iam:PassRole` for the caller.',
    doubt: 'The guide says so; the release machine has not met it.',
    form: 'The release machine has no `iam:PassRole`.',
  },
  {
    id: 'A-OBSERVABILITY',
    statement: 'Detailed observability of an endpoint is off when the configuration says so.',
    doubt: 'The default of the service is on, and it may be billed.',
    form: 'The configuration says it explicitly where CloudFormation has the property.',
  },
  {
    id: 'A-BUDGET-TAG',
    statement: 'A budget with the tag key in the form that is used here counts the costs of its model.',
    doubt: "AWS's examples have the key with and without `user:`.",
    form: 'One form is used; `blueprint doctor` compares what the budgets count with what their tags cost (check `budget-tags`).',
  },
] as const satisfies readonly Assumption[];

/** E.g. `A-ENI`. */
export type AssumptionId = (typeof ASSUMPTIONS)[number]['id'];
