import { NOT_APPLICABLE, type ComplianceRule } from '../../rule';
import { fewestInstances } from './capacity';
import { configOf, ENDPOINT, holdsComponents, isAsync, variantsOf } from '../shared/endpoints';

/** Nobody should wait for an instance to start. */
export const rule: ComplianceRule = {
  id: 'EndpointKeptWarm',
  title: 'In production, a real-time variant keeps an instance warm',
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
