import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { EnvironmentStage } from '../../lib/environment-stage';
import { resolveEnvironments } from '../../lib/config';
import { removeSamples, Sample } from './config/sample';

interface Resource {
  readonly Type: string;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}
type Found = readonly [where: string, resource: Resource];

let resources: readonly Found[];

beforeAll(() => {
  resources = resourcesOf(new Sample(), 'prod');
});
afterAll(removeSamples);

function resourcesOf(sample: Sample, environmentName: string): readonly Found[] {
  const environment = resolveEnvironments(sample.load()).find(({ name }) => name === environmentName);
  if (environment === undefined) throw new Error(`the sample has no environment ${environmentName}`);
  const stage = new EnvironmentStage(new App(), environment);
  return stage.node.children.filter(Stack.isStack).flatMap((stack) => {
    const { Resources } = Template.fromStack(stack).toJSON() as { Resources: Record<string, Resource> };
    return Object.entries(Resources).map(([id, one]): Found => [`${stack.node.id} ${id}`, one]);
  });
}

describe('In an environment whose data is protected', () => {
  test('what outlives its stack goes with a first deployment that fails, so that its name is free for the next', () => {
    const kept = resources.filter(([, { DeletionPolicy = 'Delete' }]) => DeletionPolicy !== 'Delete');
    const types = new Set(kept.map(([, { Type }]) => Type));
    expect([...types].sort()).toEqual([
      'AWS::DynamoDB::Table',
      'AWS::KMS::Key',
      'AWS::Logs::LogGroup',
      'AWS::S3::Bucket',
      'AWS::SQS::Queue',
      'AWS::SageMaker::EndpointConfig',
      'AWS::SageMaker::Model',
      'AWS::SageMaker::ModelPackageGroup',
    ]);
    const others = kept.filter(([, one]) => one.DeletionPolicy !== 'RetainExceptOnCreate');
    // Nobody can delete the ledger: CloudFormation would fail to, and it has no name that a second attempt could meet.
    expect(others.map(([where, { Type, Properties }]) => [where, Type, Properties?.['TableName']])).toEqual([
      [expect.stringMatching(/^Registry Ledger/), 'AWS::DynamoDB::Table', undefined],
    ]);
    expect(kept.filter(([, { UpdateReplacePolicy }]) => UpdateReplacePolicy !== 'Retain')).toEqual([]);
  });

  test('nothing with a physical name is protected from the deletion that follows a failed first deployment', () => {
    const named = resources.filter(([, { Properties }]) => Properties?.['TableName'] !== undefined);
    expect(named.map(([, { Properties }]) => Properties?.['DeletionProtectionEnabled'])).toEqual([false]);
  });
});

test('detailed observability, which is on unless it is turned off and may be billed, is only on where the environment says so', () => {
  const observed = (found: readonly Found[]) =>
    found
      .filter(([, { Type }]) => Type === 'AWS::SageMaker::EndpointConfig')
      .map(([, { Properties }]) => Properties?.['MetricsConfig']);
  const enhanced = { EnableEnhancedMetrics: true };
  expect(observed(resources)).toEqual(
    Array.from({ length: 3 }, () => ({ ...enhanced, EnableDetailedObservability: false })),
  );
  const sample = new Sample();
  sample.write('environments/dev.yaml', `${sample.read('environments/dev.yaml')}detailedObservability: true\n`);
  expect(observed(resourcesOf(sample, 'dev'))).toEqual(
    Array.from({ length: 3 }, () => ({ ...enhanced, EnableDetailedObservability: true })),
  );
});

describe('Of the Lambda functions of an environment', () => {
  const reserved = (found: readonly Found[]) =>
    found
      .filter(([, { Type }]) => Type === 'AWS::Lambda::Function')
      .map(([, { Properties }]) => Properties?.['ReservedConcurrentExecutions']);

  test('none reserves concurrency, which new accounts do not have', () => {
    expect(reserved(resources)).toEqual(Array.from({ length: 7 }, () => undefined));
  });

  test('each reserves what the environment says', () => {
    const sample = new Sample();
    sample.write(
      'environments/dev.yaml',
      `${sample.read('environments/dev.yaml')}functions: { reservedConcurrency: 4, accountConcurrency: 1000 }\n`,
    );
    expect(reserved(resourcesOf(sample, 'dev'))).toEqual(Array.from({ length: 7 }, () => 4));
  });
});

test('every replica is locked and kept for as long as its source', () => {
  const buckets = resources
    .filter(([, { Type }]) => Type === 'AWS::S3::Bucket')
    .map(([, { Properties }]) => Properties);
  const times = (bucket: Resource['Properties']) => [
    bucket?.['LifecycleConfiguration'],
    bucket?.['ObjectLockConfiguration'],
  ];
  const pairs = buckets.flatMap((source) => {
    const [, name] = /:s3:::([a-z0-9-]+)"/.exec(JSON.stringify(source?.['ReplicationConfiguration'] ?? '')) ?? [];
    return name === undefined ? [] : [{ name, source, replica: buckets.find((one) => one?.['BucketName'] === name) }];
  });
  expect(pairs.map(({ name }) => name).sort()).toEqual(
    ['artifacts', 'audit', 'ledger'].map((purpose) => `excorp-prod-${purpose}-333333333333-eu-central-1`),
  );
  for (const { name, source, replica } of pairs) expect([name, ...times(replica)]).toEqual([name, ...times(source)]);
  const days = pairs.map(({ replica }) => JSON.stringify(times(replica)).match(/\w*Days":\d+/g));
  expect(days).toEqual([
    ['ExpirationInDays":2558', 'NoncurrentDays":1', 'Days":2557'],
    ['NoncurrentDays":2557'],
    ['NoncurrentDays":90', 'Days":2557'],
  ]);
});

test('the trail records no write that recording itself leads to: its bucket, the replica, and their access logs', () => {
  const trails = resources.filter(([, { Type }]) => Type === 'AWS::CloudTrail::Trail');
  const text = JSON.stringify(trails.map(([, { Properties }]) => Properties?.['AdvancedEventSelectors']));
  const [, excluded = ''] = /"NotStartsWith":(\[.*\])\}/.exec(text) ?? [];
  expect(excluded.match(/AuditTrailBucket\w+"|AccessLogs\w+"|:s3:::[\w-]+/g)).toEqual([
    expect.stringMatching(/^AuditTrailBucket/),
    expect.stringMatching(/^AccessLogs/),
    ':s3:::excorp-prod-audit-333333333333-eu-central-1',
    expect.stringContaining('AccessLogs'),
  ]);
});
