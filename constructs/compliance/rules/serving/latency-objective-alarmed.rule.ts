import { COMPLIANT, violation, type ComplianceRule } from '../../rule';
import { alarmsOn } from '../shared/alarms';
import { smallestAt } from './capacity';
import { ENDPOINT } from '../shared/endpoints';
import { objectiveOf } from './objectives';

const MICROSECONDS = 1000;

/** An objective without an alarm has no effect. */
export const rule: ComplianceRule = {
  id: 'LatencyObjectiveAlarmed',
  title: 'Every endpoint has an alarm on latency, with a threshold not above its objective',
  remedy: 'create EndpointAlarms with the objectives of the model, in the stack of the endpoint',
  requirements: ['SRV-6'],
  formerIds: ['SRV-6'],
  resourceTypes: [ENDPOINT],
  check: (endpoint, context) => {
    const alarms = alarmsOn('ModelLatency', endpoint, context);
    if (alarms.length === 0) return violation('endpoint has no alarm on ModelLatency');
    const objective = objectiveOf(endpoint, 'latencyP99Milliseconds');
    if (objective === undefined) return COMPLIANT;
    const thresholds = alarms
      .map(({ properties }) => smallestAt(properties, 'Threshold'))
      .filter((one) => one !== undefined);
    const tightest = Math.min(...thresholds);
    if (thresholds.length === 0 || tightest <= objective * MICROSECONDS) return COMPLIANT;
    return violation(
      `endpoint has its tightest alarm on ModelLatency at ${tightest} µs, above the objective of ${objective} ms`,
    );
  },
};
