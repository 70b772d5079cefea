import { refusal, type Refusal } from './refusal';
import type { InstanceDemand } from './release-policy';

/** Applied quotas `<instance type> for endpoint usage`, as far as they could be read. */
export type QuotaReading =
  | { readonly read: true; readonly applied: Readonly<Record<string, number>> }
  | { readonly read: false; readonly reason: string };

/**
 * Whether the quotas let a second fleet start beside the first. One instance type of a pool is enough.
 *
 * @returns refusals only for what is known to be short; what could not be read is a warning
 */
export function capacityProblems(
  demands: readonly InstanceDemand[],
  quotas: QuotaReading,
): { readonly refusals: readonly Refusal[]; readonly warnings: readonly string[] } {
  if (!quotas.read) {
    const warning = `quotas for ${demands.map(({ instanceType }) => instanceType).join(', ')} could not be read, so that the release may fail for want of capacity: ${quotas.reason}`;
    return { refusals: [], warnings: [warning] };
  }
  const { applied } = quotas;
  const short = demands.flatMap(({ instanceType, instances }) => {
    const quota = applied[instanceType];
    return quota !== undefined && quota < instances ? [`${instanceType} ${quota} of ${instances}`] : [];
  });
  const unknown = demands.flatMap(({ instanceType }) => (applied[instanceType] === undefined ? [instanceType] : []));
  const warnings = unknown.map(
    (type) => `the quota '${type} for endpoint usage' was never raised; its default is often 0`,
  );
  if (short.length === 0) return { refusals: [], warnings };
  const problem = `a release needs room for two fleets at a time, the quotas for endpoint usage allow ${short.join(', ')}`;
  if (short.length < demands.length)
    return { refusals: [], warnings: [...warnings, `${problem}; other types are left`] };
  const remedy = 'ask Service Quotas for more, or use rollout strategy rolling';
  return { refusals: [refusal('QUOTA', problem, remedy)], warnings };
}
