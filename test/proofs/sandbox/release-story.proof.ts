import { createHash } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { releaseMachineName } from '../../../constructs/release';
import { endpointName } from '../../../lib/stacks/names';
import { bytes } from '../../../sandbox/aws';
import { deadLetters } from '../../../sandbox/dead-letters';
import { churnScores, LEAVING_CUSTOMER } from '../../../sandbox/invoke';
import { baseVariables } from '../../../sandbox/isolation';
import { PROJECT } from '../../../sandbox/paths';
import { VENV_PYTHON } from '../../../sandbox/python';
import { bucketOf, releasedVersion } from '../../../sandbox/release';
import { excessesOf } from '../../../sandbox/roles';
import { resourcesOf } from '../../../sandbox/stacks';
import { type Harness, startSandbox, stopSandbox } from './harness';
import { Operator } from './operator';

/** Fifteen minutes of baking become nine seconds: time enough to ask while the canary has its share. */
const TIME_SCALE = 0.01;
const COMMIT = '5f0c2be2a1d8e6b7c9f3a4d5e6f708192a3b4c5d';
/** What docs/operator.md lists for every verb. */
const EVERYBODY = [
  'sts:GetCallerIdentity',
  'ssm:DescribeParameters',
  'ssm:GetParameter',
  'ssm:GetParameters',
  'ssm:GetParametersByPath',
];
const READING = ['dynamodb:Query', 'kms:Decrypt', 'sagemaker:DescribeEndpointConfig', 'sagemaker:DescribeModel'];
const PEOPLE = {
  'data-scientist': [
    ...EVERYBODY,
    's3:ListBucket',
    's3:GetObject',
    's3:PutObject',
    'kms:GenerateDataKey',
    'sagemaker:CreateModelPackage',
    'sagemaker:DescribeModelPackage',
    'sagemaker:UpdateModelPackage',
  ],
  'model-approver': [...EVERYBODY, 'sagemaker:DescribeModelPackage', 'sagemaker:UpdateModelPackage'],
  'on-call': [
    ...EVERYBODY,
    ...READING,
    'dynamodb:BatchGetItem',
    's3:ListBucket',
    's3:GetObject',
    'sagemaker:DescribeEndpoint',
    'sagemaker:DescribeModelPackage',
    'sagemaker:ListModelPackages',
    'cloudwatch:DescribeAlarms',
    'states:StartExecution',
    'states:DescribeExecution',
    'states:GetExecutionHistory',
  ],
} as const;

/** What a release that ends well does, among other things. */
const STEPS = [
  'Lock',
  'ReadQuotas',
  'ReadApprovers',
  'Check',
  'RecordIntended',
  'WriteParameter',
  'UpdateStack',
  'RecordApplied',
  'WatchStack',
  'ObserveEndpoint',
  'RecordCompleted',
  'Unlock',
  'Released',
];

const REGISTERED = z.object({ version: z.string(), packageArn: z.string() });
const SERVED = z.looseObject({
  version: z.string(),
  weight: z.number().optional(),
  canary: z.boolean(),
  approvers: z.array(z.string()).optional(),
  trainingDataHash: z.string().optional(),
});
const WHICH = z.object({
  answers: z.tuple([
    z.looseObject({
      confidence: z.string(),
      versions: z.array(SERVED),
      candidates: z.array(z.array(SERVED)),
      status: z.string().optional(),
    }),
  ]),
});
const TIMELINE = z.object({
  entries: z.array(z.looseObject({ at: z.string(), summary: z.string(), record: RECORD() })),
});
const VERIFIED = z.object({
  ok: z.boolean(),
  models: z.tuple([
    z.looseObject({ records: z.number(), copies: z.number(), replayed: z.number(), problems: z.array(z.string()) }),
  ]),
});
const ROLLED_BACK = z.looseObject({ status: z.string(), seconds: z.number(), from: z.string(), to: z.string() });
const EXECUTIONS = z.object({ executions: z.array(z.object({ executionArn: z.string(), status: z.string() })) });
const EXECUTION = z.looseObject({ status: z.string(), error: z.string().optional(), cause: z.string().optional() });
const HISTORY = z.object({
  events: z.array(
    z.looseObject({
      type: z.string(),
      stateEnteredEventDetails: z.object({ name: z.string() }).optional(),
      taskFailedEventDetails: z.looseObject({ error: z.string(), cause: z.string() }).optional(),
    }),
  ),
});
const ENDPOINT = z.looseObject({ PendingDeploymentSummary: z.unknown().optional() });

