import { COMPLIANT, NOT_APPLICABLE, violation, type ComplianceRule } from '../../rule';
import { configOf, ENDPOINT, isAsync } from '../shared/endpoints';
import { scalesBy } from './scaling';

/** Concurrency rises with the first request of a burst; invocations per minute rise only when the burst is over. */
export const rule: ComplianceRule = {
  id: 'EndpointScaledByConcurrency',
  title: 'In production, a real-time endpoint scales by concurrent requests',
  remedy:
    'set serving.scaling.targetConcurrencyPerInstance of the model, or targetConcurrencyPerCopy for realtime-to-zero; the endpoint constructs have props of the same names',
  requirements: ['SRV-3'],
  formerIds: ['SRV-3'],
  resourceTypes: [ENDPOINT],
  check: (endpoint, context) => {
    const config = configOf(endpoint, context);
    if (config === undefined || isAsync(config) || !context.production) return NOT_APPLICABLE;
    return scalesBy('ConcurrentRequestsPer', endpoint, config, context)
      ? COMPLIANT
      : violation(
          'endpoint does not scale by concurrent requests, so that a burst meets too few instances',
          'Properties.EndpointConfigName',
        );
  },
};
