import { Match, Template } from 'aws-cdk-lib/assertions';
import { AlertTopics } from '../../../constructs/monitoring';
import { TestStack, findings, testKey } from '../support';

const PUBLISHERS = { Service: ['budgets.amazonaws.com', 'cloudwatch.amazonaws.com'] };
const EVENTS = { Service: 'events.amazonaws.com' };
const OWN_ACCOUNT = { StringEquals: { 'aws:SourceAccount': '111111111111' } };

describe('AlertTopics', () => {
  test('has an encrypted topic for each severity, which admits EventBridge without a source and nothing without TLS', () => {
    const stack = new TestStack();
    const key = testKey(stack);
    const topics = new AlertTopics(stack, 'Alerts', { encryptionKey: key });
    const template = Template.fromStack(stack);
    template.allResourcesProperties('AWS::SNS::Topic', { KmsMasterKeyId: stack.resolve(key.keyArn) });
    for (const topic of [topics.critical, topics.warning]) {
      template.hasResourceProperties('AWS::SNS::TopicPolicy', {
        Topics: [stack.resolve(topic.topicArn)],
        PolicyDocument: {
          Statement: Match.arrayWith([
            Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
            {
              Sid: 'AdmitPublishers',
              Effect: 'Allow',
              Principal: PUBLISHERS,
              Action: 'sns:Publish',
              Resource: stack.resolve(topic.topicArn),
              Condition: OWN_ACCOUNT,
            },
            {
              Sid: 'AdmitEvents',
              Effect: 'Allow',
              Principal: EVENTS,
              Action: 'sns:Publish',
              Resource: stack.resolve(topic.topicArn),
              Condition: { StringEqualsIfExists: { 'aws:SourceAccount': '111111111111' } },
            },
          ]),
        },
      });
    }
    template.resourceCountIs('AWS::SNS::Topic', 2);
  });

  test('lets the publishers of its account use the key, and EventBridge, which names none to KMS', () => {
    const stack = new TestStack();
    new AlertTopics(stack, 'Alerts', { encryptionKey: testKey(stack) });
    Template.fromStack(stack).hasResourceProperties('AWS::KMS::Key', {
      KeyPolicy: {
        Statement: Match.arrayWith([
          {
            Sid: 'AdmitAlertPublishers',
            Effect: 'Allow',
            Principal: PUBLISHERS,
            Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
            Resource: '*',
            Condition: OWN_ACCOUNT,
          },
          {
            Sid: 'AdmitAlertEvents',
            Effect: 'Allow',
            Principal: EVENTS,
            Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
            Resource: '*',
            Condition: Match.absent(),
          },
        ]),
      },
    });
  });

  test('tells contacts by mail', () => {
    const stack = new TestStack();
    const topics = new AlertTopics(stack, 'Alerts', {
      encryptionKey: testKey(stack),
      mailTo: { critical: ['ai-platform@example.com'] },
    });
    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::SNS::Subscription', 1);
    template.hasResourceProperties('AWS::SNS::Subscription', {
      Protocol: 'email',
      Endpoint: 'ai-platform@example.com',
      TopicArn: stack.resolve(topics.critical.topicArn),
    });
  });

  test('leaves no finding', () => {
    const stack = new TestStack();
    new AlertTopics(stack, 'Alerts', { encryptionKey: testKey(stack) });
    expect(findings(stack)).toEqual([]);
  });

  test('fails with every address that is none', () => {
    expect(
      () =>
        new AlertTopics(new TestStack(), 'Alerts', {
          encryptionKey: testKey(new TestStack()),
          mailTo: { critical: ['ai-platform'], warning: ['a b@example.com'] },
        }),
    ).toThrow(
      /^Test\/Alerts: 2 problems\n.*mailTo\.critical .*'ai-platform'.*\n.*mailTo\.warning .*'a b@example\.com'/,
    );
  });
});
