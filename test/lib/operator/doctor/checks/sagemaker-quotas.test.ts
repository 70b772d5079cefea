import { ListAWSDefaultServiceQuotasCommand } from '@aws-sdk/client-service-quotas';
import { removeSamples, Sample } from '../../../config/sample';
import { Account, findings, GRANTED } from '../account';

const account = new Account();

beforeEach(() => account.reset());
afterAll(removeSamples);

test('adds up what a release of all models needs of each type: blue/green needs a second fleet', async () => {
  expect(await findings('sagemaker-quotas')).toEqual([
    {
      status: 'ok',
      what: '12 ml.g5.2xlarge for endpoint usage are granted, a release needs 12 (churn 12)',
    },
    { status: 'ok', what: '6 ml.g6.12xlarge for endpoint usage are granted, a release needs 6 (assistant 6)' },
    { status: 'ok', what: '12 ml.g6.2xlarge for endpoint usage are granted, a release needs 12 (churn 12)' },
    {
      status: 'ok',
      what: '8 ml.g6.xlarge for endpoint usage are granted, a release needs 8 (document-extraction 8)',
    },
  ]);
});

test('fails on a quota that only one fleet fits in', async () => {
  account.grants({ ...GRANTED, 'ml.g5.2xlarge': 6 });
  const [first, ...others] = await findings('sagemaker-quotas');
  expect(first).toEqual({
    status: 'missing',
    what: '6 ml.g5.2xlarge for endpoint usage are granted, a release needs 12 (churn 12)',
    remedy:
      "ask Service Quotas in eu-west-1 for 12 of 'ml.g5.2xlarge for endpoint usage'; that can take days. " +
      'Or lower maxInstances, or use rollout strategy rolling',
  });
  expect(others.map(({ status }) => status)).toEqual(['ok', 'ok', 'ok']);
});

test('takes the default of a quota that was never raised, which is 0 when AWS lists none', async () => {
  account.grants({ 'ml.g5.2xlarge': 12, 'ml.g6.12xlarge': 6 });
  account.quotas.on(ListAWSDefaultServiceQuotasCommand).resolves({
    Quotas: [
      { QuotaName: 'ml.g6.2xlarge for endpoint usage', Value: 12 },
      { QuotaName: 'ml.g6.xlarge for training job usage', Value: 100 },
    ],
  });
  expect((await findings('sagemaker-quotas')).map(({ status, what }) => [status, what.split(' are')[0]])).toEqual([
    ['ok', '12 ml.g5.2xlarge for endpoint usage'],
    ['ok', '6 ml.g6.12xlarge for endpoint usage'],
    ['ok', '12 ml.g6.2xlarge for endpoint usage'],
    ['missing', '0 ml.g6.xlarge for endpoint usage'],
  ]);
});

test('fails on a quota that the configuration says is granted, and AWS does not grant', async () => {
  const sample = new Sample().edit('environments/prod.yaml', 'ml.g6.xlarge: 8', 'ml.g6.xlarge: 20');
  expect((await findings('sagemaker-quotas', sample)).at(-1)).toEqual({
    status: 'missing',
    what: 'the configuration says that 20 ml.g6.xlarge are granted, AWS grants 8',
    remedy: 'write 8 into quotas of config/environments/prod.yaml, or ask Service Quotas for more',
  });
});
