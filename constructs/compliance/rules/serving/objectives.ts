import { type ResourceView, numberOf, valuesAt } from '../../../template';
import { governanceOf, METADATA_LOCATION } from '../shared/governance';

/** Where an endpoint publishes its objectives. */
export const OBJECTIVES_LOCATION = `${METADATA_LOCATION}.objectives`;

/** An objective that an endpoint publishes; undefined where none, or no number, stands. */
export function objectiveOf(
  endpoint: ResourceView,
  key: 'latencyP99Milliseconds' | 'availabilityPercent',
): number | undefined {
  const [objective] = valuesAt(governanceOf(endpoint)?.['objectives'], key).map(numberOf);
  return objective;
}
