import { releaseCapacity } from '../../../config/release-capacity';
import { pages } from '../../aws/pages';
import { awsCheck, type Finding, type Subject } from '../check';

const ServiceCode = 'sagemaker';

interface Need {
  readonly type: string;
  /** Instances of this type while all models are released at once. */
  readonly instances: number;
  /** The models that need them, e.g. `churn 12`. */
  readonly models: readonly string[];
  /** What the environment's file says is granted. @default - it says nothing */
  readonly declared?: number;
}

/** Whether each instance type has a quota for a release of all models at once: blue/green needs a second fleet. */
export const sagemakerQuotas = awsCheck({
  id: 'sagemaker-quotas',
  title: 'SageMaker quotas for endpoint usage that a release of all models fits in',
  permissions: [
    { calls: ['ListServiceQuotas'], on: '`*`' },
    { calls: ['ListAWSDefaultServiceQuotas'], on: '`*`', when: 'a quota was never raised' },
  ],
  needs: (subject) => needsOf(subject).map(textOf),
  look: async (subject, ask) => {
    const call = ask();
    const needs = needsOf(subject);
    const applied = quotasIn(await pages((NextToken) => call('ListServiceQuotas', { ServiceCode, NextToken })));
    // A quota that was never raised may be missing from the applied ones.
    const raised = needs.every(({ type }) => applied.has(type));
    const defaults = raised
      ? applied
      : quotasIn(await pages((NextToken) => call('ListAWSDefaultServiceQuotas', { ServiceCode, NextToken })));
    return needs.map((need) => judged(need, applied.get(need.type) ?? defaults.get(need.type) ?? 0, subject));
  },
});

function needsOf({ environment }: Subject): readonly Need[] {
  const needs = new Map<string, { instances: number; models: string[] }>();
  for (const { name, serving } of environment.models) {
    for (const { instanceType, instances } of releaseCapacity(serving)) {
      const need = needs.get(instanceType) ?? { instances: 0, models: [] };
      need.instances += instances;
      need.models.push(`${name} ${instances}`);
      needs.set(instanceType, need);
    }
  }
  return [...needs]
    .map(([type, need]) => ({ type, ...need, declared: environment.quotas?.[type] }))
    .sort((a, b) => (a.type < b.type ? -1 : 1));
}

function textOf({ type, instances, models, declared }: Need): string {
  const file = declared === undefined ? '' : `; the configuration says that ${declared} are granted`;
  return `whether ${instances} ${type} for endpoint usage are granted (${models.join(', ')})${file}`;
}

function judged(need: Need, granted: number, { environment }: Subject): Finding {
  const { type, instances, models, declared } = need;
  const what = `${granted} ${type} for endpoint usage are granted, a release needs ${instances} (${models.join(', ')})`;
  if (granted < instances) {
    const remedy = `ask Service Quotas in ${environment.region} for ${instances} of '${type} for endpoint usage'; that can take days. Or lower maxInstances, or use rollout strategy rolling`;
    return { status: 'missing', what, remedy };
  }
  if (declared === undefined || declared <= granted) return { status: 'ok', what };
  return {
    status: 'missing',
    what: `the configuration says that ${declared} ${type} are granted, AWS grants ${granted}`,
    remedy: `write ${granted} into quotas of config/environments/${environment.name}.yaml, or ask Service Quotas for more`,
  };
}

interface Page {
  readonly Quotas?: readonly { readonly QuotaName?: string; readonly Value?: number }[];
}

function quotasIn(found: readonly Page[]): ReadonlyMap<string, number> {
  return new Map(
    found.flatMap(({ Quotas = [] }) =>
      Quotas.flatMap(({ QuotaName = '', Value }): [string, number][] => {
        const [, type] = /^(\S+) for endpoint usage$/.exec(QuotaName) ?? [];
        return type === undefined || Value === undefined ? [] : [[type, Value]];
      }),
    ),
  );
}
