import { ListStackResourcesCommand, type StackResourceSummary } from '@aws-sdk/client-cloudformation';
import { CloudTrailClient, GetTrailStatusCommand } from '@aws-sdk/client-cloudtrail';
import { DescribeAlarmHistoryCommand, DescribeAlarmsCommand, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { HeadObjectCommand } from '@aws-sdk/client-s3';
import { ListSubscriptionsByTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { mockClient } from 'aws-sdk-client-mock';
import { clientsFor } from '../../../../../lib/operator/aws/clients';
import { callWith } from '../../../../../lib/operator/aws/operations';
import { mail } from '../../../../../lib/operator/prove/proofs/mail';
import { replica } from '../../../../../lib/operator/prove/proofs/replica';
import { trailKey, trailLogs } from '../../../../../lib/operator/prove/proofs/trail';
import { ALARM } from '../stories';
import { World } from '../world';

const world = new World();
const cloudtrail = mockClient(CloudTrailClient);
const sns = mockClient(SNSClient);
const TOPIC = 'arn:aws:sns:eu-west-1:333333333333:alerts';

beforeEach(() => {
  world.reset();
  cloudtrail.reset();
  sns.reset();
});

function holds(type: string, id: string): StackResourceSummary {
  return {
    ResourceType: type,
    LogicalResourceId: id,
    PhysicalResourceId: id,
    LastUpdatedTimestamp: new Date(0),
    ResourceStatus: 'CREATE_COMPLETE',
  };
}

describe.each([
  ['the bucket', trailKey, 'LatestDeliveryTime', 'LatestDeliveryError'],
  ['CloudWatch Logs', trailLogs, 'LatestCloudWatchLogsDeliveryTime', 'LatestCloudWatchLogsDeliveryError'],
] as const)('a trail that delivers to %s', (what, proof, time, error) => {
  beforeEach(() => {
    const summaries = [holds('AWS::CloudTrail::Trail', 'trail')];
    world.cloudformation.on(ListStackResourcesCommand).resolves({ StackResourceSummaries: summaries });
  });

  test('holds when a delivery without an error is seen', async () => {
    cloudtrail.on(GetTrailStatusCommand).resolves({ [time]: new Date(Date.UTC(2026, 10, 27, 12)), [error]: '' });
    expect(await proof.run(world.trial())).toEqual({
      outcome: 'holds',
      facts: [`trail delivered to ${what} at 2026-11-27T12:00:00.000Z, without an error.`],
    });
  });

  test('does not hold when the error stays, though something was delivered before', async () => {
    cloudtrail.on(GetTrailStatusCommand).resolves({ [time]: new Date(0), [error]: 'AccessDenied' });
    expect(await proof.run(world.trial())).toEqual({
      outcome: 'does not hold',
      facts: [`trail could not deliver to ${what} for 20 minutes: AccessDenied.`],
    });
  });

  test('is not settled when nothing happens', async () => {
    cloudtrail.on(GetTrailStatusCommand).resolves({ IsLogging: true });
    expect((await proof.run(world.trial())).outcome).toBe('not settled');
  });

  test('is not settled when the environment has no trail', async () => {
    world.cloudformation.on(ListStackResourcesCommand).resolves({});
    expect((await proof.run(world.trial())).outcome).toBe('not settled');
  });
});

test('a trail that CloudTrail refuses to create decides by its reason, and nothing else does', () => {
  const failed = (reason: string, type = 'AWS::CloudTrail::Trail') => [
    { stack: 'prove-Foundation', at: '2026-11-27T12:00:00.000Z', type, resource: 'Trail', reason },
  ];
  const outcomes = (...given: Parameters<typeof failed>) =>
    [trailKey, trailLogs].map(({ refused }) => refused?.(failed(...given))?.outcome);
  expect(outcomes('InsufficientEncryptionPolicyException')).toEqual(['does not hold', undefined]);
  expect(outcomes('Access denied. Check the trust of the CloudWatch Logs role')).toEqual([undefined, 'does not hold']);
  expect(outcomes('MaximumNumberOfTrailsExceededException')).toEqual([undefined, undefined]);
  expect(outcomes('KMS key is disabled', 'AWS::SNS::Topic')).toEqual([undefined, undefined]);
});

describe('a replica', () => {
  const trial = () =>
    world.trial({
      recovery: {
        session: { call: callWith(clientsFor('eu-central-1', {})) },
        region: 'eu-central-1',
        bucket: 'copies',
      },
    });
  const source = (ReplicationStatus?: 'PENDING' | 'FAILED' | 'COMPLETED') =>
    world.s3.on(HeadObjectCommand, { Bucket: 'weights' }).resolves({ ReplicationStatus });
  const copy = (SSEKMSKeyId?: string) => world.s3.on(HeadObjectCommand, { Bucket: 'copies' }).resolves({ SSEKMSKeyId });
  const KEY = 'arn:aws:kms:eu-central-1:333333333333:key/1';

  test('holds when S3 says so and the object is seen with a key of the other Region', async () => {
    source('COMPLETED');
    copy(KEY);
    const { outcome, facts } = await replica.run(trial());
    expect(outcome).toBe('holds');
    expect(facts.at(-1)).toBe(`The object is in copies, encrypted with ${KEY}.`);
    const keys = world.s3.commandCalls(HeadObjectCommand).map(({ args }) => args[0].input.Key);
    expect(new Set(keys)).toEqual(new Set(['models/realtime/replica-proof-2026-11-27T120000.000Z.txt']));
  });

  test('does not hold when S3 says that it failed', async () => {
    source('FAILED');
    expect((await replica.run(trial())).outcome).toBe('does not hold');
  });

  test('does not hold when the object is not there', async () => {
    source('COMPLETED');
    const missing = Object.assign(new Error('404'), { name: 'NotFound' });
    world.s3.on(HeadObjectCommand, { Bucket: 'copies' }).rejects(missing);
    expect((await replica.run(trial())).outcome).toBe('does not hold');
  });

  test('does not hold when it has a key of another Region', async () => {
    source('COMPLETED');
    copy('arn:aws:kms:eu-west-1:333333333333:key/1');
    expect((await replica.run(trial())).outcome).toBe('does not hold');
  });

  test.each([undefined, 'PENDING'] as const)('is not settled when S3 goes on saying %s', async (status) => {
    source(status);
    expect((await replica.run(trial())).outcome).toBe('not settled');
  });

  test('is not settled when S3 names no key', async () => {
    source('COMPLETED');
    copy();
    expect((await replica.run(trial())).outcome).toBe('not settled');
  });

  test('is not settled in a company with one Region', async () => {
    expect((await replica.run(world.trial())).outcome).toBe('not settled');
  });
});

describe('the mail of an alarm', () => {
  beforeEach(() => {
    const summaries = [holds('AWS::CloudWatch::Alarm', 'ClientErrors'), holds('AWS::CloudWatch::Alarm', ALARM)];
    world.cloudformation.on(ListStackResourcesCommand).resolves({ StackResourceSummaries: summaries });
    world.cloudwatch
      .on(DescribeAlarmsCommand, { AlarmNames: ['ClientErrors'] })
      .resolves({ MetricAlarms: [{ AlarmName: 'ClientErrors', AlarmActions: [TOPIC] }] })
      .on(SetAlarmStateCommand)
      .resolves({});
    action('Successfully executed action arn:aws:sns:alerts');
    subscribed(`${TOPIC}:1`);
  });
  const action = (HistorySummary: string) =>
    world.cloudwatch.on(DescribeAlarmHistoryCommand).resolves({ AlarmHistoryItems: [{ HistorySummary }] });
  const subscribed = (SubscriptionArn: string) =>
    sns
      .on(ListSubscriptionsByTopicCommand, { TopicArn: TOPIC })
      .resolves({ Subscriptions: [{ Protocol: 'email', SubscriptionArn }] });
  const prove = (arrived: boolean | undefined) =>
    mail.run(world.trial({ mailArrived: () => Promise.resolve(arrived) }));

  test('holds when somebody says that it arrived, of an alarm that takes nothing back', async () => {
    expect(await prove(true)).toEqual({
      outcome: 'holds',
      facts: [
        'The alarm ClientErrors was set off at 2026-11-27T12:00:00.000Z.',
        'CloudWatch says: Successfully executed action arn:aws:sns:alerts.',
        'Whoever ran this says that its mail arrived.',
      ],
    });
  });

  test('does not hold when CloudWatch could not tell the topic, whatever anybody says', async () => {
    action('Failed to execute action arn:aws:sns:alerts. Received error: "CloudWatch Alarms is not authorized"');
    expect((await prove(true)).outcome).toBe('does not hold');
  });

  test('does not hold when it did not arrive though the subscription is confirmed', async () => {
    expect((await prove(false)).outcome).toBe('does not hold');
  });

  test('is not settled when nobody confirmed the subscription', async () => {
    subscribed('PendingConfirmation');
    const { outcome, facts } = await prove(false);
    expect(outcome).toBe('not settled');
    expect(facts.at(-1)).toMatch(/no subscription of .* by mail is confirmed\.$/);
  });

  test('is not settled when there is nobody to ask', async () => {
    expect((await prove(undefined)).outcome).toBe('not settled');
  });

  test('is not settled when no alarm tells anybody', async () => {
    world.cloudformation.on(ListStackResourcesCommand).resolves({});
    expect((await prove(true)).outcome).toBe('not settled');
  });
});
