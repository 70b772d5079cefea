import { isTrue } from '../../../template';
import { COMPLIANT, NOT_APPLICABLE, violation, type ComplianceRule } from '../../rule';
import { ENDPOINT_CONFIG, MODEL, placesContainers } from '../shared/endpoints';

/** Code that comes with a model cannot call anybody. */
export const rule: ComplianceRule = {
  id: 'ModelNetworkIsolated',
  title: 'Containers of models have no network access',
  remedy: 'set EnableNetworkIsolation to true, as the endpoint constructs do',
  requirements: ['SEC-5'],
  formerIds: ['SEC-5'],
  resourceTypes: [ENDPOINT_CONFIG, MODEL],
  check: (resource) => {
    if (!placesContainers(resource)) return NOT_APPLICABLE;
    const what = resource.type === MODEL ? 'model' : 'endpoint configuration';
    return isTrue(resource.properties, 'EnableNetworkIsolation')
      ? COMPLIANT
      : violation(
          `${what} does not isolate its containers from the network (EnableNetworkIsolation)`,
          'Properties.EnableNetworkIsolation',
        );
  },
};
