import type { InstanceDemand, ReleasePolicy } from '../../constructs/release';
import { READINESS_ITEMS } from '../../constructs/model';
import type { ResolvedEnvironment, ResolvedModel } from '../config';

/** What a version of a model must meet in an environment, and what its release needs. */
export function releasePolicy(environment: ResolvedEnvironment, model: ResolvedModel): ReleasePolicy {
  return {
    riskClass: model.riskClass,
    production: environment.production,
    evaluation: model.evaluation,
    readinessExpires: readinessExpires(model),
    capacity: capacityOf(model),
  };
}

/** The first day on which a piece of evidence ends is the last on which all of it counts. */
function readinessExpires({ governance }: ResolvedModel): string | undefined {
  const days = READINESS_ITEMS.map((item) => governance.readiness[item]?.expires);
  const known = days.filter((day) => day !== undefined).sort();
  return known.length === days.length ? known[0] : undefined;
}

function capacityOf({ serving }: ResolvedModel): readonly InstanceDemand[] {
  const { scaling, rollout, instanceTypes } = serving;
  const { maxInstances } = scaling;
  // A rollout in batches starts each batch before it stops as many of the old fleet; the others start a second fleet.
  const more = rollout.strategy === 'rolling' ? Math.ceil((maxInstances * rollout.batchPercent) / 100) : maxInstances;
  return instanceTypes.map((instanceType) => ({ instanceType, instances: maxInstances + more }));
}
