import { alternatives, isObject } from '../../../template';
import { NOT_APPLICABLE, type ComplianceRule } from '../../rule';
import type { Problem } from '../../template-check';
import { fewestInstances, smallestAt } from './capacity';
import { configOf, ENDPOINT, holdsComponents, isAsync, variantsOf } from '../shared/endpoints';
import { ZONES } from './zones';

/** A single instance is in a single zone. */
export const rule: ComplianceRule = {
  id: 'EndpointKeepsTwoInstances',
  title: 'In production, a real-time endpoint keeps at least two instances, one per zone',
  remedy: 'set serving.scaling.minInstances of the model to at least 2 (minInstances of the endpoint construct)',
  requirements: ['SRV-1'],
  formerIds: ['SRV-1'],
  resourceTypes: [ENDPOINT],
  check: (endpoint, context) => {
    const config = configOf(endpoint, context);
    if (config === undefined || !context.production || isAsync(config)) return NOT_APPLICABLE;
    const location = 'Properties.EndpointConfigName';
    return variantsOf(config).flatMap((variant): readonly Problem[] => {
      const scaling = alternatives(variant.value['ManagedInstanceScaling']).find(isObject);
      const fewest = holdsComponents(variant)
        ? smallestAt(scaling, 'MinInstanceCount')
        : fewestInstances(endpoint, variant, context);
      if (fewest === undefined) {
        const problem = `variant does not say how many instances it keeps, and production needs ${ZONES}`;
        return [{ problem, location }];
      }
      // An endpoint that may go to zero has no instance to lose; what it keeps warm is the matter of SRV-5.
      if (fewest >= ZONES || (fewest === 0 && holdsComponents(variant))) return [];
      return [{ problem: `variant keeps ${fewest} instance, so one zone, and production needs ${ZONES}`, location }];
    });
  },
};
