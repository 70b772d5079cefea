import * as path from 'node:path';
import { z } from 'zod';
import type { Aws } from '../../../sandbox/aws';
import { invoke } from '../../../sandbox/models/invoke';
import { type Plan, writePrograms } from '../../../sandbox/models/plan';
import { modelLines } from '../../../sandbox/models/report';
import { type RunFolder, PROJECT } from '../../../sandbox/paths';
import { newSession, PHASES } from '../../../sandbox/phases';
import { environmentStacks, resourcesOf, stacksOf } from '../../../sandbox/stacks';
import type { Subject } from '../../../sandbox/subject';
import { copiedProject, emptyRun } from './harness';

/**
 * A run as `npm run sandbox` makes it, of a company whose models have other names than the sample's, and whose kinds and
 * serving modes are combined in other ways.
 */
const COMPANY = path.join(PROJECT, 'test', 'sandbox', 'other-company');
const WRONG_STAND_IN = path.join(PROJECT, 'test', 'sandbox', 'wrong_stand_in.py');
const MESSAGES = z.object({ Messages: z.array(z.object({ Body: z.string() })).optional() });
const EVENT = z.object({ 'detail-type': z.string(), detail: z.looseObject({ EndpointName: z.string().optional() }) });

const session = newSession();
let run: RunFolder;
let options: { project: string; environment: string };
let queue: string;

const started = (): { aws: Aws; subject: Subject } => {
  const { aws, subject } = session;
  if (aws === undefined || subject === undefined) throw new Error('the emulator was not started');
  return { aws, subject };
};
const call = <T>(service: string, operation: string, parameters: Record<string, unknown>, answer: z.ZodType<T>) => {
  const { aws, subject } = started();
  return aws.call(subject.place, service, operation, parameters, answer);
};
const nameOf = (model: string) => started().subject.environment.names.endpoint(model);
const phase = (title: string) => {
  const found = PHASES.find(([name]) => name === title);
  if (found === undefined) throw new Error(`a run has no phase ${title}`);
  return found[1](session, options, run);
};
const planOf = (model: string): Plan => {
  const plan = session.plans.find(({ model: { name } }) => name === model);
  if (plan === undefined) throw new Error(`the company has no model ${model}`);
  return plan;
};

beforeAll(async () => {
  run = emptyRun('behaviour');
  options = { project: copiedProject(run, COMPANY), environment: 'trial' };
  for (const [title, work] of PHASES) {
    if (title === 'Train, register, approve and release models') queue = await eventQueue();
    await work(session, options, run);
  }
});

afterAll(async () => {
  session.aws?.close();
  await session.emulator?.stop();
});

test('every model is asked in the way of its kind and mode, and the summary says what answered', () => {
  const { environment } = started().subject;
  const lines = modelLines(environment, session.shown, session.inVain);
  expect(lines.map((line) => line.replace(/in \d+ parts/, 'in <n> parts').replace(/[0-9a-f]{64}/, '<hash>'))).toEqual([
    '3 of 3 models of trial answered rightly: 1 by programs of its own, 2 by a stand-in',
    '  address-match (predictive, realtime-to-zero): A STAND-IN answered, not the model',
    '    proved      registered; approved; released; weights read with its role; answered at once; ' +
      'refused without copies, was woken by its alarm, and answered',
    '    not proved  the model, its training, its image sagemaker-tritonserver:25.09-py3; ' +
      'there is no examples/address-match/sandbox.yaml',
    `    answer      {"standIn":true,"note":"the sandbox's stand-in, not a model","weights":"address-match","bytesReceived":53,"sha256":"<hash>"}`,
    '  helpdesk (llm, realtime, streaming): A STAND-IN answered, not the model',
    '    proved      registered; approved; released; weights read with its role; streamed its answer in <n> parts',
    '    not proved  the model, its training, its image vllm:server-sagemaker-cuda-v2.3; there is no examples/helpdesk/sandbox.yaml',
    "    answer      This is the sandbox's stand-in, not a language model: nothing was understood. " +
      'Its weights are those of helpdesk. Your last message had 5 words and 33 characters.',
    '  route-time (predictive, async): the programs of examples/route-time/sandbox.yaml answered',
    '    proved      trained: meanErrorMinutes 2.33 (ceiling 5); registered; approved; released; weights read with its role; ' +
      'answered through its queue; waited without instances, was woken by its alarm, and answered',
    '    not proved  its image route-time:3',
    '    answer      {"minutes":112}',
  ]);
});

