import type { Ownership } from '../../constructs/governance';
import type { ResolvedEnvironment, ResolvedModel } from '../config';

/** Who answers for what belongs to one model. */
export function modelOwnership(environment: ResolvedEnvironment, model: ResolvedModel): Ownership {
  return {
    owner: model.owner.key,
    costCentre: model.costCentre.code,
    environment: environment.name,
    dataClass: model.dataClass,
    model: model.name,
    tags: environment.company.tags,
  };
}

/** Who answers for what all models share. */
export function platformOwnership(environment: ResolvedEnvironment): Ownership {
  const { company, platformOwner } = environment;
  return {
    owner: platformOwner.key,
    costCentre: company.platformCostCentre,
    environment: environment.name,
    // Logs, keys and buckets are shared by all models, so the class is that of the most sensitive.
    dataClass: 'restricted',
    tags: company.tags,
  };
}
