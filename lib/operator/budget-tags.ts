import type { Diagnosis } from './doctor/project';

/** A filter of a budget, as `budgets:DescribeBudgets` returns it in `FilterExpression`. */
export interface BudgetFilter {
  readonly And?: readonly BudgetFilter[];
  readonly Tags?: { readonly Key?: string; readonly Values?: readonly string[] };
}

/** A budget, as `budgets:DescribeBudgets` returns it with `ShowFilterExpression`. */
export interface ReadBudget {
  readonly BudgetName: string;
  readonly FilterExpression?: BudgetFilter;
  /** US dollars of this month that the budget has counted: `CalculatedSpend.ActualSpend.Amount`. */
  readonly actualUsd: number;
}

/** What the check needs to know of billing. Budgets and Cost Explorer answer in us-east-1 only. */
export interface BillingReader {
  /**
   * Status of the cost allocation tags by key: `ce:ListCostAllocationTags`.
   * @returns undefined where only the payer account may ask
   */
  costAllocationTags(): Promise<ReadonlyMap<string, 'Active' | 'Inactive'> | undefined>;
  /** All budgets of the account: `budgets:DescribeBudgets`. */
  budgets(): Promise<readonly ReadBudget[]>;
  /** US dollars of this month for what has all these tags: `UnblendedCost` of `ce:GetCostAndUsage`. */
  costOf(tags: ReadonlyMap<string, string>): Promise<number>;
}

const ABOUT = 'budgets';
const PREFIX = 'user:';
/** US dollars below which a budget may only be late: Budgets counts up to three times a day, Cost Explorer once. */
const ENOUGH_USD = 1;

/**
 * Whether the budgets of an environment count what its tags cost: the check that settles assumption A-BUDGET-TAG, a day after
 * the cost allocation tags were activated. AWS's examples write the key of a tag in a filter with `user:` and without.
 */
export async function diagnoseBudgetTags(reader: BillingReader, environment: string): Promise<readonly Diagnosis[]> {
  const budgets = (await reader.budgets()).flatMap((budget) => {
    const filter = tagsOf(budget.FilterExpression);
    const tags = new Map([...filter].map(([key, value]) => [withoutPrefix(key), value]));
    return tags.get('environment') === environment ? [{ ...budget, keys: [...filter.keys()], tags }] : [];
  });
  if (budgets.length === 0) {
    const remedy = `deploy the stack ${environment}-Foundation`;
    return [{ status: 'todo', about: ABOUT, what: `no budget filters by environment ${environment}`, remedy }];
  }
  const known = await reader.costAllocationTags();
  const used = [...new Set(budgets.flatMap(({ tags }) => [...tags.keys()]))].sort();
  const inactive = known === undefined ? [] : used.filter((key) => known.get(key) !== 'Active');
  if (inactive.length > 0) {
    const what = `cost allocation tags that are not active, so that no cost is counted: ${inactive.join(', ')}`;
    return [
      { status: 'todo', about: ABOUT, what, remedy: 'activate them in the payer account, and ask again in a day' },
    ];
  }
  const diagnoses: Diagnosis[] = [];
  for (const { BudgetName, actualUsd, keys, tags } of budgets) {
    diagnoses.push(judge(BudgetName, keys, actualUsd, await reader.costOf(tags)));
  }
  return diagnoses;
}

function judge(name: string, keys: readonly string[], countedUsd: number, costUsd: number): Diagnosis {
  const about = ABOUT;
  if (countedUsd > 0)
    return { status: 'ok', about, what: `${name} counts: ${countedUsd} of ${costUsd} USD this month` };
  if (costUsd < ENOUGH_USD) {
    const what = `${name} cannot be judged yet: its tags cost ${costUsd} USD this month`;
    return { status: 'todo', about, what, remedy: `ask again when they have cost ${ENOUGH_USD} USD` };
  }
  const prefixed = keys.every((key) => key.startsWith(PREFIX));
  const what = `${name} has counted nothing of ${costUsd} USD: its filter has the keys ${keys.join(', ')}`;
  const other = `${prefixed ? 'without' : 'with'} ${PREFIX}`;
  return { status: 'problem', about, what, remedy: `assumption A-BUDGET-TAG does not hold: write the keys ${other}` };
}

/** First value by key of every tag that a filter demands. */
function tagsOf(filter: BudgetFilter | undefined): ReadonlyMap<string, string> {
  const { Key, Values: [value] = [] } = filter?.Tags ?? {};
  const own: [string, string][] = Key === undefined || value === undefined ? [] : [[Key, value]];
  return new Map([...own, ...(filter?.And ?? []).flatMap((one) => [...tagsOf(one)])]);
}

function withoutPrefix(key: string): string {
  return key.startsWith(PREFIX) ? key.slice(PREFIX.length) : key;
}
