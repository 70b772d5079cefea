import { type BillingReader, diagnoseBudgetTags, type ReadBudget } from '../../../lib/operator/budget-tags';

const tag = (Key: string, ...Values: string[]) => ({ Tags: { Key, Values } });
const budget = (actualUsd: number, prefix = ''): ReadBudget => ({
  BudgetName: 'churn',
  FilterExpression: { And: [tag(`${prefix}environment`, 'prod'), tag(`${prefix}model`, 'churn')] },
  actualUsd,
});

interface Billing {
  readonly budgets?: readonly ReadBudget[];
  readonly costUsd?: number;
  readonly tags?: ReadonlyMap<string, 'Active' | 'Inactive'>;
}

class Reader implements BillingReader {
  public readonly asked: [string, string][][] = [];

  constructor(private readonly billing: Billing) {}

  public async costAllocationTags() {
    return Promise.resolve(this.billing.tags);
  }

  public async budgets() {
    return Promise.resolve(this.billing.budgets ?? []);
  }

  public async costOf(tags: ReadonlyMap<string, string>) {
    this.asked.push([...tags]);
    return Promise.resolve(this.billing.costUsd ?? 0);
  }
}

const ACTIVE = new Map([
  ['environment', 'Active' as const],
  ['model', 'Active' as const],
]);
const diagnose = (billing: Billing) => diagnoseBudgetTags(new Reader(billing), 'prod');

describe('The budgets of an environment', () => {
  test('count, when they have counted something of what their tags cost', async () => {
    const reader = new Reader({ budgets: [budget(12)], costUsd: 14, tags: ACTIVE });
    expect(await diagnoseBudgetTags(reader, 'prod')).toEqual([
      { status: 'ok', about: 'budgets', what: 'churn counts: 12 of 14 USD this month' },
    ]);
    const asked = [
      ['environment', 'prod'],
      ['model', 'churn'],
    ];
    expect(reader.asked).toEqual([asked]);
  });

  test.each([
    ['', 'environment, model', 'with user:'],
    ['user:', 'user:environment, user:model', 'without user:'],
  ])('fail with keys %senvironment, when they have counted nothing of it', async (prefix, keys, other) => {
    expect(await diagnose({ budgets: [budget(0, prefix)], costUsd: 14, tags: ACTIVE })).toEqual([
      {
        status: 'problem',
        about: 'budgets',
        what: `churn has counted nothing of 14 USD: its filter has the keys ${keys}`,
        remedy: `assumption A-BUDGET-TAG does not hold: write the keys ${other}`,
      },
    ]);
  });

  test('cannot be judged before their tags have cost a dollar', async () => {
    expect(await diagnose({ budgets: [budget(0)], costUsd: 0.2, tags: ACTIVE })).toEqual([
      {
        status: 'todo',
        about: 'budgets',
        what: 'churn cannot be judged yet: its tags cost 0.2 USD this month',
        remedy: 'ask again when they have cost 1 USD',
      },
    ]);
  });

  test('count nothing while their tags are not active in billing', async () => {
    const tags = new Map([['environment', 'Inactive' as const]]);
    expect(await diagnose({ budgets: [budget(0)], costUsd: 0, tags })).toMatchObject([
      {
        status: 'todo',
        what: 'cost allocation tags that are not active, so that no cost is counted: environment, model',
      },
    ]);
  });

  test('are judged by their cost alone where only the payer account may see which tags are active', async () => {
    expect(await diagnose({ budgets: [budget(3)], costUsd: 3 })).toMatchObject([{ status: 'ok' }]);
  });

  test('are missing when none filters by the environment', async () => {
    const other = { BudgetName: 'dev', FilterExpression: tag('environment', 'dev'), actualUsd: 1 };
    expect(await diagnose({ budgets: [other, { BudgetName: 'all', actualUsd: 9 }] })).toEqual([
      {
        status: 'todo',
        about: 'budgets',
        what: 'no budget filters by environment prod',
        remedy: 'deploy the stack prod-Foundation',
      },
    ]);
  });
});