function RECORD() {
  return z.looseObject({
    sequence: z.number(),
    kind: z.string(),
    cause: z.string(),
    actor: z.string().optional(),
    reason: z.string().optional(),
  });
}

let harness: Harness;
let author: Operator;
let approver: Operator;
let onCall: Operator;
let bucket: string;
/** Package ARNs by what they are in the story. */
const version: Record<'first' | 'bad' | 'good', { label: string; arn: string }> = {
  first: { label: 'v1', arn: '' },
  bad: { label: 'v2', arn: '' },
  good: { label: 'v3', arn: '' },
};
/** Instants that are asked for again at the end. */
const instants: Record<string, string> = {};
const figures: string[] = [];

const call = <T>(service: string, operation: string, parameters: Record<string, unknown>, answer: z.ZodType<T>) =>
  harness.aws.call(harness.subject.place, service, operation, parameters, answer);
const released = () => releasedVersion(harness.aws, harness.subject, 'churn');
const scores = () => churnScores(harness.aws, harness.subject, [LEAVING_CUSTOMER]);
const which = async (...at: string[]) => (await onCall.json(WHICH, 'which', 'churn', ...at)).answers[0];
const remember = (name: string) => (instants[name] = new Date().toISOString());

beforeAll(async () => {
  harness = await startSandbox('release-story', TIME_SCALE);
  const { cdk, aws, subject } = harness;
  await cdk.synth(subject.place, 'dev');
  await cdk.bootstrap(subject.place);
  await cdk.deploy(subject.place, 'dev/**');
  bucket = await bucketOf(aws, subject, 'Artifacts');
  author = await Operator.signIn(harness, 'data-scientist', PEOPLE['data-scientist']);
  approver = await Operator.signIn(harness, 'model-approver', PEOPLE['model-approver']);
  onCall = await Operator.signIn(harness, 'on-call', PEOPLE['on-call']);
});

afterAll(async () => {
  await stopSandbox(harness);
  if (figures.length > 0) process.stdout.write(`\nrelease story\n${figures.map((one) => `  ${one}\n`).join('')}\n`);
});

test('the author registers two versions, each trained on its own data', async () => {
  version.first = await register('first', 7);
  version.bad = await register('bad', 8);
  expect([version.first.label, version.bad.label]).toEqual(['v1', 'v2']);
  expect(await released()).toBe('none');
});

test('before the first release, which says that nothing serves', async () => {
  remember('before');
  expect(await which()).toMatchObject({ confidence: 'unknown', versions: [] });
  const { output } = await onCall.blueprint('which', 'churn');
  expect(output).toContain('was never released: nothing serves');
});

test('fails when the author approves: the command says so, and the release machine refuses it', async () => {
  const { exitCode, output } = await author.blueprint('approve', 'churn', 'v1', '--reason', 'it is mine', '--yes');
  expect([exitCode, output]).toEqual([1, expect.stringContaining("nobody approves a version of one's own")]);
  const before = await executions();
  await author.updatePackage({ ModelPackageArn: version.first.arn, ModelApprovalStatus: 'Approved' });
  const { status, error, cause } = await releaseAfter(before);
  expect([status, error]).toEqual(['FAILED', 'ReleaseRefused']);
  expect(cause).toContain('SELF_APPROVAL');
  expect(await released()).toBe('none');
});

test('a release that another person approves goes through the machine, and serves the trained model', async () => {
  await approver.json(z.unknown(), 'reject', 'churn', 'v1', '--reason', 'approved by its author', '--yes');
  // CloudTrail tells times in seconds: what comes first must be in an earlier one.
  await sleep(1100);
  const { status, cause, arn } = await approve('v1');
  expect([status, cause]).toEqual(['SUCCEEDED', undefined]);
  expect(await statesOf(arn)).toEqual(expect.arrayContaining(STEPS));
  expect(await released()).toBe(version.first.arn);
  expect(await scores()).toEqual([expect.closeTo(0.884859, 5)]);
});

test('which tells the version, who approved it and what it was trained on', async () => {
  const answer = await which();
  remember('first');
  expect(answer).toMatchObject({ confidence: 'confirmed', status: 'IN_SERVICE' });
  expect(answer.versions).toEqual([
    expect.objectContaining({ version: 'v1', weight: 1, trainingDataHash: dataHash('first') }),
  ]);
  expect(answer.versions[0]?.approvers).toContain(approver.arn);
});

