import { removeSamples, Sample } from '../../../config/sample';
import { Account, findings } from '../account';

const account = new Account();

beforeEach(() => account.reset());
afterAll(removeSamples);

test.each([
  ['the default', 1000, 1000],
  ['just enough', 35, 35],
])('is content with %s', async (_, total, unreserved) => {
  account.runsFunctions(total, unreserved);
  expect((await findings('lambda-concurrency')).map(({ status }) => status)).toEqual(['ok']);
});

test.each([
  ['a new account', 10, 10],
  ['an account whose functions reserve nearly all', 1000, 34],
])('fails in %s', async (_, total, unreserved) => {
  account.runsFunctions(total, unreserved);
  expect(await findings('lambda-concurrency')).toEqual([
    {
      status: 'missing',
      what: `${total} concurrent executions of Lambda functions, ${unreserved} of them not reserved; an environment needs 35`,
      remedy: "ask Service Quotas in eu-west-1 for 1000 of Lambda's 'Concurrent executions'; that can take days",
    },
  ]);
});

test.each([
  ['100 beside what the functions reserve', 134, 'missing'],
  ['just that', 135, 'ok'],
])('demands %s', async (_, total, status) => {
  const sample = new Sample().edit(
    'environments/prod.yaml',
    'scalingFloor: 2',
    'scalingFloor: 2\nfunctions: { reservedConcurrency: 5, accountConcurrency: 135 }',
  );
  account.runsFunctions(total, total - 35);
  expect((await findings('lambda-concurrency', sample)).map((finding) => finding.status)).toEqual([status]);
});
