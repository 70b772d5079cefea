import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { GetObjectCommand, HeadObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import {
  CreateModelPackageCommand,
  DescribeEndpointCommand,
  DescribeEndpointConfigCommand,
  DescribeModelCommand,
  DescribeModelPackageCommand,
  ListModelPackagesCommand,
  UpdateModelPackageCommand,
} from '@aws-sdk/client-sagemaker';
import { DescribeExecutionCommand, GetExecutionHistoryCommand, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { matchingActions } from '../../../constructs/compliance/core/iam-catalogue';
import { copyKey } from '../../../constructs/ledger/core';
import { OPERATIONS, type OperationName } from '../../../lib/operator/aws/operations';
import type { Session } from '../../../lib/operator/aws/session';
import { VERBS } from '../../../lib/operator/commands';
import { actionsOf } from '../../../lib/operator/permissions';
import { ACCOUNT, arnOf, Cloud } from './cloud';
import { serves } from './ledger-facts';
import { call } from './call';

const cloud = new Cloud();
const folder = mkdtempSync(path.join(tmpdir(), 'blueprint-permissions-'));
const METRICS = path.join(folder, 'metrics.json');

beforeAll(() => writeFileSync(METRICS, '{"auc": 0.9}'));
afterAll(() => rmSync(folder, { recursive: true }));

const REASON = ['--reason', 'x', '--yes'];
const ORIGIN = [
  `--image=image@sha256:${'b'.repeat(64)}`,
  '--weights=s3://weights/models/churn/v15/',
  '--data-uri=s3://data/churn.csv',
  `--data-hash=sha256:${'a'.repeat(64)}`,
  `--metrics=${METRICS}`,
  `--commit=${'c'.repeat(40)}`,
];
/** For each verb calls that take it, together, to everything that it can ask for. The model comes first. */
const LINES: Readonly<Record<string, readonly (readonly string[])[]>> = {
  which: [['churn']],
  timeline: [['churn']],
  list: [[], ['churn']],
  diff: [
    ['churn', '14', '15'],
    ['churn', '14', '99'],
  ],
  verify: [['churn']],
  register: [['churn', ...ORIGIN, '--yes']],
  approve: [
    ['churn', '15', ...REASON],
    ['churn', '99', ...REASON],
  ],
  reject: [
    ['churn', '15', ...REASON],
    ['churn', '99', ...REASON],
  ],
  promote: [
    ['churn', ...REASON],
    ['churn', '14', ...REASON],
  ],
  rollback: [
    ['churn', ...REASON],
    ['churn', '--to', '14', ...REASON],
    ['churn', '--to', '99', ...REASON],
  ],
  pin: [['churn', ...REASON]],
  unpin: [['churn', ...REASON]],
};

/** Churn serves v15, served v14 before, and was being released when somebody stopped that. */
async function world(verb: string): Promise<void> {
  cloud.reset();
  const records = await cloud.records(
    serves(14, '2026-11-17T10:00:00.000Z', 13),
    serves(15, '2026-11-17T11:00:00.000Z', 14),
  );
  const pin = { kind: { S: 'pin' }, packageArn: { S: arnOf(15) } };
  const lock = { kind: { S: 'lock' }, execution: { S: 'arn:stopped' } };
  cloud.releases(15).remembers(lock, ...(verb === 'unpin' ? [pin] : []));
  const copies = new Map(records.map((record) => [copyKey(record), JSON.stringify(record)]));
  cloud.s3.on(ListObjectsV2Command).resolves({ KeyCount: 1, Contents: [...copies.keys()].map((Key) => ({ Key })) });
  cloud.s3.on(GetObjectCommand).callsFake(({ Key }: { Key: string }) => ({
    Body: { transformToString: async () => copies.get(Key) },
  }));
  cloud.s3.on(HeadObjectCommand).resolves({}).on(PutObjectCommand).resolves({});
  cloud.sagemaker
    .on(DescribeModelPackageCommand)
    .callsFake(({ ModelPackageName }: { ModelPackageName: string }) => {
      if (ModelPackageName !== arnOf(99)) return described(ModelPackageName, verb === 'approve');
      throw Object.assign(new Error('does not exist'), { name: 'ValidationException' });
    })
    .on(ListModelPackagesCommand)
    .resolves({ ModelPackageSummaryList: [{ ...described(arnOf(14)), ModelPackageGroupName: 'excorp-prod-churn' }] })
    .on(DescribeEndpointCommand)
    .resolves({ LastDeploymentConfig: { AutoRollbackConfiguration: { Alarms: [{ AlarmName: 'errors' }] } } })
    .on(DescribeEndpointConfigCommand)
    .resolves({})
    .on(DescribeModelCommand)
    .resolves({})
    .on(CreateModelPackageCommand)
    .resolves({ ModelPackageArn: arnOf(16) })
    .on(UpdateModelPackageCommand)
    .resolves({ ModelPackageArn: arnOf(15) });
  cloud.cloudwatch.on(DescribeAlarmsCommand).resolves({});
  const execution = { startDate: new Date(0), stopDate: new Date(0) };
  cloud.sfn
    .on(StartExecutionCommand)
    .resolves({ executionArn: 'arn:started', startDate: new Date(0) })
    .on(DescribeExecutionCommand)
    .resolves({ ...execution, status: 'SUCCEEDED' })
    .on(DescribeExecutionCommand, { executionArn: 'arn:stopped' })
    .resolves({ ...execution, status: 'ABORTED' })
    .on(GetExecutionHistoryCommand)
    .resolves({ events: [] });
}

function described(arn: string, pending = false) {
  return {
    ModelPackageName: 'churn',
    ModelPackageArn: arn,
    CreationTime: new Date(0),
    ModelPackageStatus: 'Completed' as const,
    ModelPackageStatusDetails: { ValidationStatuses: [] },
    ModelApprovalStatus: pending ? ('PendingManualApproval' as const) : ('Approved' as const),
    CreatedBy: { IamIdentity: { Arn: `arn:aws:iam::${ACCOUNT}:user/bert` } },
  };
}

/** Names of the commands that the clients of the SDK were given. */
function sent(): readonly string[] {
  const { cloudwatch, dynamodb, s3, sagemaker, sfn, ssm, sts } = cloud;
  return [cloudwatch, dynamodb, s3, sagemaker, sfn, ssm, sts].flatMap((client) =>
    client.calls().map(({ args }) => args[0].constructor.name.replace(/Command$/, '')),
  );
}

/**
 * These work on a project and not on a deployed environment. `doctor/permissions.test.ts` has the calls of `doctor`, and
 * `prove/permissions.test.ts` those of `prove`.
 */
const OF_PROJECTS = new Set(['doctor', 'prove']);
const asking = VERBS.filter(({ name, permissions }) => permissions.length > 0 && !OF_PROJECTS.has(name));

test('every verb that asks AWS for something has calls here', () => {
  expect(Object.keys(LINES).sort()).toEqual(asking.map(({ name }) => name).sort());
});

test.each(asking)('$name sends the calls that it declares, and no others', async ({ name, permissions }) => {
  const found = new Set<string>();
  const note = (): void => sent().forEach((one) => found.add(one));
  for (const line of LINES[name] ?? []) {
    await world(name);
    await cloud.call([name, ...line]);
    note();
    const [model, ...rest] = line;
    if (model === undefined) continue;
    await world(name);
    expect(await cloud.call([name, 'chrun', ...rest])).toMatchObject({ code: 2 });
    note();
  }
  await world(name);
  expect(await call('/', [name, ...(LINES[name]?.at(-1) ?? []), '--env', 'prdo'])).toMatchObject({ code: 2 });
  note();
  expect([...found].sort()).toEqual([...new Set(permissions.flatMap(({ calls }) => calls))].sort());
});

test('nothing but clients.ts loads an SDK, so that nothing is sent past the session', () => {
  const operator = path.join(__dirname, '../../../lib/operator');
  const loads = /(?:^import (?!type\b)[^;]*?|(?:require|import)\()'@aws-sdk\//m;
  const files = readdirSync(operator, { recursive: true }).map(String);
  const found = files.filter(
    (file) => file.endsWith('.ts') && loads.test(readFileSync(path.join(operator, file), 'utf8')),
  );
  expect(found).toEqual(['aws/clients.ts']);
});

test('every operation that can be sent is declared by a verb', () => {
  const declared = VERBS.flatMap(({ permissions }) => permissions.flatMap(({ calls }) => calls));
  expect([...new Set(declared)].sort()).toEqual(Object.keys(OPERATIONS).sort());
});

/**
 * The operations whose action has another name:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html and
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsbudgetservice.html
 */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  DeleteObjects: 'DeleteObjectVersion',
  DescribeBudgets: 'ViewBudget',
  HeadObject: 'GetObject',
  ListObjectVersions: 'ListBucketVersions',
  ListObjectsV2: 'ListBucket',
};

test.each(Object.entries(OPERATIONS))('%s is allowed by the action of its name', (name, { action }) => {
  expect(action.split(':')[1]).toBe(OTHER_NAMES[name] ?? name);
});

test('every action exists, with this spelling', () => {
  const actions = VERBS.flatMap(({ permissions }) =>
    permissions.flatMap((permission) => [...actionsOf(permission), permission.key ?? []].flat()),
  );
  const unknown = actions.filter((action) => {
    const [service = '', name = ''] = action.split(':');
    return matchingActions(service, name)[0]?.name !== name;
  });
  expect(unknown).toEqual([]);
});

/** Whether a function that sends `Needed` can be given a session that may send `Declared`. */
type Fits<Declared extends OperationName, Needed extends OperationName> =
  Session<Declared> extends Session<Needed> ? true : false;

test('a session sends nothing that its verb does not declare: it would not compile', () => {
  const declared: Fits<'Query' | 'GetObject', 'Query'> = true;
  const undeclared: Fits<'Query', 'Query' | 'GetObject'> = false;
  expect({ declared, undeclared }).toEqual({ declared: true, undeclared: false });
});
