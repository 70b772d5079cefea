import { resolveEnvironments, type ResolvedEnvironment, type ResolvedModel } from '../../../lib/config';
import { removeSamples, Sample } from './sample';

afterAll(removeSamples);

const CHURN = 'models/churn.yaml';
const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`;

function environment(sample: Sample, name: string): ResolvedEnvironment {
  const found = resolveEnvironments(sample.load()).find((one) => one.name === name);
  if (found === undefined) throw new Error(`no environment ${name}`);
  return found;
}

function churn(sample: Sample, name: string): ResolvedModel {
  const found = environment(sample, name).models.find((one) => one.name === 'churn');
  if (found === undefined) throw new Error(`no model churn in ${name}`);
  return found;
}

describe('an environment', () => {
  test('has its contacts, models and waivers resolved', () => {
    const sample = new Sample();
    const prod = environment(sample, 'prod');
    const platform = { key: 'platform-team', name: 'AI Platform Team', email: 'ai-platform@example.com' };
    expect(prod.platformOwner).toEqual(platform);
    expect(prod.budget).toEqual({ monthlyUsd: 60000, alertPercents: [50, 80, 100], notify: platform });
    expect(prod.models.map(({ name }) => name)).toEqual(['assistant', 'churn', 'document-extraction']);
    expect(prod.source).toEqual({ file: 'config/environments/prod.yaml', line: 2 });
    expect(prod.origins.get('scalingFloor')).toEqual({
      kind: 'file',
      file: 'config/environments/prod.yaml',
      line: sample.lineOf('environments/prod.yaml', 'scalingFloor: 2'),
    });
  });

  test('has the waivers that count in it alone', () => {
    const sample = new Sample().write(
      'waivers.yaml',
      `schemaVersion: 1
waivers:
  - rule: AwsSolutions::AwsSolutions-S1
    environments: [dev, prod]
    path: Foundation/AccessLogs/Resource
    reason: The bucket is the access-log bucket itself
    compensatingControl: CloudTrail data events record every access
    owner: platform-team
    ticket: SEC-1042
    approver: security
    expires: 2027-01-31
