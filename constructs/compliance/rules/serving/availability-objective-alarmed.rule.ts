import { COMPLIANT, violation, type ComplianceRule } from '../../rule';
import { alarmsOn } from '../shared/alarms';
import { ENDPOINT } from '../shared/endpoints';

/** An objective without an alarm has no effect. */
export const rule: ComplianceRule = {
  id: 'AvailabilityObjectiveAlarmed',
  title: 'Every endpoint has an alarm on errors, which decide its availability',
  remedy: 'create EndpointAlarms with the objectives of the model, in the stack of the endpoint',
  requirements: ['SRV-6'],
  formerIds: ['SRV-6'],
  resourceTypes: [ENDPOINT],
  check: (endpoint, context) =>
    alarmsOn('Invocation5XXErrors', endpoint, context).length > 0
      ? COMPLIANT
      : violation('endpoint has no alarm on Invocation5XXErrors'),
};
