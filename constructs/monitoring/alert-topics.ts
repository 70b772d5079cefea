import { Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { failIfAny } from '../ground';
import type { AlertRoutes } from './alert-routes';
import { type AlarmSeverity, SEVERITIES } from './severity';

/** Services that publish to the topics, and name their account. */
const PUBLISHERS = ['budgets.amazonaws.com', 'cloudwatch.amazonaws.com'];
const EVENTS = 'events.amazonaws.com';
const USE_KEY = ['kms:Decrypt', 'kms:GenerateDataKey'];

/** Properties of {@link AlertTopics}. */
export interface AlertTopicsProps {
  /** Encrypts the messages. Its policy is extended, so it must belong to this app. */
  readonly encryptionKey: kms.Key;
  /** Mail addresses for each severity. Each must confirm its subscription. @default - no mail */
  readonly mailTo?: Readonly<Partial<Record<AlarmSeverity, readonly string[]>>>;
  /** See {@link AlertRoutes.runbookBaseUrl}. @default - alarms name the command that prints the section */
  readonly runbookBaseUrl?: string;
}

/**
 * The topics that alarms notify: one encrypted topic per severity, accessible only over TLS, to which CloudWatch and AWS
 * Budgets of the same account may publish, and EventBridge.
 */
export class AlertTopics extends Construct implements AlertRoutes {
  public readonly critical: sns.Topic;
  public readonly warning: sns.Topic;
  public readonly runbookBaseUrl?: string;

  /** @throws Error naming every invalid address */
  constructor(scope: Construct, id: string, props: AlertTopicsProps) {
    super(scope, id);
    failIfAny(this, problemsOf(props));
    this.runbookBaseUrl = props.runbookBaseUrl;
    this.critical = this.createTopic('Critical', props.encryptionKey, props.mailTo?.critical ?? []);
    this.warning = this.createTopic('Warning', props.encryptionKey, props.mailTo?.warning ?? []);
    // https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services
    props.encryptionKey.addToResourcePolicy(this.admit('AdmitAlertPublishers', PUBLISHERS, USE_KEY, '*'));
    // Without a condition: EventBridge sends no aws:Source key when it uses the key of a topic (same page).
    props.encryptionKey.addToResourcePolicy(
      new iam.PolicyStatement({
        sid: 'AdmitAlertEvents',
        principals: [new iam.ServicePrincipal(EVENTS)],
        actions: USE_KEY,
        resources: ['*'],
      }),
    );
  }

  private createTopic(id: string, masterKey: kms.IKey, addresses: readonly string[]): sns.Topic {
    const topic = new sns.Topic(this, id, { masterKey, enforceSSL: true });
    topic.addToResourcePolicy(this.admit('AdmitPublishers', PUBLISHERS, ['sns:Publish'], topic.topicArn));
    // EventBridge is documented to meet no condition in the policy of a topic: its account counts only if it is sent
    // (assumption A-EVENT-QUEUE).
    // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html#eb-sns-permissions
    topic.addToResourcePolicy(
      this.admit('AdmitEvents', [EVENTS], ['sns:Publish'], topic.topicArn, 'StringEqualsIfExists'),
    );
    for (const address of addresses) topic.addSubscription(new subscriptions.EmailSubscription(address));
    return topic;
  }

  private admit(
    sid: string,
    services: readonly string[],
    actions: string[],
    resource: string,
    operator = 'StringEquals',
  ): iam.PolicyStatement {
    return new iam.PolicyStatement({
      sid,
      principals: services.map((service) => new iam.ServicePrincipal(service)),
      actions,
      resources: [resource],
      conditions: { [operator]: { 'aws:SourceAccount': Stack.of(this).account } },
    });
  }
}

function problemsOf({ mailTo, runbookBaseUrl }: AlertTopicsProps): string[] {
  const problems = SEVERITIES.flatMap((severity) =>
    (mailTo?.[severity] ?? [])
      .filter((address) => !Token.isUnresolved(address) && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(address))
      .map((address) => `mailTo.${severity} must be mail addresses, got '${address}'; correct it`),
  );
  if (runbookBaseUrl !== undefined && !/^https:\/\/\S+[^/\s]$/.test(runbookBaseUrl)) {
    problems.push(
      `runbookBaseUrl must be an https address without a slash at its end, got '${runbookBaseUrl}'; write e.g. https://runbooks.example.com/ai`,
    );
  }
  return problems;
}
