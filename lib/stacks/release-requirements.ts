import { imageParts, type ReleasePolicy, type ReleaseScaling } from '../../constructs/release/core';
import { FEWEST_IN_STEPS, READINESS_ITEMS } from '../../constructs/model';
import type { ResolvedEnvironment, ResolvedModel } from '../config';
import { releaseCapacity } from '../config/release-capacity';

/** What a version of a model must meet in an environment, and what its release needs. */
export function releasePolicy(environment: ResolvedEnvironment, model: ResolvedModel): ReleasePolicy {
  return {
    riskClass: model.riskClass,
    production: environment.production,
    evaluation: model.evaluation,
    readinessExpires: readinessExpires(model),
    image: imageParts(model.container.image),
    capacity: releaseCapacity(model.serving),
    scaling: scalingOf(model),
  };
}

/** The first day on which a piece of evidence ends is the last on which all of it counts. */
function readinessExpires({ governance }: ResolvedModel): string | undefined {
  const days = READINESS_ITEMS.map((item) => governance.readiness[item]?.expires);
  const known = days.filter((day) => day !== undefined).sort();
  return known.length === days.length ? known[0] : undefined;
}

/** Blue/green and rolling need instances of which a part goes first; copies are replaced one by one, so that one is enough. */
function scalingOf({ serving }: ResolvedModel): ReleaseScaling {
  switch (serving.mode) {
    case 'realtime': {
      const { minInstances, maxInstances, targetConcurrencyPerInstance: target, peakConcurrency } = serving.scaling;
      const needed = Math.max(minInstances, FEWEST_IN_STEPS, carrying(peakConcurrency, target));
      return { counts: 'instances', most: maxInstances, needed, target };
    }
    case 'realtime-to-zero': {
      const { minCopies, maxCopies, targetConcurrencyPerCopy: target, peakConcurrency } = serving.scaling;
      const needed = Math.max(minCopies, 1, carrying(peakConcurrency, target));
      return { counts: 'copies', most: maxCopies, needed, target };
    }
    case 'async': {
      const { minInstances, maxInstances } = serving.scaling;
      return { counts: 'instances', most: maxInstances, needed: Math.max(minInstances, FEWEST_IN_STEPS) };
    }
  }
}

/** How many carry a load; none for a load that nobody declared. */
function carrying(peak: number | undefined, target: number): number {
  return Math.ceil((peak ?? 0) / target);
}
