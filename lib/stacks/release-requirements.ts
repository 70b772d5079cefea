import { imageParts, type InstanceDemand, type ReleasePolicy } from '../../constructs/release/core';
import { READINESS_ITEMS, releaseInstances } from '../../constructs/model';
import type { ResolvedEnvironment, ResolvedModel } from '../config';
import { firstTrafficPercent } from './serving-options';

/** What a version of a model must meet in an environment, and what its release needs. */
export function releasePolicy(environment: ResolvedEnvironment, model: ResolvedModel): ReleasePolicy {
  return {
    riskClass: model.riskClass,
    production: environment.production,
    evaluation: model.evaluation,
    readinessExpires: readinessExpires(model),
    image: imageParts(model.container.image),
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
  const { mode, scaling, rollout, instanceTypes } = serving;
  const { maxInstances } = scaling;
  const percent = firstTrafficPercent(rollout);
  const instances = releaseInstances({ mode, strategy: rollout.strategy, percent, maxInstances });
  return instanceTypes.map((instanceType) => ({ instanceType, instances }));
}
