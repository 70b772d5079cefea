import type { ReleasePolicy } from '../../constructs/release';
import { READINESS_ITEMS } from '../../constructs/model';
import type { ResolvedEnvironment, ResolvedModel } from '../config';
import { releaseCapacity } from '../config/release-capacity';

/** What a version of a model must meet in an environment, and what its release needs. */
export function releasePolicy(environment: ResolvedEnvironment, model: ResolvedModel): ReleasePolicy {
  return {
    riskClass: model.riskClass,
    production: environment.production,
    evaluation: model.evaluation,
    readinessExpires: readinessExpires(model),
    capacity: releaseCapacity(model.serving),
  };
}

/** The first day on which a piece of evidence ends is the last on which all of it counts. */
function readinessExpires({ governance }: ResolvedModel): string | undefined {
  const days = READINESS_ITEMS.map((item) => governance.readiness[item]?.expires);
  const known = days.filter((day) => day !== undefined).sort();
  return known.length === days.length ? known[0] : undefined;
}
