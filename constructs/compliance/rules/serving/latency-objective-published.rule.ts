import { COMPLIANT, violation, type ComplianceRule } from '../../rule';
import { ENDPOINT } from '../shared/endpoints';
import { objectiveOf, OBJECTIVES_LOCATION } from './objectives';

/** Users can read what to expect. */
export const rule: ComplianceRule = {
  id: 'LatencyObjectivePublished',
  title: 'Every endpoint publishes an objective for its latency',
  remedy: 'set objectives.latencyP99Milliseconds of the model; in code, pass governance to the endpoint construct',
  requirements: ['SRV-6'],
  formerIds: ['SRV-6'],
  resourceTypes: [ENDPOINT],
  check: (endpoint) =>
    (objectiveOf(endpoint, 'latencyP99Milliseconds') ?? 0) > 0
      ? COMPLIANT
      : violation(
          'endpoint publishes no objective for latency (objectives.latencyP99Milliseconds)',
          OBJECTIVES_LOCATION,
        ),
};