`,
    );
    expect(environment(sample, 'staging').waivers).toEqual([]);
    expect(environment(sample, 'prod').waivers).toMatchObject([
      {
        rule: 'AwsSolutions::AwsSolutions-S1',
        approver: { key: 'security', name: 'Security Office' },
        source: { file: 'config/waivers.yaml', line: 3 },
      },
    ]);
  });
});

describe('a model', () => {
  test('has what an environment overrides, and the rest of its file', () => {
    const sample = new Sample();
    expect(churn(sample, 'dev').serving).toMatchObject({
      mode: 'realtime',
      instanceTypes: ['ml.g5.xlarge'],
      scaling: { minInstances: 2, maxInstances: 2, targetConcurrencyPerInstance: 8 },
      batching: { maxBatchSize: 32, maxDelayMilliseconds: 5 },
    });
    expect(churn(sample, 'prod').serving.scaling).toEqual({
      minInstances: 2,
      maxInstances: 6,
      targetConcurrencyPerInstance: 8,
    });
  });

  test('says of each value where it came from', () => {
    const sample = new Sample();
    const { origins, source } = churn(sample, 'dev');
    const file = 'config/models/churn.yaml';
    expect(source).toEqual({ file, line: 3 });
    expect(origins.get('riskClass')).toEqual({ kind: 'file', file, line: sample.lineOf(CHURN, 'riskClass') });
    expect(origins.get('serving.scaling.maxInstances')).toEqual({
      kind: 'override',
      file,
      line: sample.lineOf(CHURN, 'maxInstances: 2'),
    });
    expect(origins.get('serving.streaming')).toEqual({ kind: 'default' });
    expect(origins.get('container.image')).toEqual({ kind: 'derived' });
  });

  test('is not in an environment that leaves it out', () => {
    const sample = new Sample().edit(CHURN, '  dev:\n', '  dev:\n    enabled: false\n');
    expect(environment(sample, 'dev').models.map(({ name }) => name)).toEqual(['assistant', 'document-extraction']);
    expect(environment(sample, 'prod').models).toHaveLength(3);
  });

  test('has governance with addresses, and readiness with the day it expires', () => {
    const { governance, owner } = churn(
      new Sample().edit(CHURN, 'date: 2026-09-28', 'date: 2026-09-28, validityDays: 90'),
      'prod',
    );
    expect(owner.key).toBe('customer-analytics');
    expect(governance).toMatchObject({
      model: 'churn',
      owner: 'Customer Analytics Team <customer-analytics@example.com>',
      costCentre: 'CC-1001',
      riskClass: 'medium',
      objectives: { latencyP99Milliseconds: 200, availabilityPercent: 99.9 },
      readiness: {
        businessCase: { date: '2026-09-14', expires: '2027-09-14' },
        userValidation: { date: '2026-09-28', expires: '2026-12-27' },
      },
    });
  });

  test('takes the image of AWS from the registry of each Region', () => {
    expect(churn(new Sample(), 'prod').container).toEqual({
      framework: 'lmi',
      image: '763104351884.dkr.ecr.eu-west-1.amazonaws.com/djl-inference:0.36.0-lmi28.0.0-cu130',
      recoveryImage: '763104351884.dkr.ecr.eu-central-1.amazonaws.com/djl-inference:0.36.0-lmi28.0.0-cu130',
      pinned: false,
      repository: { account: '763104351884', region: 'eu-west-1', name: 'djl-inference' },
      environment: { OPTION_ENGINE: 'Python' },
      inferenceAmiVersion: 'al2023-ami-sagemaker-inference-gpu-4-1',
    });
  });

  test('pins the image of AWS by digest, from a mirror', () => {
    const sample = new Sample().edit(
      CHURN,
      'framework: lmi',
      `framework: lmi\n  tag: 26.03-py3\n  digest: ${DIGEST}\n  repositoryAccount: '444444444444'`,
    );
    expect(churn(sample, 'dev').container).toMatchObject({
      image: `444444444444.dkr.ecr.eu-west-1.amazonaws.com/djl-inference:26.03-py3@${DIGEST}`,
      pinned: true,
    });
  });

  test("takes one's own image from the same repository in the recovery Region", () => {
    const image = `333333333333.dkr.ecr.eu-west-1.amazonaws.com/models/churn@${DIGEST}`;
    const sample = new Sample().edit(CHURN, 'framework: lmi', `image: ${image}`);
    expect(churn(sample, 'prod').container).toMatchObject({
      image,
      recoveryImage: image.replace('eu-west-1', 'eu-central-1'),
      pinned: true,
      framework: undefined,
    });
  });

  test('has the CPU image and no GPU driver on CPU instances', () => {
    const sample = new Sample()
      .edit(CHURN, '[ml.g5.xlarge]', '[ml.c7i.xlarge]')
      .edit(CHURN, 'framework: lmi', 'framework: triton')
      .edit(CHURN, / {2}batching:.*\n/, '');
    expect(churn(sample, 'dev').container).toMatchObject({
      image: expect.stringMatching(/:25\.09-py3-cpu$/) as string,
      inferenceAmiVersion: undefined,
    });
  });
});

describe('an override that changes a choice', () => {
  test('leaves out what the other mode does not have', () => {
    const async =
      '    serving: { mode: async, scaling: { minInstances: 0, maxInstances: 2, targetBacklogPerInstance: 5 } }';
    const sample = new Sample().edit(CHURN, /^ {4}serving: \{ instanceTypes: \[ml\.g5\.xlarge\].*$/m, async);
    expect(churn(sample, 'dev').serving).toEqual({
      mode: 'async',
      instanceTypes: ['ml.g5.2xlarge', 'ml.g6.2xlarge'],
      scaling: { minInstances: 0, maxInstances: 2, targetBacklogPerInstance: 5 },
      maxConcurrentInvocationsPerInstance: 4,
      startupTimeoutSeconds: 600,
      downloadTimeoutSeconds: 900,
      rollout: { strategy: 'canary', canaryPercent: 10, bakeMinutes: 15 },
    });
  });

  test('gives copies their own default rollout', () => {
    const copies =
      '    serving: { mode: realtime-to-zero, acceleratorsPerCopy: 1, memoryPerCopyMiB: 8192, scaling: { minInstances: 0, maxInstances: 2, minCopies: 0, maxCopies: 1, targetConcurrencyPerCopy: 4 } }';
    const sample = new Sample().edit(CHURN, /^ {4}serving: \{ instanceTypes: \[ml\.g5\.xlarge\].*$/m, copies);
    expect(churn(sample, 'dev').serving.rollout).toEqual({ strategy: 'rolling', batchPercent: 50, bakeMinutes: 10 });
  });

  test('fails when the new mode misses a key, at the line of the override', () => {
    const sample = new Sample().edit(
      CHURN,
      /^ {4}serving: \{ instanceTypes: \[ml\.g5\.xlarge\].*$/m,
      '    serving: { mode: async, scaling: { minInstances: 0 } }',
    );
    expect(sample.problem()).toMatchObject({
      environment: 'dev',
      rule: 'CONFIG-MISSING',
      line: sample.lineOf(CHURN, 'mode: async'),
      path: 'environments.dev.serving.scaling.targetBacklogPerInstance',
    });
  });

  test('keeps the time of a changed rollout strategy', () => {
    const sample = new Sample().edit(
      CHURN,
      'scaling: { minInstances: 2, maxInstances: 2 } }',
      'rollout: { strategy: linear, linearPercent: 20 }, scaling: { minInstances: 2, maxInstances: 2 } }',
    );
    expect(churn(sample, 'dev').serving.rollout).toEqual({ strategy: 'linear', linearPercent: 20, bakeMinutes: 15 });
  });

  test('replaces a framework by an image', () => {
    const image = '111111111111.dkr.ecr.eu-west-1.amazonaws.com/models/churn:dev';
    const sample = new Sample().edit(CHURN, '  dev:\n', `  dev:\n    container: { image: '${image}' }\n`);
    expect(churn(sample, 'dev').container).toMatchObject({ image, pinned: false, framework: undefined });
    expect(churn(sample, 'prod').container.framework).toBe('lmi');
  });

  test('fails on a key of another mode, at its line', () => {
    const sample = new Sample().edit(
      CHURN,
      'scaling: { minInstances: 2, maxInstances: 3 } }',
      'scaling: { minInstances: 2, maxInstances: 3, maxCopies: 3 } }',
    );
    expect(sample.problem()).toMatchObject({
      environment: 'staging',
      rule: 'CONFIG-UNKNOWN-KEY',
      line: sample.lineOf(CHURN, 'maxCopies'),
      allowed: 'minInstances, maxInstances, targetConcurrencyPerInstance, peakConcurrency',
    });
  });
});
