import { GetParameterCommand } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { removeSamples, Sample } from '../../config/sample';
import { ACCOUNT, Cloud } from '../cloud';
import { call } from '../call';

const cloud = new Cloud();

beforeEach(() => cloud.reset());
afterAll(removeSamples);

function failing(name: string, message: string, more: object = {}): Error {
  return Object.assign(new Error(message), { name, ...more });
}

test('finds the environment by credentials alone: its parameter is the only one', async () => {
  expect(await call('/', ['which', 'churn', '--env', 'prod'])).toMatchObject({ code: 0 });
});

test('finds the environment by the configuration, whose mistakes do not matter', async () => {
  const sample = new Sample().edit('models/churn.yaml', 'riskClass: medium', 'riskClass: x');
  expect(await call(sample.root, ['which', 'churn', '--env', 'prod'])).toMatchObject({ code: 0 });
  expect(cloud.ssm.commandCalls(GetParameterCommand)[0]?.args[0].input).toEqual({ Name: '/excorp/prod/operator' });
});

test('finds the environment by variables', async () => {
  const variables = { BLUEPRINT_ENV: 'prod', BLUEPRINT_PREFIX: 'excorp', AWS_REGION: 'eu-west-1' };
  expect(await call('/', ['which', 'churn'], { variables })).toMatchObject({ code: 0 });
});

test.each<[string, string[], number, string]>([
  ['no environment is named', ['list'], 2, 'error: the environment is not known\nnext: name it with --env'],
  [
    'the environment does not exist',
    ['list', '--env', 'prdo', '--prefix', 'excorp', '--region', 'eu-west-1'],
    2,
    `error: there is no environment prdo in account ${ACCOUNT}, Region eu-west-1; did you mean prod\nnext: choose --env from: prod`,
  ],
  [
    'the company has none',
    ['list', '--env', 'prod', '--prefix', 'acme'],
    2,
    `error: there is no environment of acme in account ${ACCOUNT}`,
  ],
  [
    'the account is another',
    ['list', '--env', 'prod', '--account', '111111111111'],
    4,
    `error: prod lies in account 111111111111, and the credentials are for account ${ACCOUNT}`,
  ],
])('fails when %s', async (_, line, code, message) => {
  const found = await call('/', line);
  expect(found.code).toBe(code);
  expect(found.err).toContain(message);
});

test('fails when two companies have the environment, and names them', async () => {
  cloud.publishes('/acme/prod/operator', '{}');
  expect(await call('/', ['list', '--env', 'prod'])).toMatchObject({
    code: 2,
    err: expect.stringContaining('next: choose --prefix from: excorp, acme'),
  });
});

test('fails when the credentials are for another account than the configuration names', async () => {
  cloud.sts.on(GetCallerIdentityCommand).resolves({ Account: '999999999999', Arn: 'arn:aws:iam::999999999999:user/x' });
  const { code, err } = await call(new Sample().root, ['rollback', 'churn', '--env', 'prod', '--reason', 'x', '--yes']);
  expect(code).toBe(4);
  expect(err).toContain('prod lies in account 333333333333, and the credentials are for account 999999999999');
});

test('fails on a description of a later version', async () => {
  cloud.publishes('/excorp/prod/operator', '{"schemaVersion": 2}');
  expect(await cloud.call(['list'])).toMatchObject({
    code: 1,
    err: expect.stringContaining('does not describe an environment'),
  });
});

test.each<[Error, string, string]>([
  [
    failing('CredentialsProviderError', 'Could not load credentials from any providers'),
    'no AWS credentials were found',
    'aws sso login',
  ],
  [
    failing('ExpiredTokenException', 'The security token is expired'),
    'AWS does not accept the credentials',
    'sign in again',
  ],
  [
    failing('AccessDeniedException', 'not authorized to perform: ssm:GetParameter'),
    'AWS denied it: not authorized',
    'docs/operator.md',
  ],
  [
    failing('Error', 'getaddrinfo ENOTFOUND sts', { code: 'ENOTFOUND' }),
    'AWS could not be reached',
    'check the network',
  ],
])('fails with exit code 4 on %s', async (error, message, next) => {
  cloud.sts.on(GetCallerIdentityCommand).rejects(error);
  const { code, err } = await cloud.call(['list']);
  expect(code).toBe(4);
  expect(err).toContain(message);
  expect(err).toContain(next);
});

test('fails with the Region to name when there is none', async () => {
  cloud.sts.on(GetCallerIdentityCommand).rejects(failing('Error', 'Region is missing'));
  expect(await call('/', ['list', '--env', 'prod'])).toMatchObject({
    code: 2,
    err: expect.stringContaining('--region'),
  });
});

test('fails in JSON, too, with message, next command and exit code', async () => {
  const { out } = await call('/', ['list', '--json']);
  expect(JSON.parse(out)).toEqual({
    ok: false,
    error: {
      message: 'the environment is not known',
      details: [],
      next: 'name it with --env, e.g. --env prod, or set BLUEPRINT_ENV',
      exitCode: 2,
    },
  });
});