test('a second version that trips its alarm is taken back by itself, and the parameter with it', async () => {
  const before = await executions();
  const approved = approver.json(z.unknown(), 'approve', 'churn', 'v2', '--reason', 'looks good', '--yes');
  await canary();
  remember('canary');
  const during = await which();
  expect(during.versions.map(({ version: name, weight, canary: tried }) => [name, weight, tried])).toEqual([
    ['v1', expect.closeTo(0.9, 5), false],
    ['v2', expect.closeTo(0.1, 5), true],
  ]);
  expect(await released()).toBe(version.bad.arn);
  await setAlarms('ALARM');
  await approved;
  const { status, error, cause } = await releaseAfter(before);
  await setAlarms('OK');
  expect([status, error]).toEqual(['FAILED', 'ReleaseRolledBack']);
  expect(cause).toContain('ALARM');
  expect(await released()).toBe(version.first.arn);
  expect(await which()).toMatchObject({ versions: [{ version: 'v1', weight: 1 }] });
  expect(await scores()).toEqual([expect.closeTo(0.884859, 5)]);
});

test('a good version is released', async () => {
  version.good = await register('good', 9);
  const { status, cause } = await approve('v3');
  expect([status, cause]).toEqual(['SUCCEEDED', undefined]);
  expect(await which()).toMatchObject({ confidence: 'confirmed', versions: [{ version: 'v3', weight: 1 }] });
  remember('good');
});

test('one command brings the old version back, and pins the model to it', async () => {
  const began = performance.now();
  const rollback = onCall.json(ROLLED_BACK, 'rollback', 'churn', '--reason', 'INC-77: scores drift', '--yes');
  const old = await served('v1', began);
  const answer = await rollback;
  const commanded = (performance.now() - began) / 1000;
  expect(answer).toMatchObject({ status: 'SUCCEEDED', from: version.good.arn, to: version.first.arn });
  expect(await released()).toBe(version.first.arn);
  expect(await which()).toMatchObject({ confidence: 'confirmed', versions: [{ version: 'v1', weight: 1 }] });
  remember('rolled back');
  figures.push(
    `from blueprint rollback to the old version serving all traffic: ${old.toFixed(1)} s (command ended after ${commanded.toFixed(1)} s; ` +
      `waits of the rollout are multiplied by ${TIME_SCALE}, without that factor the canary of 15 minutes counts)`,
  );
});

test('timeline and which tell the whole story afterwards', async () => {
  const { entries } = await onCall.json(TIMELINE, 'timeline', 'churn');
  const causes = new Set(entries.map(({ record }) => record.cause));
  expect([...causes]).toEqual(
    expect.arrayContaining([
      'registration',
      'approval',
      'rejection',
      'release',
      'automatic-rollback',
      'rollback',
      'deploy',
      'pin',
    ]),
  );
  const rollback = entries.find(({ record }) => record.cause === 'rollback');
  expect(rollback?.record).toMatchObject({ actor: onCall.arn, reason: 'INC-77: scores drift' });
  const at = async (name: string) => (await which('--at', instants[name] ?? '')).versions.map((one) => one.version);
  expect(await at('before')).toEqual([]);
  expect(await at('first')).toEqual(['v1']);
  expect(await at('canary')).toEqual(['v1', 'v2']);
  expect(await at('good')).toEqual(['v3']);
  expect(await at('rolled back')).toEqual(['v1']);
});

test('verify finds the chain whole, and every record in its copy', async () => {
  const { models } = await verified();
  expect(models[0].problems).toEqual([]);
  expect(models[0].records).toBeGreaterThan(30);
  expect(models[0].copies).toBe(models[0].records);
  figures.push(
    `the ledger tells it in ${models[0].records} records, all copied, ${models[0].replayed} instants replayed`,
  );
});

test('rejecting the version that serves starts a rollback', async () => {
  const before = await executions();
  await approver.json(z.unknown(), 'reject', 'churn', 'v1', '--reason', 'its data was withdrawn', '--yes');
  const { status, cause } = await releaseAfter(before);
  expect([status, cause]).toEqual(['SUCCEEDED', undefined]);
  expect(await released()).toBe(version.good.arn);
});

