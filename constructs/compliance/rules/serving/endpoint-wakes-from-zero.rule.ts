import { referencesIn } from '../../../template';
import { COMPLIANT, NOT_APPLICABLE, violation, type ComplianceRule } from '../../rule';
import { alarmsOn } from '../shared/alarms';
import { smallestAt } from './capacity';
import { configOf, ENDPOINT, isAsync, policiesOf } from '../shared/endpoints';
import { targetsOf } from './scaling';

/** At zero there is no concurrency and no backlog per instance: only this metric shows that a request waits. */
export const rule: ComplianceRule = {
  id: 'EndpointWakesFromZero',
  title: 'An asynchronous endpoint at zero has an alarm that wakes it; in production, so has any other endpoint',
  remedy: 'leave autoScaling of the endpoint construct at its default, which creates the alarm and its scaling policy',
  requirements: ['SRV-3'],
  formerIds: ['SRV-3'],
  resourceTypes: [ENDPOINT],
  check: (endpoint, context) => {
    const config = configOf(endpoint, context);
    if (config === undefined || !(isAsync(config) || context.production)) return NOT_APPLICABLE;
    const asleep = targetsOf(endpoint, config, context).filter(
      ({ properties }) => smallestAt(properties, 'MinCapacity') === 0,
    );
    if (asleep.length === 0) return NOT_APPLICABLE;
    const metric = isAsync(config) ? 'HasBacklogWithoutCapacity' : 'NoCapacityInvocationFailures';
    const policies = new Set(asleep.flatMap((target) => policiesOf(target, context)).map(({ logicalId }) => logicalId));
    const wakes = alarmsOn(metric, endpoint, context).some(({ properties }) =>
      [...referencesIn(properties['AlarmActions'])].some((id) => policies.has(id)),
    );
    if (wakes) return COMPLIANT;
    return violation(
      `endpoint may go to zero and has no alarm on ${metric} that starts a scaling policy, so that nothing wakes it`,
      'Properties.EndpointConfigName',
    );
  },
};