test('a release sends the documented events, with statuses in upper case', async () => {
  const events = await received();
  const states = events
    .filter((event) => event['detail-type'] === 'SageMaker Endpoint State Change')
    .filter(({ detail }) => detail.EndpointName === nameOf('helpdesk'))
    .map(({ detail }) => detail['EndpointStatus']);
  expect(states).toEqual(['CREATING', 'IN_SERVICE']);
  const approvals = events
    .filter((event) => event['detail-type'] === 'SageMaker Model Package State Change')
    .map(({ detail }) => detail['ModelApprovalStatus']);
  expect(approvals).toEqual(session.plans.flatMap(() => ['PendingManualApproval', 'Approved']));
});

test('fails with what the model said when it refuses a request from its queue', async () => {
  const { aws, subject } = started();
  const { model, question } = planOf('route-time');
  const asking = invoke(aws, subject, model, { ...question, body: 'twelve stops' });
  await expect(asking).rejects.toThrow('send stops,kilometres');
});

test('fails when a model was left out', async () => {
  const { plans } = session;
  session.plans = [planOf('helpdesk')];
  const asking = phase('Ask the models');
  await expect(asking).rejects.toThrow(
    'every model must be asked once: 3 configured, 3 deployed, 1 asked; address-match was not asked; route-time was not asked',
  );
  session.plans = plans;
});

test('fails when a stand-in answers wrongly, and says which', async () => {
  const wrong = { ...planOf('address-match'), serve: WRONG_STAND_IN };
  const right = planOf('helpdesk');
  writePrograms(run, started().subject.environment, [wrong]);
  session.plans = [wrong];
  await phase('Train, register, approve and release models');
  session.plans = [wrong, right];
  await expect(phase('Ask the models')).rejects.toThrow(
    '1 of 2 models did not answer as they must:\n  address-match answered wrongly (it/weights must be equal to constant): {"standIn":true,',
  );
});

test('destroying everything leaves only what is retained', async () => {
  const { aws, subject } = started();
  const destroy = () => session.cdk?.destroy(subject.place, `${options.environment}/**`);
  const kept = await idsOf('AWS::SageMaker::Model');
  // CloudFormation deletes no bucket that holds something.
  await expect(destroy()).rejects.toThrow('The bucket you tried to delete is not empty');
  for (const bucket of await idsOf('AWS::S3::Bucket')) await empty(bucket);
  await destroy();
  expect((await stacksOf(aws, subject.place)).map(({ StackName }) => StackName)).toEqual(['CDKToolkit']);
  const { Models } = await call(
    'sagemaker',
    'list_models',
    {},
    z.object({ Models: z.array(z.object({ ModelArn: z.string() })) }),
  );
  expect(Models.map(({ ModelArn }) => ModelArn)).toEqual(expect.arrayContaining(kept));
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
  expect(Roles.filter(({ RoleName }) => RoleName.startsWith(`${options.environment}-`))).toEqual([]);
});

async function eventQueue(): Promise<string> {
  const { QueueUrl } = await call('sqs', 'create_queue', { QueueName: 'seen' }, z.object({ QueueUrl: z.string() }));
  const { account, region } = started().subject.place;
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

/** Physical ids of the resources of a type, in all stacks of the environment. */
async function idsOf(type: string): Promise<string[]> {
  const { aws, subject } = started();
  const stacks = await environmentStacks(aws, subject);
  const resources = await Promise.all(stacks.map(({ StackName }) => resourcesOf(aws, subject.place, StackName)));
  return resources.flat().flatMap((one) => (one.ResourceType === type ? [one.PhysicalResourceId] : []));
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
