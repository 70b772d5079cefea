import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { assistantAnswer, churnScores, extractDocument, LEAVING_CUSTOMER } from '../../../sandbox/invoke';
import { makeWeights, registerVersion, releaseVersion } from '../../../sandbox/release';
import { resourcesOf, stacksOf } from '../../../sandbox/stacks';
import { type Harness, startSandbox, stopSandbox } from './harness';

const COMPONENT = z.object({
  InferenceComponentStatus: z.string(),
  RuntimeConfig: z.object({ DesiredCopyCount: z.number(), CurrentCopyCount: z.number() }),
});
const MESSAGES = z.object({ Messages: z.array(z.object({ Body: z.string() })).optional() });
const EVENT = z.object({ 'detail-type': z.string(), detail: z.looseObject({ EndpointName: z.string().optional() }) });

let harness: Harness;
let queue: string;

const call = <T>(service: string, operation: string, parameters: Record<string, unknown>, answer: z.ZodType<T>) =>
  harness.aws.call(harness.subject.place, service, operation, parameters, answer);
const nameOf = (model: string) => harness.subject.environment.names.endpoint(model);

beforeAll(async () => {
  harness = await startSandbox('behaviour');
  const { cdk, aws, subject, run } = harness;
  await cdk.synth(subject.place, 'dev');
  await cdk.bootstrap(subject.place);
  await cdk.deploy(subject.place, 'dev/**');
  queue = await eventQueue();
  for (const model of subject.environment.models) {
    const { folder } = makeWeights(run, process.env, model.name);
    const arn = await registerVersion(aws, subject, model, folder, '1');
    expect((await releaseVersion(aws, subject, model.name, arn)).failure).toBeUndefined();
  }
});

afterAll(() => stopSandbox(harness));

test('a release sends the documented events, with statuses in upper case', async () => {
  const events = await received();
  const states = events
    .filter((event) => event['detail-type'] === 'SageMaker Endpoint State Change')
    .filter(({ detail }) => detail.EndpointName === nameOf('churn'))
    .map(({ detail }) => detail['EndpointStatus']);
  expect(states).toEqual(['CREATING', 'IN_SERVICE']);
  const approvals = events
    .filter((event) => event['detail-type'] === 'SageMaker Model Package State Change')
    .map(({ detail }) => detail['ModelApprovalStatus']);
  expect(approvals).toEqual([
    'PendingManualApproval',
    'Approved',
    'PendingManualApproval',
    'Approved',
    'PendingManualApproval',
    'Approved',
  ]);
});

