import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { HeadObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import {
  CreateModelPackageCommand,
  DescribeModelPackageCommand,
  UpdateModelPackageCommand,
  type DescribeModelPackageOutput,
} from '@aws-sdk/client-sagemaker';
import { originOf } from '../../../../constructs/registry';
import { removeSamples, Sample } from '../../config/sample';
import { ACCOUNT, arnOf, CALLER, Cloud } from '../cloud';
import { call } from '../call';

const cloud = new Cloud();
const folder = mkdtempSync(path.join(tmpdir(), 'blueprint-register-'));
const IMAGE = `763104351884.dkr.ecr.eu-west-1.amazonaws.com/djl-inference@sha256:${'b'.repeat(64)}`;
const COMMIT = 'c'.repeat(40);
const METRICS = '{"auc": 0.871, "held": {"rows": 5000}}';

const sha256 = (text: string): string => `sha256:${createHash('sha256').update(text).digest('hex')}`;

const COMPLETE = [
  'register',
  'churn',
  '--image',
  IMAGE,
  '--weights',
  's3://weights/models/churn/v15/',
  '--data-uri',
  's3://data/churn/2026-11/',
  '--data-file',
  'train.csv',
  '--metrics',
  'metrics.json',
  '--hyperparameters',
  'params.json',
  '--commit',
  COMMIT,
];

beforeAll(() => {
  writeFileSync(path.join(folder, 'metrics.json'), METRICS);
  writeFileSync(path.join(folder, 'params.json'), '{"depth": 6, "objective": "auc"}');
  writeFileSync(path.join(folder, 'train.csv'), 'a,b\n');
  writeFileSync(path.join(folder, 'broken.json'), '{"auc": "good"}');
});

afterAll(() => {
  rmSync(folder, { recursive: true });
  removeSamples();
});

beforeEach(() => {
  cloud.reset();
  cloud.s3.on(ListObjectsV2Command).resolves({ KeyCount: 1 });
  cloud.s3.on(HeadObjectCommand).resolves({});
  cloud.s3.on(PutObjectCommand).resolves({});
  cloud.sagemaker.on(CreateModelPackageCommand).resolves({ ModelPackageArn: arnOf(15) });
  cloud.sagemaker.on(UpdateModelPackageCommand).resolves({ ModelPackageArn: arnOf(15) });
});

function created() {
  return cloud.sagemaker.commandCalls(CreateModelPackageCommand).map(({ args }) => args[0].input);
}

function updated() {
  return cloud.sagemaker.commandCalls(UpdateModelPackageCommand).map(({ args }) => args[0].input);
}

describe('register', () => {
  test('writes a version whose origin the release check reads back', async () => {
    const { code, out, err } = await cloud.call([...COMPLETE, '--yes'], { cwd: folder });
    expect({ code, out }).toEqual({ code: 0, out: 'registered churn v15, which waits for approval' });
    expect(err).toContain('next: another person approves it: blueprint approve churn v15 --env prod --reason "…"');
    const [request] = created();
    expect(request).toMatchObject({
      ModelPackageGroupName: 'excorp-prod--churn',
      ModelApprovalStatus: 'PendingManualApproval',
      ClientToken: expect.stringMatching(/^[0-9a-f]{36}$/),
      InferenceSpecification: {
        Containers: [
          {
            Image: IMAGE,
            ModelDataSource: {
              S3DataSource: {
                S3Uri: 's3://weights/models/churn/v15/',
                S3DataType: 'S3Prefix',
                CompressionType: 'None',
              },
            },
          },
        ],
      },
      MetadataProperties: { CommitId: COMMIT, GeneratedBy: 'blueprint register' },
      ModelMetrics: {
        ModelQuality: {
          Statistics: {
            ContentType: 'application/json',
            ContentDigest: sha256(METRICS),
            S3Uri: `s3://weights/models/churn/metrics/${sha256(METRICS).slice(7)}.json`,
          },
        },
      },
      ModelCard: { ModelCardStatus: 'PendingReview' },
    });
    expect(request === undefined ? undefined : originOf(request)).toEqual({
      author: CALLER,
      sourceCommit: COMMIT,
      trainingDataUri: 's3://data/churn/2026-11/',
      trainingDataHash: sha256('a,b\n'),
      imageDigest: `sha256:${'b'.repeat(64)}`,
      metrics: { auc: '0.871', 'held.rows': '5000' },
      hyperparameters: { depth: '6', objective: 'auc' },
    });
    expect(cloud.s3.commandCalls(PutObjectCommand)[0]?.args[0].input).toMatchObject({
      Bucket: 'weights',
      Body: METRICS,
    });
  });

  test('attaches a card that the environment, or else the configuration, fills', async () => {
    await cloud.call([...COMPLETE, '--yes'], { cwd: folder });
    const card = (index: number) => JSON.parse(created()[index]?.ModelCard?.ModelCardContent ?? '') as object;
    expect(card(0)).toMatchObject({
      model_overview: { model_creator: CALLER, model_artifact: ['s3://weights/models/churn/v15/'] },
      intended_uses: { purpose_of_model: 'Scores how likely a customer is to leave', risk_rating: 'Medium' },
      training_details: {
        training_job_details: { user_provided_hyper_parameters: [{ name: 'depth', value: '6' }, expect.anything()] },
      },
      evaluation_details: [
        { metric_groups: [{ metric_data: [{ name: 'auc', type: 'number', value: 0.871 }, expect.anything()] }] },
      ],
    });
    const { root } = new Sample();
    await call(folder, [...COMPLETE, '--yes', '--env', 'prod', '--root', root]);
    expect(card(1)).toMatchObject({
      intended_uses: { purpose_of_model: expect.stringContaining('so that the retention team calls the right people') },
      business_details: {
        business_problem: expect.stringContaining('Pilot kept 9.1 %'),
        line_of_business: 'Customer Operations',
      },
      additional_information: { custom_details: { 'data class': 'confidential', kind: 'predictive' } },
    });
  });

  test('registers the same version once: the same request has the same token', async () => {
    await cloud.call([...COMPLETE, '--yes'], { cwd: folder });
    await cloud.call([...COMPLETE, '--yes'], { cwd: folder });
    await cloud.call([...COMPLETE, '--yes', '--description', 'other'], { cwd: folder });
    const [first, second, third] = created().map(({ ClientToken }) => ClientToken);
    expect(second).toBe(first);
    expect(third).not.toBe(first);
  });

  test('fails with everything that is missing at once', async () => {
    const { code, err } = await cloud.call(['register', 'churn', '--yes'], { cwd: folder });
    expect(code).toBe(1);
    expect(err.split('\n').map((line) => line.replace(/:.*/, ''))).toEqual([
      '  - --image is missing',
      '  - --weights is missing',
      '  - --data-uri is missing',
      '  - --commit is missing',
      '  - --data-hash is missing',
      '  - --metrics is missing',
      'error',
      'next',
    ]);
    expect(err).toContain('error: no version of churn is registered: 6 things are missing or wrong');
    expect(created()).toEqual([]);
  });

  test('fails with the details as JSON too', async () => {
    const { out } = await cloud.call(['register', 'churn', '--json'], { cwd: folder });
    expect(JSON.parse(out)).toMatchObject({ ok: false, error: { exitCode: 1, details: expect.arrayContaining([]) } });
  });

  test.each<[string, string[], string]>([
    ['an image without digest', ['--image', 'repo:latest'], '--image must be an image with its digest'],
    ['a hash that the file has not', ['--data-hash', `sha256:${'0'.repeat(64)}`], 'and train.csv has sha256:'],
    ['a short commit', ['--commit', 'abc'], "--commit must be a whole commit id, see git rev-parse HEAD, got 'abc'"],
    ['metrics that are no numbers', ['--metrics', 'broken.json'], '--metrics must hold numbers, auc is none'],
    ['a metrics file that is not there', ['--metrics', 'none.json'], 'there is no file none.json'],
    ['weights that the endpoint may not read', ['--weights', 's3://other/x/'], 'must be in s3://weights/models/churn/'],
    [
      'weights of another model',
      ['--weights', 's3://weights/models/assistant/'],
      'must be in s3://weights/models/churn/',
    ],
    ['an author in strange letters', ['--author', 'ana#1'], 'author must have at most 256 letters'],
  ])('fails on %s', async (_, change, message) => {
    const { code, err } = await cloud.call([...COMPLETE, ...change, '--yes'], { cwd: folder });
    expect(code).toBe(1);
    expect(err).toContain(message);
    expect(created()).toEqual([]);
  });

  test('fails without a metric that releases are judged by, and warns of one that is worse than its floor', async () => {
    const judged = (metric: string, floor: number) =>
      cloud.publishes(
        '/excorp/prod/churn/operator',
        JSON.stringify({
          schemaVersion: 1,
          model: 'churn',
          description: 'x',
          owner: 'x',
          riskClass: 'low',
          evaluation: [{ metric, floor }],
        }),
      );
    judged('recall', 0.5);
    expect(await cloud.call([...COMPLETE, '--yes'], { cwd: folder })).toMatchObject({
      code: 1,
      err: expect.stringContaining('--metrics must contain recall, which the release checks; measure it'),
    });
    judged('auc', 0.9);
    expect(await cloud.call([...COMPLETE, '--yes'], { cwd: folder })).toMatchObject({
      code: 0,
      err: expect.stringContaining('auc must be at least 0.9 to be released, it is 0.871'),
    });
  });

  describe('when the release demands an image', () => {
    const [repository = '', digest = ''] = IMAGE.split('@');
    const publish = (image: { repository: string; digest?: string }) =>
      cloud.publishes(
        '/excorp/prod/churn/operator',
        JSON.stringify({ schemaVersion: 1, model: 'churn', description: 'x', owner: 'x', riskClass: 'low', image }),
      );

    test('fails on another, before anything is written, and says which one and how to change it', async () => {
      const other = `${repository}@sha256:${'d'.repeat(64)}`;
      publish({ repository, digest });
      const { code, err } = await cloud.call([...COMPLETE, '--image', other, '--yes'], { cwd: folder });
      expect(code).toBe(1);
      expect(err).toContain(
        `--image must be ${IMAGE}, which the release checks, got ${other}; register with that one, or change container in the file of churn and deploy first`,
      );
      expect(created()).toEqual([]);
    });

    test('takes the pinned one where no option names any, and every build where none is pinned', async () => {
      const withoutImage = COMPLETE.filter((argument) => argument !== '--image' && argument !== IMAGE);
      publish({ repository, digest });
      expect((await cloud.call([...withoutImage, '--yes'], { cwd: folder })).code).toBe(0);
      expect(created()[0]?.InferenceSpecification?.Containers?.[0]?.Image).toBe(IMAGE);
      publish({ repository });
      expect((await cloud.call([...COMPLETE, '--yes'], { cwd: folder })).code).toBe(0);
    });
  });

  test('fails when the objects are not there', async () => {
    cloud.s3.on(ListObjectsV2Command).resolves({ KeyCount: 0 });
    const { err } = await cloud.call([...COMPLETE, '--yes'], { cwd: folder });
    expect(err).toContain('--weights: there is nothing below s3://weights/models/churn/v15/; upload it first');
    expect(err).toContain('--data-uri: there is nothing below s3://data/churn/2026-11/; upload it first');
  });

  test('fails without a terminal, having shown the plan', async () => {
    const { code, err } = await cloud.call(COMPLETE, { cwd: folder });
    expect(code).toBe(3);
    expect(err).toContain('register a version of churn in prod');
    expect(err).toContain('--yes');
    expect(created()).toEqual([]);
  });
});

function describes(change: Partial<DescribeModelPackageOutput> = {}): void {
  cloud.sagemaker.on(DescribeModelPackageCommand).resolves({
    ModelPackageName: 'x',
    ModelPackageArn: arnOf(15),
    CreationTime: new Date(0),
    ModelPackageStatus: 'Completed',
    ModelPackageStatusDetails: { ValidationStatuses: [] },
    ModelApprovalStatus: 'PendingManualApproval',
    CreatedBy: { IamIdentity: { Arn: `arn:aws:iam::${ACCOUNT}:user/bert` } },
    CustomerMetadataProperties: { author: 'bert', 'metric.auc': '0.871' },
    ...change,
  });
}

describe('approve', () => {
  const APPROVE = ['approve', 'churn', '15', '--reason', 'CHG-812', '--yes'];

  test('approves, after showing what is approved', async () => {
    describes();
    const { code, out, err } = await cloud.call(APPROVE);
    expect({ code, out }).toEqual({ code: 0, out: 'churn v15: approved; the release starts by itself' });
    expect(err.split('\n')).toEqual([
      'approve churn v15 in prod',
      '  author   bert',
      '  data     unknown',
      '  metrics  auc 0.871',
      '  reason   CHG-812',
      '  then     the release starts by itself',
    ]);
    expect(updated()).toEqual([
      { ModelPackageArn: arnOf(15), ModelApprovalStatus: 'Approved', ApprovalDescription: 'CHG-812' },
    ]);
  });

  test('approves the review of a high-risk version first', async () => {
    describes();
    const { out } = await cloud.call(['approve', 'assistant', '15', '--reason', 'CHG-812', '--yes']);
    expect(out).toContain('the review is approved; a second person approves it: blueprint approve assistant v15');
    expect(updated()).toEqual([
      {
        ModelPackageArn: arnOf(15),
        ModelLifeCycle: { Stage: 'Review', StageStatus: 'Approved', StageDescription: 'CHG-812' },
      },
    ]);
  });

  test('approves a high-risk version whose review another person approved', async () => {
    describes({
      ModelLifeCycle: { Stage: 'Review', StageStatus: 'Approved' },
      LastModifiedBy: { IamIdentity: { Arn: `arn:aws:iam::${ACCOUNT}:user/carl` } },
    });
    await cloud.call(['approve', 'assistant', '15', '--reason', 'CHG-812', '--yes']);
    expect(updated()).toMatchObject([{ ModelApprovalStatus: 'Approved' }]);
  });

  test.each<[string, string[], Partial<DescribeModelPackageOutput>, string]>([
    [
      'of one\u2019s own',
      APPROVE,
      { CreatedBy: { IamIdentity: { Arn: CALLER } } },
      "nobody approves a version of one's own",
    ],
    [
      'that one made',
      APPROVE,
      { CustomerMetadataProperties: { author: CALLER } },
      "nobody approves a version of one's own",
    ],
    [
      'of high risk whose review one approved',
      ['approve', 'assistant', '15', '--reason', 'CHG-812', '--yes'],
      {
        ModelLifeCycle: { Stage: 'Review', StageStatus: 'Approved' },
        LastModifiedBy: { IamIdentity: { Arn: CALLER } },
      },
      'a high-risk version takes two people',
    ],
  ])('fails on a version %s', async (_, line, change, message) => {
    describes(change);
    const { code, err } = await cloud.call(line);
    expect(code).toBe(1);
    expect(err).toContain(message);
    expect(updated()).toEqual([]);
  });

  test('does nothing for a version that is approved already', async () => {
    describes({ ModelApprovalStatus: 'Approved' });
    expect(await cloud.call([...APPROVE, '--json'])).toMatchObject({
      code: 0,
      out: expect.stringContaining('"changed": false'),
    });
    expect(updated()).toEqual([]);
  });

  test('fails without a reason', async () => {
    expect(await cloud.call(['approve', 'churn', '15', '--yes'])).toMatchObject({
      code: 3,
      err: expect.stringContaining('--reason is needed, and there is no terminal to ask at'),
    });
  });
});

test('reject ends the review of a version, so that it can be reviewed and approved again', async () => {
  describes({
    ModelApprovalStatus: 'Approved',
    ModelLifeCycle: { Stage: 'Review', StageStatus: 'Approved' },
  });
  await cloud.call(['reject', 'churn', '15', '--reason', 'reviewed by its author', '--yes']);
  expect(updated()).toEqual([
    {
      ModelPackageArn: arnOf(15),
      ModelApprovalStatus: 'Rejected',
      ApprovalDescription: 'reviewed by its author',
      ModelLifeCycle: { Stage: 'Review', StageStatus: 'Rejected' },
    },
  ]);
});

test('reject says what follows for a version that serves', async () => {
  describes({ ModelApprovalStatus: 'Approved' });
  cloud.releases(15);
  const { out } = await cloud.call(['reject', 'churn', '15', '--reason', 'recall fell', '--yes', '--json']);
  expect(JSON.parse(out)).toEqual({
    ok: true,
    changed: true,
    model: 'churn',
    environment: 'prod',
    packageArn: arnOf(15),
    status: 'Rejected',
    reason: 'recall fell',
    actor: CALLER,
  });
  expect(updated()).toEqual([
    { ModelPackageArn: arnOf(15), ModelApprovalStatus: 'Rejected', ApprovalDescription: 'recall fell' },
  ]);
  const { err } = await cloud.call(['reject', 'churn', '15', '--reason', 'recall fell']);
  expect(err).toContain('it serves now: a rollback to the last version that served well starts by itself');
});
