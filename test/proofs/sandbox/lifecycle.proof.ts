import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { bootstrap } from '../../../sandbox/bootstrap';
import { bytes } from '../../../sandbox/aws';
import { invoke } from '../../../sandbox/models/invoke';
import { makeWeights } from '../../../sandbox/models/weights';
import { registerVersion, releasedVersion, releaseVersion, servingStackName } from '../../../sandbox/release';
import { excessesOf } from '../../../sandbox/roles';
import { environmentStacks, resourceOf, stackOf, stacksOf } from '../../../sandbox/stacks';
import { subjectOf } from '../../../sandbox/subject';
import { CHURN, churnPlan, churnScores, EXPECTED_SCORES } from './churn';
import { changedProject, type Harness, startSandbox, stopSandbox } from './harness';

const ENDPOINT = z.object({
  EndpointStatus: z.string(),
  EndpointConfigName: z.string(),
  FailureReason: z.string().optional(),
  PendingDeploymentSummary: z.unknown().optional(),
  LastDeploymentConfig: z.object({
    AutoRollbackConfiguration: z.object({ Alarms: z.array(z.object({ AlarmName: z.string() })) }),
  }),
});
const CONFIG = z.object({ ProductionVariants: z.tuple([z.looseObject({ InstanceType: z.string().optional() })]) });
const TARGETS = z.object({ ScalableTargets: z.array(z.object({ ResourceId: z.string(), MaxCapacity: z.number() })) });
const POLICY = z.object({
  PolicyVersion: z.object({ Document: z.looseObject({ Statement: z.array(z.looseObject({ Action: z.unknown() })) }) }),
});

/** Told of the sample company's `churn`. */
let harness: Harness;
let version: string;

const call = <T>(service: string, operation: string, parameters: Record<string, unknown>, answer: z.ZodType<T>) =>
  harness.aws.call(harness.subject.place, service, operation, parameters, answer);
const endpoint = () =>
  call('sagemaker', 'describe_endpoint', { EndpointName: harness.subject.environment.names.endpoint(CHURN) }, ENDPOINT);
const configOf = (EndpointConfigName: string) =>
  call('sagemaker', 'describe_endpoint_config', { EndpointConfigName }, CONFIG);
const newVersion = async (name: string) => {
  const plan = churnPlan(harness);
  const { folder } = makeWeights(harness.run, process.env, plan);
  return registerVersion(harness.aws, harness.subject, plan, folder, name);
};
const release = (arn: string) => releaseVersion(harness.aws, harness.subject, CHURN, arn);
const expectServing = async () => expect(await churnScores(harness)).toEqual(EXPECTED_SCORES);
const servingStack = () => servingStackName(harness.subject, CHURN);

beforeAll(async () => {
  harness = await startSandbox('lifecycle');
  const { cdk, subject } = harness;
  await cdk.synth(subject.place, 'dev');
  await bootstrap(harness.aws, cdk, subject, harness.run);
  await cdk.deploy(subject.place, 'dev/**');
});

afterAll(() => stopSandbox(harness));

test('before the first release the parameter says none, and there is no endpoint', async () => {
  expect(await releasedVersion(harness.aws, harness.subject, CHURN)).toBe('none');
  await expect(endpoint()).rejects.toThrow('Could not find endpoint');
});

test('a release serves the trained model through the unchanged template', async () => {
  version = await newVersion('1');
  const { stack, failure } = await release(version);
  expect([stack.StackStatus, failure]).toEqual(['UPDATE_COMPLETE', undefined]);
  expect((await endpoint()).EndpointStatus).toBe('InService');
  await expectServing();
});

test('fails with what the model said when it refuses a request', async () => {
  const { model, question } = churnPlan(harness);
  const incomplete = { ...question, body: JSON.stringify({ instances: [{ usage_change: 0 }] }) };
  const asking = invoke(harness.aws, harness.subject, model, incomplete);
  await expect(asking).rejects.toThrow('missing features: contract_months, late_payments_12m, monthly_charge');
});

test('a second deployment changes nothing, and keeps the released version', async () => {
  const before = await endpoint();
  const output = await harness.cdk.deploy(harness.subject.place, 'dev/**');
  const stacks = await environmentStacks(harness.aws, harness.subject);
  expect(stacks.length).toBeGreaterThan(4);
  expect(output.match(/\(no changes\)/g)).toHaveLength(stacks.length);
  expect(await endpoint()).toEqual(before);
  expect(await releasedVersion(harness.aws, harness.subject, CHURN)).toBe(version);
});

