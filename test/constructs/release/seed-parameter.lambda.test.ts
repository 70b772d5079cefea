import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ParameterAlreadyExists, PutParameterCommand, SSMClient, SSMServiceException } from '@aws-sdk/client-ssm';
import { mockClient } from 'aws-sdk-client-mock';
import type { CustomResourceEvent } from '../../../constructs/release/custom-resource-event';
import { decide, handler, jittered, seed } from '../../../constructs/release/seed-parameter.lambda';

const NAME = '/excorp/prod/churn/model-package-arn';
const ssm = mockClient(SSMClient);

interface Received {
  readonly method?: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Record<string, unknown>;
}

/** Stands where CloudFormation's pre-signed URL points to; answers with the given statuses, then 200. */
async function responseUrl(...statuses: number[]) {
  const received: Received[] = [];
  const server: Server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
    request.on('end', () => {
      received.push({
        method: request.method,
        headers: request.headers,
        body: JSON.parse(text) as Record<string, unknown>,
      });
      response.writeHead(statuses.shift() ?? 200).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/answer?signature=1`, received, close: () => server.close() };
}

/** As CloudFormation sends it: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-requests.html */
function event(RequestType: CustomResourceEvent['RequestType'], ResponseURL: string, name: unknown = NAME) {
  return {
    RequestType,
    ResponseURL,
    StackId: 'arn:aws:cloudformation:eu-west-1:333333333333:stack/prod-Registry/1',
    RequestId: 'request-1',
    LogicalResourceId: 'ReleaseChurnSeed',
    ResourceType: 'Custom::ReleaseParameterSeed',
    ResourceProperties: { ServiceToken: 'arn:aws:lambda:…', ServiceTimeout: '300', ParameterName: name },
    ...(RequestType === 'Create' ? {} : { PhysicalResourceId: NAME }),
  };
}

const context = (milliseconds = 60_000) => ({ getRemainingTimeInMillis: () => milliseconds });
const exists = () => new ParameterAlreadyExists({ message: 'there already', $metadata: {} });
const denied = () =>
  new SSMServiceException({ name: 'AccessDeniedException', message: 'no', $fault: 'client', $metadata: {} });

let answers: Awaited<ReturnType<typeof responseUrl>>;
beforeEach(async () => {
  ssm.reset();
  jest.spyOn(console, 'info').mockImplementation();
  answers = await responseUrl();
});
afterEach(() => {
  answers.close();
  jest.restoreAllMocks();
});

test('decides to seed on creation and on update, and to keep on deletion', () => {
  expect(decide(event('Create', ''))).toEqual({ action: 'seed', parameterName: NAME });
  expect(decide(event('Update', ''))).toEqual({ action: 'seed', parameterName: NAME });
  expect(decide(event('Delete', '')).action).toBe('keep');
  expect(decide(event('Create', '', 'churn')).action).toBe('refuse');
});

test('creates the parameter without overwriting and answers with its name', async () => {
  ssm.on(PutParameterCommand).resolves({ Version: 1 });
  await handler(event('Create', answers.url), context());
  const [call] = ssm.commandCalls(PutParameterCommand);
  expect(call?.args[0].input).toMatchObject({ Name: NAME, Value: 'none', Type: 'String', Overwrite: false });
  expect(answers.received).toHaveLength(1);
  expect(answers.received[0]?.method).toBe('PUT');
  expect(answers.received[0]?.headers['content-type'] ?? '').toBe('');
  expect(answers.received[0]?.body).toEqual({
    Status: 'SUCCESS',
    Reason: 'created',
    PhysicalResourceId: NAME,
    StackId: 'arn:aws:cloudformation:eu-west-1:333333333333:stack/prod-Registry/1',
    RequestId: 'request-1',
    LogicalResourceId: 'ReleaseChurnSeed',
  });
});

test.each(['Create', 'Update'] as const)('%s leaves a parameter that is there as it is', async (type) => {
  ssm.on(PutParameterCommand).rejects(exists());
  await handler(event(type, answers.url), context());
  expect(answers.received[0]?.body).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: NAME });
});

test('a deletion keeps the parameter', async () => {
  await handler(event('Delete', answers.url), context());
  expect(ssm.calls()).toHaveLength(0);
  expect(answers.received[0]?.body).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: NAME });
});

test('says why it failed', async () => {
  ssm.on(PutParameterCommand).rejects(new Error('throttled'));
  await handler(event('Create', answers.url), context());
  expect(answers.received[0]?.body).toMatchObject({ Status: 'FAILED' });
  expect(answers.received[0]?.body['Reason']).toContain('throttled');
});

test('answers before Lambda ends it when Systems Manager does not answer', async () => {
  ssm.on(PutParameterCommand).callsFake(() => new Promise(() => undefined));
  await handler(event('Create', answers.url), context(10_050));
  expect(answers.received[0]?.body).toMatchObject({ Status: 'FAILED' });
  expect(answers.received[0]?.body['Reason']).toContain('did not answer in time');
});

test('repeats a call that is denied while a new policy spreads, and gives up at last', async () => {
  ssm.on(PutParameterCommand).rejectsOnce(denied()).resolves({});
  await expect(seed(NAME, [0, 0])).resolves.toBe(true);
  ssm.reset();
  ssm.on(PutParameterCommand).rejects(denied());
  await expect(seed(NAME, [0, 0])).rejects.toThrow('no');
  expect(ssm.commandCalls(PutParameterCommand)).toHaveLength(3);
});

test.each(['ThrottlingException', 'TooManyUpdates', 'InternalServerError'])(
  'repeats a call that fails with %s, because all parameters of a new environment are created at once',
  async (name) => {
    const busy = new SSMServiceException({ name, message: 'Rate exceeded', $fault: 'client', $metadata: {} });
    ssm.on(PutParameterCommand).rejectsOnce(busy).rejectsOnce(busy).resolves({});
    await expect(seed(NAME, [0, 0])).resolves.toBe(true);
    expect(ssm.commandCalls(PutParameterCommand)).toHaveLength(3);
    ssm.reset();
    ssm.on(PutParameterCommand).rejects(busy);
    await expect(seed(NAME, [0, 0])).rejects.toThrow('Rate exceeded');
    expect(ssm.commandCalls(PutParameterCommand)).toHaveLength(3);
  },
);

test('does not repeat a call that fails for another reason', async () => {
  const wrong = new SSMServiceException({
    name: 'ValidationException',
    message: 'no',
    $fault: 'client',
    $metadata: {},
  });
  ssm.on(PutParameterCommand).rejects(wrong);
  await expect(seed(NAME, [0, 0])).rejects.toThrow('no');
  expect(ssm.commandCalls(PutParameterCommand)).toHaveLength(1);
});

test('waits between the half and the whole of each pause, so that functions that failed together do not return together', () => {
  expect([0, 0.5, 0.999].map((random) => jittered(1000, random))).toEqual([500, 750, 1000]);
});

test('repeats a call eight times at most, within 80 seconds of the two minutes that the function has', async () => {
  jest.useFakeTimers();
  const busy = new SSMServiceException({ name: 'ThrottlingException', message: 'x', $fault: 'client', $metadata: {} });
  ssm.on(PutParameterCommand).rejects(busy);
  const [outcome] = await Promise.allSettled([seed(NAME), jest.advanceTimersByTimeAsync(80_000)]);
  expect(outcome).toEqual({ status: 'rejected', reason: busy });
  expect(ssm.commandCalls(PutParameterCommand)).toHaveLength(9);
  jest.useRealTimers();
});

test('repeats an answer that was not accepted', async () => {
  const flaky = await responseUrl(500);
  ssm.on(PutParameterCommand).resolves({});
  await handler(event('Create', flaky.url), context());
  expect(flaky.received).toHaveLength(2);
  flaky.close();
});

test('fails when no answer is accepted, so that Lambda runs it again', async () => {
  const closed = await responseUrl(403, 403, 403);
  ssm.on(PutParameterCommand).rejects(exists());
  await expect(handler(event('Create', closed.url), context())).rejects.toThrow('HTTP 403');
  closed.close();
});
