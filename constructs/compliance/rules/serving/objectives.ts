import { governanceOf, numberOf, type ResourceView, valuesAt } from '../../../template';
import { METADATA_LOCATION } from '../shared/metadata';

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
