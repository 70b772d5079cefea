import type { Budget, Expression } from '@aws-sdk/client-budgets';
import { OWNERSHIP_TAGS } from '../../../../constructs/governance/core';
import { nameOf } from '../../aws/failure';
import type { Call } from '../../aws/operations';
import { pages } from '../../aws/pages';
import { awsCheck, type Finding, type Subject } from '../check';

const PREFIX = 'user:';
/** US dollars below which a budget may only be late: Budgets counts up to three times a day, Cost Explorer once. */
const ENOUGH_USD = 1;

/**
 * Whether the budgets of an environment count what their tags cost: it settles assumption A-BUDGET-TAG, a day after the cost
 * allocation tags were activated. AWS's examples write the key of a tag in a filter with `user:` and without.
 */
export const budgetTags = awsCheck({
  id: 'budget-tags',
  title: 'budgets that count what their tags cost, from a day after the first deployment',
  permissions: [
    { calls: ['DescribeBudgets'], on: 'the budgets of the account' },
    {
      calls: ['GetCostAndUsage'],
      on: '`*`',
      when: 'the budgets have counted nothing; AWS bills 0.01 USD for each of these requests',
    },
  ],
  needs: ({ environment }) => [`whether the budgets of ${environment.name} count what their tags cost`],
  look: async (subject, ask) => {
    const call = ask();
    const { account, name } = subject.environment;
    const found = await pages((NextToken) =>
      call('DescribeBudgets', { AccountId: account, NextToken, ShowFilterExpression: true }),
    );
    const groups = groupsOf(
      found.flatMap(({ Budgets = [] }) => Budgets),
      name,
    );
    if (groups.length === 0) {
      return [notYet(`whether the budgets of ${name} count what their tags cost`, `no budget filters by ${name} yet`)];
    }
    return Promise.all(groups.map(async (group) => judged(subject, group, call)));
  },
});

/** Monthly budgets whose filters have the same tag keys: all of them count, or none. */
interface Group {
  /** As the filters write them. */
  readonly keys: readonly string[];
  /** Values by key, without its prefix. */
  readonly values: ReadonlyMap<string, ReadonlySet<string>>;
  /** What they have counted this month. */
  readonly countedUsd: number;
}

function groupsOf(budgets: readonly Budget[], environment: string): readonly Group[] {
  const groups = new Map<string, Group>();
  for (const { FilterExpression, TimeUnit, CalculatedSpend } of budgets) {
    const tags = tagsOf(FilterExpression);
    const ours = tags.some(({ key, value }) => bare(key) === OWNERSHIP_TAGS.environment && value === environment);
    if (!ours || TimeUnit !== 'MONTHLY') continue;
    const keys = tags.map(({ key }) => key);
    const same = groups.get(keys.join());
    const values = tags.map(({ key, value }): [string, ReadonlySet<string>] => {
      const known = same?.values.get(bare(key)) ?? [];
      return [bare(key), new Set([...known, value])];
    });
    const countedUsd = (same?.countedUsd ?? 0) + Number(CalculatedSpend?.ActualSpend?.Amount ?? 0);
    groups.set(keys.join(), { keys, values: new Map(values), countedUsd });
  }
  return [...groups.values()];
}

/** The tags that a filter demands, all of them; none where it also looks at something else. */
function tagsOf(filter: Expression = {}): readonly { readonly key: string; readonly value: string }[] {
  const tags = (filter.And ?? [filter]).map(({ Tags }) => ({ key: Tags?.Key ?? '', value: Tags?.Values?.[0] ?? '' }));
  return tags.every(({ key, value }) => key !== '' && value !== '') ? tags : [];
}

function bare(key: string): string {
  return key.startsWith(PREFIX) ? key.slice(PREFIX.length) : key;
}

async function judged(subject: Subject, group: Group, call: Call<'GetCostAndUsage'>): Promise<Finding> {
  const budgets = `the budgets that filter by ${group.keys.join(' and ')}`;
  if (group.countedUsd !== 0) {
    return { status: 'ok', what: `${budgets} have counted ${usd(group.countedUsd)} this month` };
  }
  const cost = await costOf(subject, group, call);
  if (cost < ENOUGH_USD) {
    return notYet(
      `whether ${budgets} count what their tags cost`,
      `their tags have cost ${usd(cost)} this month, and ${usd(ENOUGH_USD)} is needed to tell`,
    );
  }
  const form = group.keys.some((key) => key.startsWith(PREFIX)) ? 'without' : 'with';
  return {
    status: 'missing',
    what: `${budgets} have counted nothing of ${usd(cost)} this month`,
    remedy: `if that is so tomorrow too, assumption A-BUDGET-TAG does not hold: write the keys ${form} ${PREFIX} in constructs/governance/cost-budget.ts, and deploy`,
  };
}

function notYet(what: string, reason: string): Finding {
  const remedy = 'not yet: run it again a day after the first deployment and the activation of the tags';
  return { status: 'not checked', what, reason, remedy };
}

/** US dollars of this month for what has the tags of a group. */
async function costOf({ today }: Subject, { values }: Group, call: Call<'GetCostAndUsage'>): Promise<number> {
  const tags = [...values].map(([Key, value]) => ({ Tags: { Key, Values: [...value] } }));
  const month = new Date(today);
  const first = (after: number) =>
    new Date(Date.UTC(month.getUTCFullYear(), month.getUTCMonth() + after, 1)).toISOString().slice(0, 10);
  try {
    const { ResultsByTime = [] } = await call('GetCostAndUsage', {
      TimePeriod: { Start: first(0), End: first(1) },
      Granularity: 'MONTHLY',
      Metrics: ['UnblendedCost'],
      Filter: tags.length === 1 ? tags[0] : { And: tags },
    });
    return ResultsByTime.reduce((sum, { Total }) => sum + Number(Total?.['UnblendedCost']?.Amount ?? 0), 0);
  } catch (error) {
    // Cost Explorer collects from the day on which it was first opened.
    if (nameOf(error) === 'DataUnavailableException') return 0;
    throw error;
  }
}

function usd(amount: number): string {
  return `${amount.toFixed(2)} USD`;
}
