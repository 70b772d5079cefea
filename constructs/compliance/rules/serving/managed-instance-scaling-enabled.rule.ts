import { valuesAt } from '../../../template';
import { NOT_APPLICABLE, type ComplianceRule } from '../../rule';
import { configOf, ENDPOINT, holdsComponents, variantsOf } from '../shared/endpoints';

/** Inference components scale themselves; their instances follow only if SageMaker manages them. */
export const rule: ComplianceRule = {
  id: 'ManagedInstanceScalingEnabled',
  title: 'SageMaker manages the number of instances for inference components',
  remedy: 'leave the variant as the endpoint construct makes it, or set its ManagedInstanceScaling.Status to ENABLED',
  requirements: ['SRV-2'],
  formerIds: ['SRV-2'],
  resourceTypes: [ENDPOINT],
  check: (endpoint, context) => {
    const config = configOf(endpoint, context);
    const variants = config === undefined ? [] : variantsOf(config).filter(holdsComponents);
    if (variants.length === 0) return NOT_APPLICABLE;
    return variants
      .filter(({ value }) => valuesAt(value, 'ManagedInstanceScaling', 'Status').some((one) => one !== 'ENABLED'))
      .map(() => ({
        problem: 'variant for inference components does not manage its instances (ManagedInstanceScaling)',
        location: 'Properties.EndpointConfigName',
      }));
  },
};
