import { DescribeBudgetsCommand } from '@aws-sdk/client-budgets';
import { GetCostAndUsageCommand } from '@aws-sdk/client-cost-explorer';
import { removeSamples } from '../../../config/sample';
import { Account, ACCOUNT, budget, findings } from '../account';

const account = new Account();

beforeEach(() => account.reset());
afterAll(removeSamples);

const asked = () => account.costExplorer.commandCalls(GetCostAndUsageCommand).map(({ args }) => args[0].input);
const NOT_YET = 'not yet: run it again a day after the first deployment and the activation of the tags';

test('tells that the form of the keys works from what the budgets have counted, without asking what it costs', async () => {
  expect(await findings('budget-tags')).toEqual([
    { status: 'ok', what: 'the budgets that filter by environment have counted 20.00 USD this month' },
    { status: 'ok', what: 'the budgets that filter by environment and model have counted 12.00 USD this month' },
  ]);
  expect(asked()).toEqual([]);
  expect(account.budgets.commandCalls(DescribeBudgetsCommand).map(({ args }) => args[0].input)).toEqual([
    { AccountId: ACCOUNT, ShowFilterExpression: true, NextToken: undefined },
    { AccountId: ACCOUNT, ShowFilterExpression: true, NextToken: 'more' },
  ]);
});

test('takes a form for right when one of its budgets counts: a model may cost nothing', async () => {
  account.counts(
    budget(3.5, { environment: 'prod', model: 'churn' }),
    budget(0, { environment: 'prod', model: 'assistant' }),
    budget(1, { environment: 'prod', model: 'document-extraction' }),
  );
  expect(await findings('budget-tags')).toEqual([
    { status: 'ok', what: 'the budgets that filter by environment and model have counted 4.50 USD this month' },
  ]);
});

test.each([
  ['', 'environment and model', 'with'],
  ['user:', 'user:environment and user:model', 'without'],
])(
  'fails on keys with the prefix %j when budgets have counted nothing of what their tags cost',
  async (prefix, keys, form) => {
    const of = (model: string) => budget(0, { [`${prefix}environment`]: 'prod', [`${prefix}model`]: model });
    account.counts(of('churn'), of('assistant'));
    account.costs(14.126);
    expect(await findings('budget-tags')).toEqual([
      {
        status: 'missing',
        what: `the budgets that filter by ${keys} have counted nothing of 14.13 USD this month`,
        remedy: `if that is so tomorrow too, assumption A-BUDGET-TAG does not hold: write the keys ${form} user: in constructs/governance/cost-budget.ts, and deploy`,
      },
    ]);
    expect(asked()).toEqual([
      {
        TimePeriod: { Start: '2026-11-01', End: '2026-12-01' },
        Granularity: 'MONTHLY',
        Metrics: ['UnblendedCost'],
        Filter: {
          And: [
            { Tags: { Key: 'environment', Values: ['prod'] } },
            { Tags: { Key: 'model', Values: ['churn', 'assistant'] } },
          ],
        },
      },
    ]);
  },
);

test('waits until the tags have cost a dollar', async () => {
  account.counts(budget(0, { environment: 'prod' }));
  account.costs(0.2);
  const expected = (reason: string) => ({
    status: 'not checked',
    what: 'whether the budgets that filter by environment count what their tags cost',
    reason,
    remedy: NOT_YET,
  });
  expect(await findings('budget-tags')).toEqual([
    expected('their tags have cost 0.20 USD this month, and 1.00 USD is needed to tell'),
  ]);
  expect(asked()[0]?.Filter).toEqual({ Tags: { Key: 'environment', Values: ['prod'] } });
  account.costExplorer
    .on(GetCostAndUsageCommand)
    .rejects(Object.assign(new Error('no data'), { name: 'DataUnavailableException' }));
  expect(await findings('budget-tags')).toEqual([
    expected('their tags have cost 0.00 USD this month, and 1.00 USD is needed to tell'),
  ]);
});

test('waits for the deployment, and leaves budgets alone that count something else', async () => {
  const service = { Dimensions: { Key: 'SERVICE' as const, Values: ['Amazon SageMaker'] } };
  const environment = { Tags: { Key: 'environment', Values: ['prod'] } };
  account.counts(
    budget(5, { environment: 'dev' }),
    budget(0, { model: 'churn' }),
    budget(9, { environment: 'prod' }, { TimeUnit: 'DAILY' }),
    budget(0, {}, { FilterExpression: { And: [environment, service] } }),
    budget(0, {}, { FilterExpression: undefined }),
  );
  account.costs(50);
  expect(await findings('budget-tags')).toEqual([
    {
      status: 'not checked',
      what: 'whether the budgets of prod count what their tags cost',
      reason: 'no budget filters by prod yet',
      remedy: NOT_YET,
    },
  ]);
});

test.each([
  ['budgets:ViewBudget', () => account.budgets.on(DescribeBudgetsCommand)],
  ['ce:GetCostAndUsage', () => account.costExplorer.on(GetCostAndUsageCommand)],
])('is not made where AWS denies %s', async (action, on) => {
  account.counts(budget(0, { environment: 'prod' }));
  on().rejects(Object.assign(new Error(`not authorized to perform: ${action}`), { name: 'AccessDeniedException' }));
  expect(await findings('budget-tags')).toEqual([
    {
      status: 'not checked',
      what: 'whether the budgets of prod count what their tags cost',
      reason: `AWS denied it: not authorized to perform: ${action}`,
      remedy: 'use a role that may do this: docs/operator.md lists what each check asks for',
    },
  ]);
});
