import { nameOf } from '../../aws/failure';
import type { Call } from '../../aws/operations';
import { pages } from '../../aws/pages';
import { awsCheck, type Finding, type Subject } from '../check';

/** What SNS writes instead of an ARN: https://docs.aws.amazon.com/sns/latest/api/API_Subscription.html */
const PENDING = 'PendingConfirmation';

/** Whether the platform owner confirmed the mail that SNS sends for each alert topic: until then no alarm arrives. */
export const mailSubscriptions = awsCheck({
  id: 'mail-subscriptions',
  title: 'confirmed mail subscriptions of the alert topics',
  permissions: [
    { calls: ['ListStackResources'], on: 'the `Foundation` stack' },
    { calls: ['ListSubscriptionsByTopic'], on: 'the alert topics', when: 'the stack is deployed' },
  ],
  needs: (subject) => [textOf(subject)],
  look: async (subject, ask) => {
    const call = ask();
    const topics = await topicsOf(subject, call);
    if (topics === undefined) return [notDeployed(subject)];
    return (await Promise.all(topics.map(async (topic) => judged(subject, topic, call)))).flat();
  },
});

interface Topic {
  readonly arn: string;
  /** Its id in the stack, e.g. `AlertsCritical0A1B2C3D`. */
  readonly id: string;
}

async function topicsOf(
  { environment: { names } }: Subject,
  call: Call<'ListStackResources'>,
): Promise<readonly Topic[] | undefined> {
  try {
    const StackName = names.foundationStack;
    const found = await pages((NextToken) => call('ListStackResources', { StackName, NextToken }));
    return found
      .flatMap(({ StackResourceSummaries = [] }) => StackResourceSummaries)
      .flatMap(({ ResourceType, PhysicalResourceId: arn, LogicalResourceId: id = '' }) =>
        ResourceType === 'AWS::SNS::Topic' && arn !== undefined ? [{ arn, id }] : [],
      );
  } catch (error) {
    // CloudFormation has no error of its own for a stack that does not exist.
    if (nameOf(error) === 'ValidationError' && error instanceof Error && error.message.includes('does not exist')) {
      return undefined;
    }
    throw error;
  }
}

function textOf({ environment }: Subject): string {
  return `whether ${environment.platformOwner.email} confirmed the mails of the alert topics`;
}

function notDeployed(subject: Subject): Finding {
  return {
    status: 'not checked',
    what: textOf(subject),
    reason: `the stack ${subject.environment.names.foundationStack} is not deployed yet`,
    remedy: 'run it again after the first deployment',
  };
}

async function judged(
  { environment }: Subject,
  { arn, id }: Topic,
  call: Call<'ListSubscriptionsByTopic'>,
): Promise<Finding[]> {
  const found = await pages((NextToken) => call('ListSubscriptionsByTopic', { TopicArn: arn, NextToken }));
  const mails = found
    .flatMap(({ Subscriptions = [] }) => Subscriptions)
    .filter(({ Protocol = '' }) => Protocol.startsWith('email'));
  const findings = mails.map(({ Endpoint = '', SubscriptionArn }): Finding => {
    if (SubscriptionArn !== PENDING) return { status: 'ok', what: `${Endpoint} confirmed the mails of ${id}` };
    return {
      status: 'missing',
      what: `${Endpoint} has not confirmed the mails of ${id}`,
      remedy: `open the link in the mail 'AWS Notification - Subscription Confirmation'; if it is gone: aws sns subscribe --topic-arn ${arn} --protocol email --notification-endpoint ${Endpoint}`,
    };
  });
  const { email } = environment.platformOwner;
  if (mails.some(({ Endpoint }) => Endpoint === email)) return findings;
  const remedy = `aws sns subscribe --topic-arn ${arn} --protocol email --notification-endpoint ${email}`;
  return [...findings, { status: 'missing', what: `${email} does not subscribe to ${id}`, remedy }];
}
