import { COMPLIANT, violation, type ComplianceRule } from '../../rule';
import { ENDPOINT } from '../shared/endpoints';
import { objectiveOf, OBJECTIVES_LOCATION } from './objectives';

/** Users can read what to expect. */
export const rule: ComplianceRule = {
  id: 'AvailabilityObjectivePublished',
  title: 'Every endpoint publishes an objective for its availability',
  remedy: 'set objectives.availabilityPercent of the model; in code, pass governance to the endpoint construct',
  requirements: ['SRV-6'],
  formerIds: ['SRV-6'],
  resourceTypes: [ENDPOINT],
  check: (endpoint) => {
    const percent = objectiveOf(endpoint, 'availabilityPercent') ?? 0;
    return percent > 0 && percent <= 100
      ? COMPLIANT
      : violation(
          'endpoint publishes no objective for availability (objectives.availabilityPercent)',
          OBJECTIVES_LOCATION,
        );
  },
};
