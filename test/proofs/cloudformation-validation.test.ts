import { readFileSync } from 'node:fs';
import path from 'node:path';
import { App, Validations } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks, NIST80053R5Checks } from 'cdk-nag';
import { ComplianceGate } from '../../constructs/compliance';
import { productionApp } from '../constructs/compliance/gate/production-app';
import { asynchronous, newStack, realtime, realtimeToZero } from '../constructs/serving/endpoint-stack';

const { context } = JSON.parse(readFileSync(path.join(__dirname, '../../cdk.json'), 'utf8')) as {
  context: Record<string, unknown>;
};

interface Report {
  readonly pluginReports: readonly {
    readonly pluginName: string;
    readonly violations?: readonly { readonly ruleName: string }[];
    readonly suppressedViolations?: readonly { readonly ruleName: string }[];
  }[];
}

const newApp = () => new App({ context: { ...context, '@aws-cdk/core:validateAgainstDefaultRules': true } });

/** Synthesizes as the gate does, packs and CloudFormation validation included. */
function synthesize(build: (stack: ReturnType<typeof newStack>) => unknown) {
  const app = newApp();
  Validations.of(app).addPlugins(new AwsSolutionsChecks(), new NIST80053R5Checks());
  build(newStack(app));
  let failure = '';
  try {
    app.synth();
  } catch (error) {
    failure = String(error);
  }
  const report = JSON.parse(readFileSync(path.join(app.outdir, 'validation-report.json'), 'utf8')) as Report;
  const rules = (kind: 'violations' | 'suppressedViolations') =>
    report.pluginReports.flatMap((plugin) => (plugin[kind] ?? []).map(({ ruleName }) => ruleName)).sort();
  return { failure, violations: rules('violations'), acknowledged: rules('suppressedViolations') };
}

const validation = process.env['CDK_VALIDATION'];
beforeAll(() => {
  delete process.env['CDK_VALIDATION'];
  // CDK builds its validation for the types that it meets, which takes seconds: here it meets those of all endpoints at once.
  const app = newApp();
  for (const build of [realtime, realtimeToZero, asynchronous]) build(newStack(app, build.name));
  app.synth();
});
afterAll(() => (process.env['CDK_VALIDATION'] = validation));
// The summary of the validation.
beforeEach(() => jest.spyOn(console, 'error').mockImplementation());
afterEach(() => jest.restoreAllMocks());

const SHARED = [
  'AwsSolutions-IAM5[Resource::*]',
  'AwsSolutions-IAM5[Resource::arn:aws:ec2:eu-west-1:333333333333:network-interface/*]',
  'AwsSolutions-IAM5[Resource::arn:aws:s3:::data-bucket/async/requests/<aws:PrincipalTag/ServedModel>/*]',
  'AwsSolutions-IAM5[Resource::arn:aws:s3:::data-bucket/async/results/<aws:PrincipalTag/ServedModel>/*]',
  'AwsSolutions-IAM5[Resource::arn:aws:s3:::models-bucket/models/<aws:PrincipalTag/ServedModel>/*]',
];
const HARDWARE_ENCRYPTION = 'NIST.800.53.R5-SageMakerEndpointConfigurationKMSKeyConfigured';

test.each([
  ['real-time', realtime],
  ['realtime-to-zero', realtimeToZero],
  ['asynchronous', asynchronous],
])('the %s endpoint passes AwsSolutions, NIST 800-53 and the CloudFormation validation', (_kind, build) => {
  const { failure, violations, acknowledged } = synthesize((stack) => build(stack));
  expect(failure).toBe('');
  expect(violations).toEqual([]);
  // Those of the platform, once for all models of an environment, and one that SageMaker itself makes impossible to meet.
  expect(acknowledged).toEqual([...SHARED, HARDWARE_ENCRYPTION]);
});

test('an endpoint without local storage needs no acknowledgement of its own', () => {
  const { failure, acknowledged } = synthesize((stack) => realtime(stack, { instanceTypes: ['ml.m7i.xlarge'] }));
  expect(failure).toBe('');
  expect(acknowledged).toEqual(SHARED);
});

test('the validation is on: it finds an instance type that the service does not know', () => {
  const { violations } = synthesize((stack) => realtime(stack, { instanceTypes: ['ml.g5.huge'] }));
  expect(violations).toEqual(['W3030']);
});

test('the gate treats a wrong enum value, which CDK only warns about, as a violation', () => {
  const { app, stage, stack } = productionApp();
  new s3.CfnBucket(stack, 'Bucket', { accessControl: 'Privat' });
  const environments = [{ stage, production: true, packs: [] }];
  const common = { evaluationDate: '2026-11-23', rules: [], checks: [], sourceRoot: process.cwd() };
  const { findings, verdict } = ComplianceGate.attach(app, { environments, ...common }).conclude(app.synth());
  expect(verdict).toBe('refused');
  expect(findings.find(({ rule }) => rule === 'W3030')).toMatchObject({
    pack: 'CloudFormation-Validate',
    path: 'prod/Data/Bucket',
    location: 'Properties.AccessControl',
    problem: expect.stringContaining("'Privat' is not one of"),
  });
});
