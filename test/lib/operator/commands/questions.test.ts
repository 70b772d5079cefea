import { DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import {
  DescribeEndpointCommand,
  DescribeEndpointConfigCommand,
  DescribeModelCommand,
  DescribeModelPackageCommand,
  ListModelPackagesCommand,
} from '@aws-sdk/client-sagemaker';
import type { Fact, LedgerRecord } from '../../../../constructs/ledger/core';
import { ACCOUNT, arnOf, Cloud } from '../cloud';
import { moves, refused, released, serves } from '../ledger-facts';

const cloud = new Cloud();

beforeEach(() => cloud.reset());

/** v14 from 10:00, canary of v15 from 10:15, v15 alone from 10:25. */
async function history(...later: Fact[]): Promise<readonly LedgerRecord[]> {
  return cloud.records(
    released(14, 'intended', '2026-11-17T09:50:00.000Z'),
    serves(14, '2026-11-17T10:00:00.000Z', 13),
    moves(14, 15, 0, '2026-11-17T10:10:00.000Z'),
    moves(14, 15, 0.1, '2026-11-17T10:15:00.000Z'),
    moves(14, 15, 1, '2026-11-17T10:25:00.000Z'),
    serves(15, '2026-11-17T10:30:00.000Z', 14),
    ...later,
  );
}

function json(text: string): Record<string, never> & { answers: Record<string, unknown>[] } {
  return JSON.parse(text) as never;
}

describe('which', () => {
  test('names the version in force, with origin, approver and confidence, in one query', async () => {
    await history();
    const { code, out, err } = await cloud.call(['which', 'churn', '--at', '2026-11-17 15:35', '--tz', 'Asia/Kolkata']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out.split('\n')).toEqual([
      '2026-11-17T10:05:00.000Z   churn v14   2026-11-17 15:35:00.000 GMT+5:30',
      '  in force 2026-11-17T10:00:00.000Z → 2026-11-17T10:10:00.000Z   endpoint confirmed 2026-11-17T10:00:00.000Z',
      `  approved arn:aws:iam::${ACCOUNT}:user/bert · release churn-14-release (CHG-812)`,
      `  data s3://data/churn/2026-11/@sha256:${'a'.repeat(64)}   auc 0.871`,
      `  image sha256:${'b'.repeat(64)}`,
      expect.stringMatching(/^ {2}confidence: confirmed \(/),
    ]);
    const serving = cloud.dynamodb
      .commandCalls(QueryCommand)
      .filter(({ args }) => args[0].input.IndexName === 'serving');
    expect(serving).toHaveLength(1);
  });

  test('gives the weights during a canary', async () => {
    await history();
    const { out } = await cloud.call(['which', 'churn', '--at', '2026-11-17T10:17:00Z']);
    expect(out.split('\n')[0]).toBe('2026-11-17T10:17:00.000Z   churn v14 (90 %) · v15 canary (10 %)');
  });

  test('prints the zone that it assumes', async () => {
    await history();
    const { out, err } = await cloud.call(['which', 'churn', '--at', '2026-11-17 11:05'], {
      timeZone: 'Europe/Berlin',
    });
    expect(err).toBe('time zone Europe/Berlin is assumed; name another with --tz');
    expect(out).toContain('2026-11-17T10:05:00.000Z   churn v14   2026-11-17 11:05:00.000 GMT+1');
  });

  test('answers twice for a time that the clocks showed twice', async () => {
    await history();
    const { out } = await cloud.call(['which', 'churn', '--at', '2026-10-25 02:30', '--tz', 'Europe/Berlin']);
    expect(out).toContain('the clocks in Europe/Berlin showed this time twice');
    expect(out).toContain('2026-10-25T00:30:00.000Z');
    expect(out).toContain('2026-10-25T01:30:00.000Z');
  });

  test('fails on a time that the clocks left out, on no time, and on the future', async () => {
    const ask = async (...at: string[]) => (await cloud.call(['which', 'churn', '--at', ...at])).err;
    expect(await ask('2026-03-29 02:30', '--tz', 'Europe/Berlin')).toContain('time does not exist in Europe/Berlin');
    expect(await ask('yesterday')).toContain('error: --at: time must be like 2026-11-17 15:47');
    expect(await ask('2026-01-01', '--tz', '+01:00')).toContain('--tz must be a name of the IANA database');
    expect((await cloud.call(['which', 'churn', '--tz', 'Mars'])).code).toBe(2);
    expect(await ask('2027-01-01T00:00Z')).toContain('--at lies in the future: 2027-01-01T00:00:00.000Z');
    expect((await cloud.call(['which', 'churn', '--at', 'x'])).code).toBe(2);
  });

  test('says that nothing was released yet', async () => {
    const { code, out } = await cloud.call(['which', 'churn']);
    expect(code).toBe(0);
    expect(out).toContain('churn was never released: nothing serves');
    expect(out).toContain('confidence: unknown (the ledger has no observation of this model)');
  });

  test('says that a time lies before the first release', async () => {
    await history();
    const { out } = await cloud.call(['which', 'churn', '--at', '2026-11-01T00:00Z']);
    expect(out).toContain('churn is not known: before the first release in the ledger');
    expect(out).toContain('recorded from 2026-11-17T10:00:00.000Z');
  });

  test('says either, with the possibilities, where the facts cannot decide', async () => {
    await cloud.records(moves(14, 15, 0.1, '2026-11-17T10:15:00.000Z'), serves(15, '2026-11-17T11:00:00.000Z'));
    const { out } = await cloud.call(['which', 'churn', '--at', '2026-11-17T10:40Z']);
    expect(out.split('\n')[0]).toContain('churn either v14 (90 %) · v15 (10 %) or v15');
    expect(out).toContain('possible: v15');
    expect(out).toContain('confidence: either (');
  });

  test('counts the keys of the configuration that changed', async () => {
    await history();
    cloud.sagemaker
      .on(DescribeEndpointConfigCommand)
      .callsFake(({ EndpointConfigName }: { EndpointConfigName: string }) => ({
        EndpointConfigName,
        ProductionVariants: [
          { ModelName: EndpointConfigName, InitialInstanceCount: EndpointConfigName === 'config-15' ? 4 : 2 },
        ],
      }));
    cloud.sagemaker.on(DescribeModelCommand).callsFake(({ ModelName }: { ModelName: string }) => ({
      ModelName,
      PrimaryContainer: {
        ModelPackageName: ModelName,
        Environment: { OPTION_MAX_BATCH: ModelName === 'model-15' ? '8' : '4' },
      },
    }));
    const { out } = await cloud.call(['which', 'churn']);
    expect(out).toContain(
      'configuration against v14: 2 keys (Container.Environment.OPTION_MAX_BATCH, ProductionVariants.0.InitialInstanceCount)',
    );
  });

  test('has a stable shape as JSON', async () => {
    await history();
    const { out } = await cloud.call(['which', 'churn', '--at', '2026-11-17T10:17:00Z', '--json']);
    const { answers, ...rest } = json(out);
    expect(rest).toEqual({ ok: true, model: 'churn', environment: 'prod', zone: 'Z', zoneAssumed: false });
    expect(answers).toHaveLength(1);
    expect(answers[0]).toMatchObject({
      at: '2026-11-17T10:17:00.000Z',
      confidence: 'confirmed',
      versions: [
        { version: 'v14', weight: 0.9, canary: false, modelPackageArn: arnOf(14) },
        { version: 'v15', weight: 0.1, canary: true, modelPackageArn: arnOf(15) },
      ],
      inTransition: true,
      from: '2026-11-17T10:15:00.000Z',
      to: '2026-11-17T10:25:00.000Z',
      endpointConfirmedAt: '2026-11-17T10:15:00.000Z',
    });
  });

  test('fails on a model that does not exist, and suggests one', async () => {
    const { code, err } = await cloud.call(['which', 'chrun']);
    expect(code).toBe(2);
    expect(err).toBe(
      'error: there is no model chrun in prod; did you mean churn\nnext: choose one of: assistant, churn',
    );
  });

  test('answers for a model that left the configuration', async () => {
    await cloud.records({ ...serves(1, '2026-11-17T10:00:00.000Z'), model: 'gone' });
    expect((await cloud.call(['which', 'gone'])).out).toContain('gone v1');
  });
});

describe('timeline', () => {
  test('tells what happened, in order, in the zone asked for', async () => {
    await history();
    const { code, out } = await cloud.call(['timeline', 'churn', '--since', '2026-11-17', '--tz', 'Asia/Kolkata']);
    expect(code).toBe(0);
    const [first, , canary] = out.split('\n');
    expect(first).toMatch(
      /^2026-11-17 15:20:00\.000 GMT\+5:30 {2}release {2}release of v14 intended +arn:aws:iam::333333333333:user\/ana: CHG-812$/,
    );
    expect(canary).toContain('updating');
    expect(out.split('\n').at(-1)).toContain('in service: v15 (100 %)');
  });

  test('tells which releases were refused, to whom and why', async () => {
    await cloud.records(refused(16, '2026-11-17T11:00:00.000Z'));
    const line = ['timeline', 'churn', '--since', '2026-11-17T00:00Z'];
    const { out } = await cloud.call(line);
    expect(out.split(/ {2,}/)).toEqual([
      '2026-11-17T11:00:00.000Z',
      'release',
      'release of v16 refused: SELF_APPROVAL',
      `arn:aws:iam::${ACCOUNT}:user/ana: CHG-813: nobody approves a version of one's own`,
    ]);
    const { out: told } = await cloud.call([...line, '--json']);
    expect(JSON.parse(told)).toMatchObject({
      entries: [
        { record: { refusal: { refusals: [{ code: 'SELF_APPROVAL', remedy: 'let somebody else approve it' }] } } },
      ],
    });
  });

  test('says that nothing was recorded in a time', async () => {
    await history();
    const { out } = await cloud.call([
      'timeline',
      'churn',
      '--since',
      '2026-11-01T00:00Z',
      '--until',
      '2026-11-02T00:00Z',
    ]);
    expect(out).toBe('nothing is recorded of churn from 2026-11-01T00:00:00.000Z to 2026-11-02T00:00:00.000Z');
  });

  test('fails on a time that ends before it begins, and on no zone', async () => {
    const ask = async (...line: string[]) => cloud.call(['timeline', 'churn', ...line]);
    expect((await ask('--since', '2026-11-02T00:00Z', '--until', '2026-11-01T00:00Z')).err).toContain(
      '--since must lie before --until',
    );
    expect(await ask('--tz', 'Mars')).toMatchObject({ code: 2, err: expect.stringContaining('--tz must be a name') });
  });
});

describe('list', () => {
  test('shows what each model serves, its pin, its last change and its alarms', async () => {
    // A release that was refused changed nothing.
    await history(refused(16, '2026-11-17T11:00:00.000Z'));
    cloud.releases(15).remembers({ kind: { S: 'pin' }, packageArn: { S: arnOf(15) }, reason: { S: 'INC-77' } });
    cloud.sagemaker.on(DescribeEndpointCommand).resolves({
      EndpointStatus: 'InService',
      LastDeploymentConfig: {
        BlueGreenUpdatePolicy: undefined,
        AutoRollbackConfiguration: { Alarms: [{ AlarmName: 'slow' }] },
      },
    });
    cloud.cloudwatch.on(DescribeAlarmsCommand).resolves({ MetricAlarms: [{ AlarmName: 'slow' }] });
    const { out } = await cloud.call(['list']);
    expect(out.split('\n').map((line) => line.split(/ {2,}/))).toEqual([
      ['MODEL', 'SERVES', 'PINNED', 'ENDPOINT', 'LAST CHANGE', 'ALARMS'],
      ['assistant', 'nothing yet', 'v15', 'InService', '-', 'slow'],
      ['churn', 'v15', 'v15', 'InService', '2026-11-17T10:30:00.000Z', 'slow'],
    ]);
    expect(cloud.cloudwatch.commandCalls(DescribeAlarmsCommand)[0]?.args[0].input).toEqual({
      AlarmNames: ['slow'],
      AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
      StateValue: 'ALARM',
    });
  });

  test('shows the versions of a model', async () => {
    cloud.releases(14);
    const common = {
      CreationTime: new Date('2026-11-16T08:00:00Z'),
      ModelPackageGroupName: 'excorp-prod--churn',
      ModelPackageStatus: 'Completed' as const,
    };
    const ModelPackageSummaryList = [
      { ...common, ModelPackageArn: arnOf(15), ModelApprovalStatus: 'PendingManualApproval' as const },
      { ...common, ModelPackageArn: arnOf(14), ModelApprovalStatus: 'Approved' as const },
    ];
    cloud.sagemaker.on(ListModelPackagesCommand).resolves({ ModelPackageSummaryList });
    const { out } = await cloud.call(['list', 'churn']);
    expect(out.split('\n').map((line) => line.split(/ {2,}/))).toEqual([
      ['VERSION', 'APPROVAL', 'REGISTERED'],
      ['v15', 'PendingManualApproval', '2026-11-16T08:00:00.000Z'],
      ['v14', 'Approved', '2026-11-16T08:00:00.000Z', 'serves'],
    ]);
    expect(cloud.sagemaker.commandCalls(ListModelPackagesCommand)[0]?.args[0].input).toEqual({
      ModelPackageGroupName: 'excorp-prod--churn',
      ModelApprovalStatus: undefined,
      SortBy: 'CreationTime',
      SortOrder: 'Descending',
      MaxResults: 50,
    });
  });
});

test('diff tells what differs in data, metrics, container and origin', async () => {
  const described = (version: number, auc: string) => ({
    ModelPackageName: `churn-${version}`,
    ModelPackageArn: arnOf(version),
    CreationTime: new Date(0),
    ModelPackageStatus: 'Completed' as const,
    ModelPackageStatusDetails: { ValidationStatuses: [] },
    CustomerMetadataProperties: {
      author: 'ana',
      'training-data-uri': 's3://data/',
      'metric.auc': auc,
      'source-commit': String(version),
    },
    InferenceSpecification: { Containers: [{ Image: 'image@sha256:1', ModelDataUrl: `s3://weights/${version}` }] },
  });
  for (const [version, auc] of [
    [13, '0.85'],
    [14, '0.871'],
  ] as const) {
    cloud.sagemaker
      .on(DescribeModelPackageCommand, { ModelPackageName: arnOf(version) })
      .resolves(described(version, auc));
  }
  const { out } = await cloud.call(['diff', 'churn', 'v13', '14']);
  expect(out.split('\n')).toEqual([
    'churn v13 → v14',
    '  metrics',
    '    auc  0.85  →  0.871 (+0.021)',
    '  container',
    '    weights  s3://weights/13  →  s3://weights/14',
    '  origin',
    '    commit  13  →  14 (+1)',
    '  configuration: not compared, because one of the two did not serve recently',
  ]);
  const same = await cloud.call(['diff', 'churn', '14', '14', '--json']);
  expect(JSON.parse(same.out)).toMatchObject({
    ok: true,
    from: { version: 'v14' },
    data: [],
    metrics: [],
    container: [],
  });
});

describe('verify', () => {
  function copy(records: readonly LedgerRecord[]): void {
    const key = ({ sequence }: LedgerRecord) => `records/churn/${String(sequence).padStart(12, '0')}.json`;
    cloud.s3.on(ListObjectsV2Command).resolves({ Contents: records.map((record) => ({ Key: key(record) })) });
    for (const record of records) {
      const Body = { transformToString: () => Promise.resolve(JSON.stringify(record)) };
      cloud.s3.on(GetObjectCommand, { Bucket: 'copies', Key: key(record) }).resolves({ Body: Body as never });
    }
  }

  test('finds the whole ledger intact', async () => {
    const records = await history();
    copy(records);
    const { code, out } = await cloud.call(['verify', 'churn']);
    expect(code).toBe(0);
    expect(out.split('\n')).toEqual([
      'intact  churn  6 records, 6 copies compared, 6 instants replayed',
      `        newest record ${records.at(-1)?.hash}`,
    ]);
  });

  test('fails on a record that was altered', async () => {
    copy(await history());
    cloud.tamper(2, (text) => text.replaceAll('0.871', '0.999'));
    const { code, out, err } = await cloud.call(['verify', 'churn']);
    expect(code).toBe(1);
    expect(out).toContain('broken  churn');
    expect(out).toContain('record 2 was altered: its content does not give its hash');
    expect(err).toContain('error: the ledger is not what was recorded');
  });

  test('fails on a record that only the copy has, and on one without a copy', async () => {
    const records = await history();
    copy(records.filter(({ sequence }) => sequence !== 2));
    const { out } = await cloud.call(['verify', 'churn', '--json']);
    expect(JSON.parse(out)).toMatchObject({ ok: false, models: [{ problems: ['record 2 has no copy'] }] });
  });

  test('fails on a chain that was cut at its end', async () => {
    const records = await history();
    copy(records);
    cloud.cut(6);
    const { code, out } = await cloud.call(['verify', 'churn']);
    expect(code).toBe(1);
    expect(out).toContain('record 6 is missing: the copy knows 6 records');
  });
});

test('an environment without a ledger says so', async () => {
  cloud.publishes(
    '/excorp/prod/operator',
    JSON.stringify({
      schemaVersion: 1,
      environment: 'prod',
      prefix: 'excorp',
      account: ACCOUNT,
      region: 'eu-west-1',
      modelBucket: 'w',
    }),
  );
  const { code, err } = await cloud.call(['which', 'churn']);
  expect(code).toBe(1);
  expect(err).toContain('error: prod has no release ledger yet');
});