test('a new instance type replaces the endpoint configuration, keeps the old one, and scaling changes in place', async () => {
  const before = await endpoint();
  const folder = changedProject(harness.run, `models/${CHURN}.yaml`, (text) =>
    text.replace(
      /instanceTypes: \[ml\.g5\.xlarge\], scaling: \{ minInstances: 2, maxInstances: 2 \}/,
      'instanceTypes: [ml.g6.xlarge], scaling: { minInstances: 2, maxInstances: 3 }',
    ),
  );
  await harness.cdk.synth(harness.subject.place, 'dev', folder);
  await harness.cdk.deploy(harness.subject.place, `dev/Serving-${CHURN}`);
  const after = await endpoint();
  expect(after.EndpointStatus).toBe('InService');
  expect(after.EndpointConfigName).not.toBe(before.EndpointConfigName);
  expect((await configOf(after.EndpointConfigName)).ProductionVariants[0].InstanceType).toBe('ml.g6.xlarge');
  expect((await configOf(before.EndpointConfigName)).ProductionVariants[0].InstanceType).toBe('ml.g5.xlarge');
  const { ScalableTargets } = await call(
    'application-autoscaling',
    'describe_scalable_targets',
    { ServiceNamespace: 'sagemaker' },
    TARGETS,
  );
  const target = ScalableTargets.find(({ ResourceId }) => ResourceId.includes(CHURN));
  expect(target?.MaxCapacity).toBe(3);
  await expectServing();
});