test('the language model says that it is a stand-in, and streams', async () => {
  const { text, chunks } = await assistantAnswer(harness.aws, harness.subject, 'How do I book a refund?');
  expect(text).toMatch(/^This is the sandbox's stand-in, not a language model/);
  expect(chunks).toBeGreaterThan(10);
});

test('a model without copies refuses, wakes by its alarm, and answers', async () => {
  const InferenceComponentName = nameOf('assistant');
  const to = { InferenceComponentName, DesiredRuntimeConfig: { CopyCount: 0 } };
  await call('sagemaker', 'update_inference_component_runtime_config', to, z.unknown());
  await copies(0);
  await expect(assistantAnswer(harness.aws, harness.subject, 'Anybody there?')).rejects.toThrow('has no capacity');
  await copies(1);
  expect((await assistantAnswer(harness.aws, harness.subject, 'And now?')).text).toContain('stand-in');
});

test('a queue without instances waits, wakes by its alarm, and answers', async () => {
  const wanted = { VariantName: await variantOf('document-extraction'), DesiredInstanceCount: 0 };
  const request = { EndpointName: nameOf('document-extraction'), DesiredWeightsAndCapacities: [wanted] };
  await call('sagemaker', 'update_endpoint_weights_and_capacities', request, z.unknown());
  const answer = await extractDocument(harness.aws, harness.subject, 'a scanned page');
  expect(JSON.parse(answer)).toMatchObject({ standIn: true, bytesReceived: 14 });
});

test('a model that refuses a request says why', async () => {
  const incomplete = { ...LEAVING_CUSTOMER, tenure_months: undefined };
  await expect(churnScores(harness.aws, harness.subject, [incomplete])).rejects.toThrow(
    'missing features: tenure_months',
  );
});

test('destroying everything leaves only what is retained', async () => {
  const { aws, cdk, subject } = harness;
  const keep = await retained();
  // CloudFormation deletes no bucket that holds something.
  await expect(cdk.destroy(subject.place, 'dev/**')).rejects.toThrow('The bucket you tried to delete is not empty');
  for (const bucket of await buckets()) await empty(bucket);
  await cdk.destroy(subject.place, 'dev/**');
  expect((await stacksOf(aws, subject.place)).map(({ StackName }) => StackName)).toEqual(['CDKToolkit']);
  const { Models } = await call(
    'sagemaker',
    'list_models',
    {},
    z.object({ Models: z.array(z.object({ ModelArn: z.string() })) }),
  );
  expect(Models.map(({ ModelArn }) => ModelArn).sort()).toEqual(keep.models);
  const { Endpoints } = await call('sagemaker', 'list_endpoints', {}, z.object({ Endpoints: z.array(z.unknown()) }));
  expect(Endpoints).toEqual([]);
  const { Functions } = await call('lambda', 'list_functions', {}, z.object({ Functions: z.array(z.unknown()) }));
  expect(Functions).toEqual([]);
  const { Roles } = await call(
    'iam',
    'list_roles',
    {},
    z.object({ Roles: z.array(z.object({ RoleName: z.string() })) }),
  );
  expect(Roles.filter(({ RoleName }) => RoleName.startsWith('dev-'))).toEqual([]);
});

async function eventQueue(): Promise<string> {
  const { QueueUrl } = await call('sqs', 'create_queue', { QueueName: 'seen' }, z.object({ QueueUrl: z.string() }));
  const { account, region } = harness.subject.place;
  const Arn = `arn:aws:sqs:${region}:${account}:seen`;
  const statement = {
    Effect: 'Allow',
    Principal: { Service: 'events.amazonaws.com' },
    Action: 'sqs:SendMessage',
    Resource: Arn,
  };
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  await call('sqs', 'set_queue_attributes', { QueueUrl, Attributes: { Policy } }, z.unknown());
  await call('events', 'put_rule', { Name: 'seen', EventPattern: '{"source":["aws.sagemaker"]}' }, z.unknown());
  await call('events', 'put_targets', { Rule: 'seen', Targets: [{ Id: 'queue', Arn }] }, z.unknown());
  return QueueUrl;
}

async function received(): Promise<z.infer<typeof EVENT>[]> {
  const found: z.infer<typeof EVENT>[] = [];
  for (;;) {
    const { Messages = [] } = await call(
      'sqs',
      'receive_message',
      { QueueUrl: queue, MaxNumberOfMessages: 10 },
      MESSAGES,
    );
    if (Messages.length === 0) return found;
    found.push(...Messages.map(({ Body }) => EVENT.parse(JSON.parse(Body))));
  }
}

async function copies(count: number): Promise<void> {
  const request = { InferenceComponentName: nameOf('assistant') };
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const found = await call('sagemaker', 'describe_inference_component', request, COMPONENT);
    if (found.InferenceComponentStatus === 'InService' && found.RuntimeConfig.CurrentCopyCount === count) return;
    await sleep(100);
  }
  throw new Error(`the assistant did not come to ${count} copies within ten seconds`);
}

async function variantOf(model: string): Promise<string> {
  const answer = z.object({ ProductionVariants: z.tuple([z.object({ VariantName: z.string() })]) });
  const found = await call('sagemaker', 'describe_endpoint', { EndpointName: nameOf(model) }, answer);
  return found.ProductionVariants[0].VariantName;
}

async function retained(): Promise<{ models: string[] }> {
  const models: string[] = [];
  for (const model of harness.subject.environment.models) {
    const resources = await resourcesOf(harness.aws, harness.subject.place, `dev-Serving-${model.name}`);
    models.push(
      ...resources
        .filter(({ ResourceType }) => ResourceType === 'AWS::SageMaker::Model')
        .map((r) => r.PhysicalResourceId),
    );
  }
  return { models: models.sort() };
}

async function buckets(): Promise<string[]> {
  const found: string[] = [];
  for (const { StackName } of await stacksOf(harness.aws, harness.subject.place)) {
    if (!StackName.startsWith('dev-')) continue;
    const resources = await resourcesOf(harness.aws, harness.subject.place, StackName);
    found.push(...resources.filter((r) => r.ResourceType === 'AWS::S3::Bucket').map((r) => r.PhysicalResourceId));
  }
  return found;
}

async function empty(Bucket: string): Promise<void> {
  const answer = z.object({ Versions: z.array(z.object({ Key: z.string(), VersionId: z.string() })).default([]) });
  const { Versions } = await call('s3', 'list_object_versions', { Bucket }, answer);
  for (const { Key, VersionId } of Versions) {
    // The lock of a development environment yields to who may bypass it.
    const request = { Bucket, Key, VersionId, BypassGovernanceRetention: true };
    await call('s3', 'delete_object', request, z.unknown());
  }
}
