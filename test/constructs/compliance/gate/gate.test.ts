import { Annotations, type Stack, Validations } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { acknowledge } from '../../../../constructs/acknowledge';
import {
  type CloudFormationEngine,
  ComplianceGate,
  type ComplianceRule,
  COMPLIANT,
  type GateResult,
  violation,
  type Waiver,
} from '../../../../constructs/compliance';
import { productionApp, waiver } from './production-app';

const EVALUATION_DATE = '2026-11-23';
/** Refuses nothing. That of CDK takes seconds to load; `test/proofs/cloudformation-validation.test.ts` is about it. */
const CONTENT: CloudFormationEngine = { validate: () => [] };

// Findings name the line that created a resource.
beforeAll(() => void delete process.env['CDK_CONTEXT_JSON']);

/** A rule of our own whose verdict the test decides by the bucket's name. */
const namedBuckets: ComplianceRule = {
  id: 'BucketNamed',
  title: 'Buckets are called good',
  remedy: 'set bucketName to good',
  requirements: ['OPS-4'],
  resourceTypes: ['AWS::S3::Bucket'],
  check: ({ properties }, { production }) =>
    properties.BucketName === 'good' || !production ? COMPLIANT : violation('bucketName must be good'),
};

interface Sample {
  readonly build?: (stack: Stack) => void;
  readonly packs?: readonly string[];
  readonly waivers?: readonly Partial<Waiver>[];
  readonly rules?: readonly ComplianceRule[];
  readonly production?: boolean;
  readonly cloudFormationEngine?: CloudFormationEngine;
}

/** Synthesizes a stage `prod` with a stack `Data` and returns what the gate says. */
function evaluate(sample: Sample): GateResult {
  const { app, stage, stack } = productionApp();
  (sample.build ?? plainBucket)(stack);
  const gate = ComplianceGate.attach(app, {
    environments: [{ stage, production: sample.production ?? true, packs: sample.packs ?? ['AwsSolutions'] }],
    evaluationDate: EVALUATION_DATE,
    rules: sample.rules ?? [],
    checks: [],
    waivers: (sample.waivers ?? []).map((changes) => waiver({ rule: 'AwsSolutions::AwsSolutions-S1', ...changes })),
    cloudFormationEngine: sample.cloudFormationEngine ?? CONTENT,
    sourceRoot: process.cwd(),
  });
  return gate.conclude(app.synth());
}

/** Violates AwsSolutions-S1 (access logs) and S10 (TLS only). */
function plainBucket(stack: Stack): s3.CfnBucket {
  return new s3.CfnBucket(stack, 'Bucket', {
    publicAccessBlockConfiguration: {
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    },
  });
}

const rulesOf = (result: GateResult) => result.findings.map(({ rule }) => rule);
const open = (result: GateResult) => result.findings.filter((finding) => finding.acknowledgement === undefined);

describe('the compliance gate', () => {
  it('refuses a violation inside a stage and names resource, problem and the line that created it', () => {
    const result = evaluate({});
    expect(result.verdict).toBe('refused');
    expect(rulesOf(result)).toEqual(['AwsSolutions-S1', 'AwsSolutions-S10']);
    expect(result.findings[0]).toMatchObject({
      environment: 'prod',
      pack: 'AwsSolutions',
      path: 'prod/Data/Bucket',
      logicalId: 'Bucket',
      resourceType: 'AWS::S3::Bucket',
      problem: 'The S3 Bucket has server access logs disabled.',
      source: expect.stringMatching(/^test\/constructs\/compliance\/gate\/gate\.test\.ts:\d+$/),
    });
  });

  it('counts what passed, failed and did not apply, so that a clean pack differs from a missing one', () => {
    const { tallies } = evaluate({});
    const of = (rule: string) => tallies.find((tally) => tally.rule === rule);
    expect(of('AwsSolutions-S2')).toMatchObject({ passed: 1, failed: 0, acknowledged: 0, notApplicable: 0 });
    expect(of('AwsSolutions-S1')).toMatchObject({ passed: 0, failed: 1 });
    expect(of('AwsSolutions-SQS3')).toMatchObject({ passed: 0, failed: 0, notApplicable: 1 });
  });

  it('evaluates only the packs that an environment chose', () => {
    const result = evaluate({ packs: [] });
    expect(result.verdict).toBe('passed');
    expect(new Set(result.tallies.map(({ pack }) => pack))).toEqual(
      new Set(['Annotations', 'CloudFormation-Validate']),
    );
  });

  it('fails on a pack that does not exist', () => {
    expect(() => evaluate({ packs: ['AwsSolution'] })).toThrow(
      /compliance pack AwsSolution does not exist; choose from/,
    );
  });

  it('asks our own rules about the template and tells which resources witness them', () => {
    const named = (name: string) => (stack: Stack) => void (plainBucket(stack).bucketName = name);
    const good = evaluate({ packs: [], rules: [namedBuckets], build: named('good') });
    expect(good.witnesses).toEqual([
      {
        environment: 'prod',
        rule: 'AiProduction-BucketNamed',
        path: 'prod/Data/Bucket',
        resourceType: 'AWS::S3::Bucket',
      },
    ]);
    const bad = evaluate({ packs: [], rules: [namedBuckets], build: named('bad') });
    expect(open(bad)).toMatchObject([{ problem: 'bucketName must be good', remedy: 'set bucketName to good' }]);
    expect(evaluate({ packs: [], rules: [namedBuckets], production: false }).verdict).toBe('passed');
  });

  it('counts a rule that throws against the resource', () => {
    const throwing = { ...namedBuckets, check: () => { throw new Error('no luck'); } }; // prettier-ignore
    expect(open(evaluate({ packs: [], rules: [throwing] }))).toMatchObject([
      { problem: 'the rule could not be evaluated: Error: no luck' },
    ]);
  });

  it('fails closed when a pack breaks off', () => {
    const cloudFormationEngine = { validate: () => { throw new Error('out of memory'); } }; // prettier-ignore
    const result = evaluate({ packs: [], cloudFormationEngine });
    expect(open(result)).toMatchObject([
      {
        pack: 'CloudFormation-Validate',
        path: 'prod',
        problem: 'the pack could not be evaluated: Error: out of memory',
      },
    ]);
  });

  it('refuses a construct that warns', () => {
    const build = (stack: Stack) => Annotations.of(plainBucket(stack)).addWarningV2('x:y', 'mind the bucket');
    expect(open(evaluate({ packs: [], build }))).toMatchObject([{ pack: 'Annotations', path: 'prod/Data/Bucket' }]);
  });
});

