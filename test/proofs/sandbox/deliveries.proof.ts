import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { bootstrap } from '../../../sandbox/bootstrap';
import { resourceOf } from '../../../sandbox/stacks';
import { CHURN } from './churn';
import { type Harness, startSandbox, stopSandbox } from './harness';

/** Deliveries of services through the keys of the deployed templates, and what notices that one is refused. */
let harness: Harness;
let key: string;
let topic: string;
let inbox: string;
let table: string;

const STATEMENT = z.looseObject({ Principal: z.looseObject({ Service: z.unknown().optional() }) });
const POLICY = z.looseObject({ Statement: z.array(STATEMENT) });
const ALARMS = z.object({ MetricAlarms: z.array(z.object({ AlarmName: z.string(), MetricName: z.string() })) });
const MESSAGES = z.object({ Messages: z.array(z.object({ Body: z.string() })).default([]) });

const call = <T>(service: string, operation: string, parameters: Record<string, unknown>, answer: z.ZodType<T>) =>
  harness.aws.call(harness.subject.place, service, operation, parameters, answer);
const tell = (service: string, operation: string, parameters: Record<string, unknown>) =>
  call(service, operation, parameters, z.unknown());

beforeAll(async () => {
  harness = await startSandbox('deliveries');
  const { cdk, aws, subject } = harness;
  await cdk.synth(subject.place, 'dev');
  await bootstrap(aws, cdk, subject, harness.run);
  await cdk.deploy(subject.place, 'dev/Registry');
  key = await resourceOf(aws, subject, 'AWS::KMS::Key', 'KeysInternal');
  topic = await resourceOf(aws, subject, 'AWS::SNS::Topic', 'AlertsCritical');
  table = await resourceOf(aws, subject, 'AWS::DynamoDB::Table', 'Ledger');
  inbox = await subscribe();
  await tell('events', 'put_rule', { Name: 'proof', EventPattern: '{"source":["proof"]}' });
  await tell('events', 'put_targets', { Rule: 'proof', Targets: [{ Id: 'topic', Arn: topic }] });
});

afterAll(() => stopSandbox(harness));

test('an event of SageMaker passes the encrypted queue into the ledger, one of a rule the encrypted topic', async () => {
  await registerVersion();
  await until(async () => (await ledgerRecords()) > 0);
  await sendEvent();
  expect(await received()).toEqual([expect.stringContaining('"source": "proof"')]);
});

test('fails when the key asks EventBridge for its account: nothing arrives, and the alarm of the rule tells it', async () => {
  const before = await ledgerRecords();
  await changeKey((statement) => ({
    ...statement,
    Condition: { StringEquals: { 'aws:SourceAccount': harness.subject.place.account } },
  }));
  await sendEvent();
  await registerVersion();
  const told = await received();
  expect(told.filter((message) => message.includes('proof'))).toEqual([]);
  expect(
    told.map(
      (message) =>
        z.object({ Trigger: z.object({ MetricName: z.string() }) }).parse(JSON.parse(message)).Trigger.MetricName,
    ),
  ).toContain('FailedInvocations');
  expect(await ledgerRecords()).toBe(before);
});

test('fails when the key does not admit CloudWatch: the alarm goes off, and its history says who was not told', async () => {
  await changeKey(() => undefined, 'cloudwatch.amazonaws.com');
  const { MetricAlarms } = await call('cloudwatch', 'describe_alarms', { StateValue: 'OK' }, ALARMS);
  const quiet = MetricAlarms.find(({ MetricName }) => MetricName === 'FailedInvocations');
  const AlarmName = quiet?.AlarmName ?? '';
  await tell('cloudwatch', 'set_alarm_state', { AlarmName, StateValue: 'ALARM', StateReason: 'drill' });
  expect(await received()).toEqual([]);
  const answer = z.object({ AlarmHistoryItems: z.array(z.object({ HistorySummary: z.string() })) });
  const request = { AlarmName, HistoryItemType: 'Action' };
  const { AlarmHistoryItems } = await call('cloudwatch', 'describe_alarm_history', request, answer);
  expect(AlarmHistoryItems.map(({ HistorySummary }) => HistorySummary)).toEqual([`Failed to execute action ${topic}`]);
});

/** A queue that gets what is published to the critical topic. */
async function subscribe(): Promise<string> {
  const { account, region } = harness.subject.place;
  const Endpoint = `arn:aws:sqs:${region}:${account}:inbox`;
  const statement = {
    Effect: 'Allow',
    Principal: { Service: 'sns.amazonaws.com' },
    Action: 'sqs:SendMessage',
    Resource: Endpoint,
  };
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  const request = { QueueName: 'inbox', Attributes: { Policy } };
  const { QueueUrl } = await call('sqs', 'create_queue', request, z.object({ QueueUrl: z.string() }));
  const Attributes = { RawMessageDelivery: 'true' };
  await tell('sns', 'subscribe', { TopicArn: topic, Protocol: 'sqs', Endpoint, Attributes });
  return QueueUrl;
}

/** What came within a few seconds, in which alarms are evaluated several times. */
async function received(): Promise<string[]> {
  await sleep(3000);
  const request = { QueueUrl: inbox, MaxNumberOfMessages: 10 };
  const { Messages } = await call('sqs', 'receive_message', request, MESSAGES);
  await tell('sqs', 'purge_queue', { QueueUrl: inbox });
  return Messages.map(({ Body }) => Body);
}

async function sendEvent(): Promise<void> {
  await tell('events', 'put_events', { Entries: [{ Source: 'proof', DetailType: 'Proof', Detail: '{}' }] });
}

async function registerVersion(): Promise<void> {
  const ModelPackageGroupName = harness.subject.environment.names.endpoint(CHURN);
  await tell('sagemaker', 'create_model_package', { ModelPackageGroupName });
}

async function ledgerRecords(): Promise<number> {
  const request = { TableName: table, Select: 'COUNT' };
  return (await call('dynamodb', 'scan', request, z.object({ Count: z.number() }))).Count;
}

/** Changes the statements of the key's policy that name a service; without an answer a statement goes. */
async function changeKey(
  change: (statement: z.infer<typeof STATEMENT>) => object | undefined,
  service = 'events.amazonaws.com',
): Promise<void> {
  const request = { KeyId: key, PolicyName: 'default' };
  const { Policy } = await call('kms', 'get_key_policy', request, z.object({ Policy: z.string() }));
  const policy = POLICY.parse(JSON.parse(Policy));
  const names = ({ Principal }: z.infer<typeof STATEMENT>) => [Principal.Service].flat().includes(service);
  const Statement = policy.Statement.map((one) => (names(one) ? change(one) : one)).filter((one) => one !== undefined);
  await tell('kms', 'put_key_policy', { ...request, Policy: JSON.stringify({ ...policy, Statement }) });
}

async function until(done: () => Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    if (await done()) return;
    await sleep(200);
  }
  throw new Error('it did not happen within 20 s');
}
