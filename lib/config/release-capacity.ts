import { releaseInstances } from '../../constructs/model/core';
import type { InstanceDemand } from '../../constructs/release/core';
import type { Serving } from './schema-serving';

/** Instances of each of its types that a model has at most while a version of it is released. */
export function releaseCapacity({ mode, scaling, rollout, instanceTypes }: Serving): readonly InstanceDemand[] {
  const { maxInstances } = scaling;
  const { strategy } = rollout;
  // Only batches have a size that counts: blue/green starts a whole second fleet.
  const percent = rollout.strategy === 'rolling' ? rollout.batchPercent : 100;
  const instances = releaseInstances({ mode, strategy, percent, maxInstances });
  return instanceTypes.map((instanceType) => ({ instanceType, instances }));
}
