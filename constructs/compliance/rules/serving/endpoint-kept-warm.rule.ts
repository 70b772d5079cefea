import { NOT_APPLICABLE, type ComplianceRule } from '../../rule';
import { fewestInstances } from './capacity';
import { configOf, ENDPOINT, holdsComponents, isAsync, variantsOf } from '../shared/endpoints';

/** Whoever waits for an answer does not wait for an instance. */
export const rule: ComplianceRule = {
  id: 'EndpointKeptWarm',
  title: 'In production, a variant that answers at once keeps an instance warm',
  remedy: 'set serving.scaling.minInstances of the model above 0',
  requirements: ['SRV-5'],
  formerIds: ['SRV-5'],
  resourceTypes: [ENDPOINT],
  check: (endpoint, context) => {
    if (!context.production) return NOT_APPLICABLE;
    const config = configOf(endpoint, context);
    if (config === undefined || isAsync(config)) return NOT_APPLICABLE;
    const variants = variantsOf(config).filter((variant) => !holdsComponents(variant));
    if (variants.length === 0) return NOT_APPLICABLE;
    return variants
      .filter((variant) => (fewestInstances(endpoint, variant, context) ?? 0) <= 0)
      .map(() => ({ problem: 'variant keeps no instance warm', location: 'Properties.EndpointConfigName' }));
  },
};
