import type { InstanceDemand } from '../../constructs/release/core';
import type { Serving } from './schema-serving';

/**
 * Instances of each of its types that a model has at most while a version of it is released. A rollout in batches starts each
 * batch before it stops as many of the old fleet; the others start a second fleet.
 */
export function releaseCapacity({ scaling, rollout, instanceTypes }: Serving): readonly InstanceDemand[] {
  const { maxInstances } = scaling;
  const more = rollout.strategy === 'rolling' ? Math.ceil((maxInstances * rollout.batchPercent) / 100) : maxInstances;
  return instanceTypes.map((instanceType) => ({ instanceType, instances: maxInstances + more }));
}