test('fails half-way without the weights: the stack goes back, and the old version serves on', async () => {
  const before = await endpoint();
  const arn = await newVersion('2');
  const Bucket = await weights();
  const { Contents } = await listWeights(`models/${CHURN}/2/`);
  for (const { Key } of Contents) await call('s3', 'delete_object', { Bucket, Key }, z.unknown());
  const { stack, failure } = await release(arn);
  expect(stack.StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(failure).toContain('no model data below s3://');
  expect(await endpoint()).toMatchObject({
    EndpointStatus: 'InService',
    EndpointConfigName: before.EndpointConfigName,
  });
  await expectServing();
});

test('an alarm during the deployment rolls it back', async () => {
  const before = await endpoint();
  const releasing = release(await newVersion('3'));
  await tripAlarmDuringDeployment();
  const { stack, failure } = await releasing;
  expect(stack.StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(failure).toContain('was in ALARM state during the deployment');
  expect((await endpoint()).EndpointConfigName).toBe(before.EndpointConfigName);
  await expectServing();
});

test('fails with the role and the action when a role lacks one that it needs', async () => {
  const { PolicyArn, document } = await servingPolicy();
  const without = document.Statement.filter(({ Action }) => Action !== 's3:GetObject');
  expect(without.length).toBeLessThan(document.Statement.length);
  await setPolicy(PolicyArn, { ...document, Statement: without });
  const { stack, failure } = await release(await newVersion('4'));
  await setPolicy(PolicyArn, document);
  expect(stack.StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(failure).toContain(`assumed-role/${servingStack()}-`);
  expect(failure).toContain('is not authorized to perform: s3:GetObject');
});

test('a forbidden action in a role is seen by the check', async () => {
  const { PolicyArn, document } = await servingPolicy();
  const added = { Effect: 'Allow', Action: 's3:PutObject', Resource: '*' };
  expect((await excessesOf(harness.aws, harness.subject)).excesses).toEqual([]);
  await setPolicy(PolicyArn, { ...document, Statement: [...document.Statement, added] });
  const { excesses } = await excessesOf(harness.aws, harness.subject);
  await setPolicy(PolicyArn, document);
  expect(excesses).toContainEqual(
    expect.objectContaining({ role: expect.stringContaining(servingStack()), action: 's3:PutObject' }),
  );
});

test('a function that calls what its role does not allow is denied', async () => {
  const name = await resourceOf(harness.aws, harness.subject, 'AWS::Lambda::Function', 'Seeder');
  const foreign = harness.subject.environment.names.releaseParameter(CHURN).replace('/dev/', '/other/');
  const answer = await customResourceAnswer(name, foreign);
  expect(answer.Status).toBe('FAILED');
  expect(answer.Reason).toContain('is not authorized to perform: ssm:PutParameter');
  expect(answer.Reason).toContain(foreign);
});

test('a second environment lives beside the first one', async () => {
  const staging = subjectOf('staging');
  await harness.cdk.synth(staging.place, 'staging');
  await bootstrap(harness.aws, harness.cdk, staging, harness.run);
  await harness.cdk.deploy(staging.place, 'staging/**');
  expect(await releasedVersion(harness.aws, staging, CHURN)).toBe('none');
  const names = (await stacksOf(harness.aws, staging.place)).map(({ StackName }) => StackName);
  expect(names).toContain(servingStackName(staging, CHURN));
  expect(names.filter((name) => name.startsWith('dev-'))).toEqual([]);
  await expectServing();
});

test('destroying leaves only what is retained', async () => {
  const { place } = harness.subject;
  const before = await endpoint();
  await harness.cdk.synth(place, 'dev');
  await harness.cdk.destroy(place, `dev/Serving-${CHURN}`);
  await expect(stackOf(harness.aws, place, servingStack())).rejects.toThrow('does not exist');
  await expect(endpoint()).rejects.toThrow('Could not find endpoint');
  expect(await configOf(before.EndpointConfigName)).toBeDefined();
  const { ScalableTargets } = await call(
    'application-autoscaling',
    'describe_scalable_targets',
    { ServiceNamespace: 'sagemaker' },
    TARGETS,
  );
  expect(ScalableTargets.filter(({ ResourceId }) => ResourceId.includes(CHURN))).toEqual([]);
  expect(await releasedVersion(harness.aws, harness.subject, CHURN)).not.toBe('none');
});

function weights(): Promise<string> {
  return resourceOf(harness.aws, harness.subject, 'AWS::S3::Bucket', 'Artifacts');
}

async function listWeights(Prefix: string): Promise<{ Contents: { Key: string }[] }> {
  const answer = z.object({ Contents: z.array(z.object({ Key: z.string() })) });
  return call('s3', 'list_objects_v2', { Bucket: await weights(), Prefix }, answer);
}

/** Each release has alarms of its own, which go with it when it is rolled back. */
async function tripAlarmDuringDeployment(): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const { PendingDeploymentSummary } = await endpoint();
    if (PendingDeploymentSummary !== undefined) break;
    await sleep(25);
  }
  const { AutoRollbackConfiguration } = (await endpoint()).LastDeploymentConfig;
  for (const { AlarmName } of AutoRollbackConfiguration.Alarms) {
    await call('cloudwatch', 'set_alarm_state', { AlarmName, StateValue: 'ALARM', StateReason: 'drill' }, z.unknown());
  }
}

type Policy = z.infer<typeof POLICY>['PolicyVersion']['Document'];

/** The policy that all execution roles share. */
async function servingPolicy(): Promise<{ PolicyArn: string; document: Policy }> {
  const PolicyArn = await resourceOf(harness.aws, harness.subject, 'AWS::IAM::ManagedPolicy', 'ServingPlatform');
  const found = z.object({ Policy: z.object({ DefaultVersionId: z.string() }) });
  const { Policy } = await call('iam', 'get_policy', { PolicyArn }, found);
  const asked = { PolicyArn, VersionId: Policy.DefaultVersionId };
  const { PolicyVersion } = await call('iam', 'get_policy_version', asked, POLICY);
  return { PolicyArn, document: PolicyVersion.Document };
}

async function setPolicy(PolicyArn: string, document: Policy): Promise<void> {
  const parameters = { PolicyArn, PolicyDocument: JSON.stringify(document), SetAsDefault: true };
  await call('iam', 'create_policy_version', parameters, z.unknown());
}

/** Calls the provider function of a custom resource, and takes its answer where CloudFormation would. */
async function customResourceAnswer(
  FunctionName: string,
  ParameterName: string,
): Promise<{ Status: string; Reason: string }> {
  let body = '';
  const server = createServer((request, response) => {
    request.on('data', (data: Buffer) => (body += data.toString()));
    request.on('end', () => response.end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const event = {
    RequestType: 'Create',
    ResponseURL: `http://127.0.0.1:${port}/answer`,
    StackId: 'arn:aws:cloudformation:eu-west-1:111111111111:stack/x/x',
    RequestId: '1',
    LogicalResourceId: 'Seed',
    ResourceType: 'Custom::ReleaseParameterSeed',
    ResourceProperties: { ParameterName },
  };
  try {
    await call('lambda', 'invoke', { FunctionName, Payload: bytes(JSON.stringify(event)) }, z.unknown());
  } finally {
    server.close();
  }
  return z.object({ Status: z.string(), Reason: z.string() }).parse(JSON.parse(body));
}
