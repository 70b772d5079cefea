import { itemsOf } from '../../../template';
import { NOT_APPLICABLE, type ComplianceRule } from '../../rule';
import type { Problem } from '../../template-check';
import { ENDPOINT_CONFIG, variantsOf, type Variant } from '../shared/endpoints';

/** The company chooses the instances: their GPUs, their zones, their price. */
export const rule: ComplianceRule = {
  id: 'VariantHasInstanceType',
  title: 'Every variant declares its instance types',
  remedy: 'set serving.instanceTypes of the model; in code, give the endpoint construct instanceTypes',
  requirements: ['SRV-1'],
  formerIds: ['SRV-1'],
  resourceTypes: [ENDPOINT_CONFIG],
  check: (config) => {
    const variants = variantsOf(config);
    return variants.length === 0 ? NOT_APPLICABLE : variants.flatMap(problemsOf);
  },
};

function problemsOf({ value, location }: Variant): readonly Problem[] {
  if (value['ServerlessConfig'] !== undefined) {
    return [{ problem: 'variant is serverless, which has no GPU and no zones of its own', location }];
  }
  const types = [...itemsOf(value['InstanceType']), ...itemsOf(value['InstancePools'])];
  return types.length > 0 ? [] : [{ problem: 'variant declares no instance type', location }];
}