describe('acknowledgements', () => {
  const both: readonly Partial<Waiver>[] = [{}, { rule: 'AwsSolutions::AwsSolutions-S10' }];

  it('let a waived finding pass and keep owner, approver and expiry with it', () => {
    const result = evaluate({ waivers: both });
    expect(result.verdict).toBe('passed');
    expect(result.findings[0]?.acknowledgement).toEqual({
      origin: 'waiver',
      path: 'prod/Data/Bucket',
      reason: 'holds no data of people',
      compensatingControl: 'CloudTrail data events',
      owner: 'platform team',
      ticket: 'SEC-1',
      approver: 'security office',
      expires: '2026-12-31',
      source: 'config/waivers.yaml:4',
    });
  });

  it('count a waiver to its last day', () => {
    const until = (expires: string) => evaluate({ waivers: both.map((one) => ({ ...one, expires })) });
    expect(until(EVALUATION_DATE).verdict).toBe('passed');
    expect(rulesOf(until('2026-11-22'))).toEqual([
      'AwsSolutions-S1',
      'AwsSolutions-S10',
      'Waivers-EXPIRED',
      'Waivers-EXPIRED',
    ]);
  });

  it('refuse a waiver that matches no finding', () => {
    const result = evaluate({ waivers: [...both, { rule: 'AwsSolutions::AwsSolutions-S2' }] });
    expect(open(result)).toMatchObject([
      { rule: 'Waivers-UNMATCHED', problem: 'waiver of AwsSolutions::AwsSolutions-S2 matches no finding (config/waivers.yaml:4)' },
    ]); // prettier-ignore
  });

  it('refuse a waiver whose path does not exist', () => {
    const result = evaluate({ waivers: [...both, { path: 'Data/Bukket' }] });
    expect(open(result)).toMatchObject([{ rule: 'Waivers-UNMATCHED', path: 'prod/Data/Bukket' }]);
  });

  it('refuse a waiver without an owner, and do not let it hide the finding', () => {
    const result = evaluate({ waivers: [{ owner: ' ' }, { rule: 'AwsSolutions::AwsSolutions-S10' }] });
    expect(rulesOf({ ...result, findings: open(result) })).toEqual(['AwsSolutions-S1', 'Waivers-OWNERLESS']);
  });

  it('of the engine keep reason and compensating control', () => {
    const build = (stack: Stack) => {
      const bucket = plainBucket(stack);
      for (const rule of ['S1', 'S10'] as const) {
        acknowledge(bucket, {
          id: `AwsSolutions::AwsSolutions-${rule}`,
          reason: 'it is a log bucket.',
          compensatingControl: 'CloudTrail',
        });
      }
    };
    const result = evaluate({ build });
    expect(result.verdict).toBe('passed');
    expect(result.findings[0]?.acknowledgement).toEqual({
      origin: 'engine',
      path: 'prod/Data/Bucket',
      reason: 'it is a log bucket.',
      compensatingControl: 'CloudTrail',
    });
  });

  it('with a bare id, which would leave no trace, have no effect', () => {
    const build = (stack: Stack) =>
      Validations.of(plainBucket(stack)).acknowledge({ id: 'AwsSolutions-S1', reason: 'hidden' });
    expect(rulesOf({ ...evaluate({ build }), findings: open(evaluate({ build })) })).toContain('AwsSolutions-S1');
  });
});
