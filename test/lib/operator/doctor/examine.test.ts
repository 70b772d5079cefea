import { GetRoleCommand } from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { CHECKS } from '../../../../lib/operator/doctor/checks';
import { removeSamples, Sample } from '../../config/sample';
import { call } from '../call';
import { Account, ACCOUNT, examination } from './account';

const account = new Account();

beforeEach(() => account.reset());
afterAll(removeSamples);

function failing(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}

test('finds nothing missing in an account that has everything, in the order in which it is needed', async () => {
  const { code, checks } = await examination();
  expect(code).toBe(0);
  expect(checks.filter(({ status }) => status !== 'ok').map(({ id }) => id)).toEqual([
    'retiring-services',
    'retiring-services',
  ]);
  expect([...new Set(checks.map(({ id }) => id))]).toEqual(CHECKS.map(({ id }) => id));
  expect(checks.map(({ order }) => order)).toEqual(checks.map(({ order }) => order).toSorted((a, b) => a - b));
});

test('says without credentials what the configuration alone shows, and that nothing was checked', async () => {
  account.sts.on(GetCallerIdentityCommand).rejects(failing('CredentialsProviderError', 'Could not load credentials'));
  const { code, checks } = await examination();
  expect(code).toBe(0);
  const asking = checks.filter(({ id }) => id !== 'retiring-services');
  expect(new Set(asking.map(({ status, reason }) => `${status}: ${reason}`))).toEqual(
    new Set(['not checked: no credentials']),
  );
  expect(asking.map(({ what }) => what)).toEqual([
    'whether 12 ml.g5.2xlarge for endpoint usage are granted (churn 12); the configuration says that 12 are granted',
    'whether 6 ml.g6.12xlarge for endpoint usage are granted (assistant 6); the configuration says that 6 are granted',
    'whether 12 ml.g6.2xlarge for endpoint usage are granted (churn 12); the configuration says that 12 are granted',
    'whether 8 ml.g6.xlarge for endpoint usage are granted (document-extraction 8); the configuration says that 8 are granted',
    'whether Lambda allows 35 concurrent executions',
    'whether eu-west-1 has bootstrap version 6 or newer',
    'whether eu-central-1 has bootstrap version 6 or newer',
    'whether the role AWSServiceRoleForApplicationAutoScaling_SageMakerEndpoint exists',
    'whether ai-platform@example.com confirmed the mails of the alert topics',
    'whether the cost allocation tag cost-centre is active',
    'whether the cost allocation tag environment is active',
    'whether the cost allocation tag model is active',
    'whether the budgets of prod count what their tags cost',
  ]);
  expect(account.sent).toEqual(['GetCallerIdentity']);
});

test('fails when something is missing, and prints it with its remedy', async () => {
  account.iam.on(GetRoleCommand).rejects(failing('NoSuchEntityException', 'not there'));
  const { code, out } = await call(new Sample({ schemas: true }).root, ['doctor', '--env', 'prod']);
  expect(code).toBe(1);
  const lines = out.split('\n');
  expect(lines).toContain(
    'missing      service-linked-roles  the role AWSServiceRoleForApplicationAutoScaling_SageMakerEndpoint does not exist; ' +
      'aws iam create-service-linked-role --aws-service-name sagemaker.application-autoscaling.amazonaws.com',
  );
  expect(lines.at(-1)).toBe('7 things are left to do, 2 could not be checked');
});

test('leaves a check undone that AWS denies, and does the others', async () => {
  account.iam.on(GetRoleCommand).rejects(failing('AccessDenied', 'not authorized to perform: iam:GetRole'));
  const { code, checks } = await examination();
  expect(code).toBe(0);
  expect(checks.find(({ id }) => id === 'service-linked-roles')).toMatchObject({
    status: 'not checked',
    reason: 'AWS denied it: not authorized to perform: iam:GetRole',
    remedy: 'use a role that may do this: docs/operator.md lists what each check asks for',
  });
  expect(checks.find(({ id }) => id === 'mail-subscriptions')).toMatchObject({ status: 'ok' });
});

test.each<[string, Error, string]>([
  ['AWS does not accept the credentials', failing('ExpiredTokenException', 'expired'), 'AWS does not accept'],
  ['AWS cannot be reached', failing('TimeoutError', 'no answer'), 'AWS could not be reached'],
])('fails with exit code 4 when %s', async (_, error, message) => {
  account.sts.on(GetCallerIdentityCommand).rejects(error);
  const { code, err } = await call(new Sample().root, ['doctor', '--env', 'prod']);
  expect(code).toBe(4);
  expect(err).toContain(message);
});

test('fails with exit code 4 on the credentials of another account', async () => {
  account.sts.on(GetCallerIdentityCommand).resolves({ Account: '999999999999', Arn: 'arn' });
  const { code, err } = await call(new Sample().root, ['doctor', '--env', 'prod']);
  expect(code).toBe(4);
  expect(err).toContain(`prod lies in account ${ACCOUNT}, and the credentials are for account 999999999999`);
});

test('fails with exit code 2 on an environment that the configuration does not have', async () => {
  const { code, err } = await call(new Sample().root, ['doctor', '--env', 'prdo']);
  expect(code).toBe(2);
  expect(err).toContain('there is no environment prdo; did you mean prod\nnext: choose --env from: dev, prod, staging');
});

test('asks AWS nothing when the configuration is invalid, or no environment is named', async () => {
  const broken = new Sample().edit('company.yaml', 'platformOwner: platform-team', 'platformOwner: x');
  expect(await examination(broken)).toMatchObject({ code: 1, checks: [] });
  expect(await call(new Sample().root, ['doctor'])).toMatchObject({ code: 0 });
  expect(account.sent).toEqual([]);
});
