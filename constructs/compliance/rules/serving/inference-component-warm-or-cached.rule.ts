import { isTrue, itemsOf } from '../../../template';
import { COMPLIANT, NOT_APPLICABLE, violation, type ComplianceRule } from '../../rule';
import { smallestAt } from './capacity';
import { componentTargets, configOf, endpointOf, INFERENCE_COMPONENT, isAsync } from '../shared/endpoints';

/** A copy with cached weights starts in a fraction of the time. */
export const rule: ComplianceRule = {
  id: 'InferenceComponentWarmOrCached',
  title: 'In production, an inference component keeps a copy warm, or caches its weights if it can scale to zero',
  remedy: 'keep EnableCaching of the inference component, or set serving.scaling.minCopies of the model above 0',
  requirements: ['SRV-5'],
  formerIds: ['SRV-5'],
  resourceTypes: [INFERENCE_COMPONENT],
  check: (component, context) => {
    if (!context.production) return NOT_APPLICABLE;
    const config = configOf(endpointOf(component, context) ?? component, context);
    if (config !== undefined && isAsync(config)) return NOT_APPLICABLE;
    const floors = componentTargets(component, context).map(
      ({ properties }) => smallestAt(properties, 'MinCapacity') ?? 0,
    );
    if (floors.length > 0 && Math.min(...floors) > 0) return COMPLIANT;
    const { Specification, Specifications } = component.properties;
    const specifications = [...itemsOf(Specification), ...itemsOf(Specifications)];
    const cached =
      specifications.length > 0 && specifications.every((one) => isTrue(one, 'DataCacheConfig', 'EnableCaching'));
    if (cached) return COMPLIANT;
    return violation(
      'inference component keeps no copy warm and does not cache its weights (DataCacheConfig.EnableCaching)',
      'Properties.Specification.DataCacheConfig',
    );
  },
};
