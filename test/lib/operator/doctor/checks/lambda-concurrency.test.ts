import { removeSamples } from '../../../config/sample';
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
      remedy:
        "ask Service Quotas in eu-west-1 for 1000 of Lambda's 'Concurrent executions', the usual default; that can take days",
    },
  ]);
});
