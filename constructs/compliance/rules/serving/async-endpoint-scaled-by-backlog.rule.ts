import { COMPLIANT, NOT_APPLICABLE, violation, type ComplianceRule } from '../../rule';
import { configOf, ENDPOINT, isAsync } from '../shared/endpoints';
import { scalesBy } from './scaling';

/** The backlog is the only measure of missing capacity for a queue. */
export const rule: ComplianceRule = {
  id: 'AsyncEndpointScaledByBacklog',
  title: 'An asynchronous endpoint scales by its backlog',
  remedy: 'set serving.scaling.targetBacklogPerInstance of the model (targetBacklogPerInstance of AsyncEndpoint)',
  requirements: ['SRV-3'],
  formerIds: ['SRV-3'],
  resourceTypes: [ENDPOINT],
  check: (endpoint, context) => {
    const config = configOf(endpoint, context);
    if (config === undefined || !isAsync(config)) return NOT_APPLICABLE;
    return scalesBy('ApproximateBacklogSize', endpoint, config, context)
      ? COMPLIANT
      : violation(
          'asynchronous endpoint does not scale by its backlog (ApproximateBacklogSizePerInstance)',
          'Properties.EndpointConfigName',
        );
  },
};
