/** The ownership tags of a resource. */
export const OWNERSHIP_TAGS = {
  owner: 'owner',
  costCentre: 'cost-centre',
  environment: 'environment',
  dataClass: 'data-class',
  model: 'model',
} as const;

/** The tags to activate as cost allocation tags: budgets filter by the last two, and reports group by all. */
export const COST_ALLOCATION_TAGS: readonly string[] = [
  OWNERSHIP_TAGS.costCentre,
  OWNERSHIP_TAGS.environment,
  OWNERSHIP_TAGS.model,
];
