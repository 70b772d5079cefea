import { COMPLIANT, NOT_APPLICABLE, violation, type ComplianceRule } from '../../rule';
import { alarmsOn } from '../shared/alarms';
import { configOf, ENDPOINT, isAsync } from '../shared/endpoints';

/** An endpoint without a queue refuses the requests that it cannot serve. */
export const rule: ComplianceRule = {
  id: 'EndpointAlarmsOnRefusedRequests',
  title: 'In production, every endpoint without a queue has an alarm on refused requests',
  remedy: 'create EndpointAlarms in the stack of the endpoint',
  requirements: ['SRV-3'],
  formerIds: ['SRV-3'],
  resourceTypes: [ENDPOINT],
  check: (endpoint, context) => {
    const config = configOf(endpoint, context);
    if (config === undefined || isAsync(config) || !context.production) return NOT_APPLICABLE;
    return alarmsOn('Invocation5XXErrors', endpoint, context).length > 0
      ? COMPLIANT
      : violation(
          'endpoint has no alarm on Invocation5XXErrors, so that refused requests are lost silently',
          'Properties.EndpointConfigName',
        );
  },
};