test('fails to verify when a record was changed behind the back of everybody', async () => {
  const { table, item, text } = await recordOf(3);
  const forged = text.replace(/"at":"[^"]*"/, '"at":"2026-01-01T00:00:00.000Z"');
  expect(forged).not.toBe(text);
  const put = (record: string) =>
    call('dynamodb', 'put_item', { TableName: table, Item: { ...item, record: { S: record } } }, z.unknown());
  await put(forged);
  const { exitCode, output } = await onCall.blueprint('verify', 'churn');
  await put(text);
  expect(exitCode).toBe(1);
  expect(output).toContain('record 3 was altered');
  expect((await verified()).ok).toBe(true);
});

test('every function did its work under its role, and what it may not do is denied', async () => {
  const log = readFileSync(harness.run.log('emulator'), 'utf8');
  const denials = log.split('\n').filter((line) => /is not authorized to perform|AccessDenied/.test(line));
  expect(denials).toEqual([]);
  expect((await deadLetters(harness.aws, harness.subject.place)).filled).toEqual([]);
  for (const { executionArn } of (await allExecutions()).executions) {
    const failed = (await historyOf(executionArn)).flatMap(({ taskFailedEventDetails: one }) => one?.cause ?? []);
    expect(failed.filter((cause) => cause.includes('not authorized'))).toEqual([]);
  }
  expect((await excessesOf(harness.aws, harness.subject)).excesses).toEqual([]);
  await expect(onCall.putItem(await ledgerTable())).rejects.toThrow('is not authorized to perform: dynamodb:PutItem');
});

/** Trains a version on data of its own, uploads both, and registers it by the command. */
async function register(name: string, seed: number): Promise<{ label: string; arn: string }> {
  const folder = path.join(harness.run.root, 'trained', name);
  mkdirSync(folder, { recursive: true });
  const script = path.join(PROJECT, 'examples', 'churn', 'train.py');
  const environment = { ...baseVariables(process.env), PYTHONDONTWRITEBYTECODE: '1' };
  const train = spawnSync(VENV_PYTHON, [script, folder, '--seed', String(seed)], { env: environment });
  expect(train.status).toBe(0);
  const put = (Key: string, body: Buffer) =>
    call('s3', 'put_object', { Bucket: bucket, Key, Body: bytes(body) }, z.unknown());
  const weights = `models/churn/${name}/`;
  for (const file of readdirSync(folder)) await put(`${weights}${file}`, readFileSync(path.join(folder, file)));
  const data = path.join(folder, '..', `${name}.json`);
  writeFileSync(data, JSON.stringify({ customers: 6000, seed }));
  await put(`data/churn/${name}.json`, readFileSync(data));
  const registered = await author.json(
    REGISTERED,
    'register',
    'churn',
    '--yes',
    ...options({
      commit: COMMIT,
      image: image(),
      weights: `s3://${bucket}/${weights}`,
      metrics: path.join(folder, 'metrics.json'),
      'data-uri': `s3://${bucket}/data/churn/${name}.json`,
      'data-file': data,
    }),
  );
  return { label: registered.version, arn: registered.packageArn };
}

function options(values: Readonly<Record<string, string>>): string[] {
  return Object.entries(values).flatMap(([name, value]) => [`--${name}`, value]);
}

function dataHash(name: string): string {
  const file = path.join(harness.run.root, 'trained', `${name}.json`);
  return `sha256:${createHash('sha256').update(readFileSync(file)).digest('hex')}`;
}

/** The image of the model's file, by a digest: a local program stands for each image. */
function image(): string {
  const churn = harness.subject.environment.models.find(({ name }) => name === 'churn');
  return `${churn?.container.image.replace(/[:@][^/]*$/, '')}@sha256:${'ab'.repeat(32)}`;
}

async function approve(label: string): Promise<z.infer<typeof EXECUTION> & { arn: string }> {
  const before = await executions();
  await approver.json(z.unknown(), 'approve', 'churn', label, '--reason', 'evaluated on held-out customers', '--yes');
  return releaseAfter(before);
}

async function allExecutions(): Promise<z.infer<typeof EXECUTIONS>> {
  const { account, region } = harness.subject.place;
  const name = releaseMachineName(harness.subject.environment.company.prefix, 'dev');
  const stateMachineArn = `arn:aws:states:${region}:${account}:stateMachine:${name}`;
  return call('stepfunctions', 'list_executions', { stateMachineArn }, EXECUTIONS);
}

async function executions(): Promise<ReadonlySet<string>> {
  return new Set((await allExecutions()).executions.map(({ executionArn }) => executionArn));
}

/** The release that began since, when it has ended. */
async function releaseAfter(before: ReadonlySet<string>): Promise<z.infer<typeof EXECUTION> & { arn: string }> {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    const found = (await allExecutions()).executions.find(({ executionArn }) => !before.has(executionArn));
    if (found !== undefined && found.status !== 'RUNNING') {
      const { executionArn } = found;
      const described = await call('stepfunctions', 'describe_execution', { executionArn }, EXECUTION);
      // What the machine told the recorder is on its way for a moment.
      await sleep(1500);
      return { ...described, arn: executionArn };
    }
    await sleep(200);
  }
  throw new Error('no release ended within a minute');
}

async function historyOf(executionArn: string): Promise<z.infer<typeof HISTORY>['events']> {
  const asked = { executionArn, maxResults: 1000 };
  return (await call('stepfunctions', 'get_execution_history', asked, HISTORY)).events;
}

async function statesOf(executionArn: string): Promise<string[]> {
  return (await historyOf(executionArn)).flatMap(
    ({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name ?? [],
  );
}

/** Waits until a new fleet has its first share of the traffic. */
async function canary(): Promise<void> {
  const EndpointName = endpointName(harness.subject.environment, 'churn');
  for (let attempt = 0; attempt < 300; attempt += 1) {
    const { PendingDeploymentSummary } = await call('sagemaker', 'describe_endpoint', { EndpointName }, ENDPOINT);
    if (JSON.stringify(PendingDeploymentSummary ?? {}).includes('10%')) {
      await sleep(500);
      return;
    }
    await sleep(100);
  }
  throw new Error('no canary within half a minute');
}

async function setAlarms(StateValue: 'ALARM' | 'OK'): Promise<void> {
  const resources = await resourcesOf(harness.aws, harness.subject.place, 'dev-Serving-churn');
  for (const { ResourceType, PhysicalResourceId: AlarmName } of resources) {
    if (ResourceType !== 'AWS::CloudWatch::Alarm') continue;
    await call('cloudwatch', 'set_alarm_state', { AlarmName, StateValue, StateReason: 'story' }, z.unknown());
  }
}

/** Seconds from `began` until the endpoint itself serves a version alone. */
async function served(label: string, began: number): Promise<number> {
  const EndpointName = endpointName(harness.subject.environment, 'churn');
  const names = z.looseObject({ EndpointStatus: z.string(), EndpointConfigName: z.string() });
  const configuration = z.object({ ProductionVariants: z.tuple([z.looseObject({ ModelName: z.string() })]) });
  const model = z.looseObject({ PrimaryContainer: z.looseObject({ ModelPackageName: z.string() }) });
  const wanted = version[label === 'v1' ? 'first' : 'good'].arn;
  for (let attempt = 0; attempt < 600; attempt += 1) {
    const { EndpointConfigName, EndpointStatus } = await call(
      'sagemaker',
      'describe_endpoint',
      { EndpointName },
      names,
    );
    const config = await call('sagemaker', 'describe_endpoint_config', { EndpointConfigName }, configuration);
    const { ModelName } = config.ProductionVariants[0];
    const { PrimaryContainer } = await call('sagemaker', 'describe_model', { ModelName }, model);
    if (PrimaryContainer.ModelPackageName === wanted && EndpointStatus === 'InService') {
      return (performance.now() - began) / 1000;
    }
    await sleep(100);
  }
  throw new Error(`${label} did not serve within a minute`);
}

async function verified(): Promise<z.infer<typeof VERIFIED>> {
  return onCall.json(VERIFIED, 'verify', 'churn');
}

async function ledgerTable(): Promise<string> {
  const resources = await resourcesOf(harness.aws, harness.subject.place, 'dev-Registry');
  const table = resources.find(
    ({ ResourceType, LogicalResourceId }) =>
      ResourceType === 'AWS::DynamoDB::Table' && LogicalResourceId.startsWith('Ledger'),
  );
  return String(table?.PhysicalResourceId);
}

async function recordOf(sequence: number): Promise<{ table: string; item: Record<string, unknown>; text: string }> {
  const table = await ledgerTable();
  const Key = { model: { S: 'churn' }, entry: { S: `record#${String(sequence).padStart(12, '0')}` } };
  const answer = z.object({ Item: z.looseObject({ record: z.object({ S: z.string() }) }) });
  const { Item } = await call('dynamodb', 'get_item', { TableName: table, Key }, answer);
  return { table, item: Item, text: Item.record.S };
}
