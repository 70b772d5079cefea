import { INSTANCE_TYPES } from './instance-types';
import { STEP_PERCENT } from './limits';
import { servingMode, type RolloutStrategy, type ServingMode } from './serving-modes';

/** How a mode rolls out, as far as its instances go. */
export interface RolloutInstances {
  readonly mode: ServingMode;
  readonly strategy: RolloutStrategy;
  /** Per cent of the capacity in a step. */
  readonly percent: number;
  readonly maxInstances: number;
}

/**
 * Most instances that run at a time while a version is released: blue/green starts a second fleet, and rolling starts a batch
 * before it stops as many. Copies of an inference component find their room within `maxInstances`.
 */
export function releaseInstances({ mode, strategy, percent, maxInstances }: RolloutInstances): number {
  if (servingMode(mode).inferenceComponent) return maxInstances;
  return maxInstances + (strategy === 'rolling' ? batchOf(maxInstances, percent) : maxInstances);
}

/** Instances or copies in a step of a rollout: part of one counts as one. */
export function batchOf(count: number, percent: number): number {
  return Math.ceil((count * percent) / 100);
}

/** Fewest instances of which a step can be a part: no step may have more than half of them. */
export const FEWEST_IN_STEPS = 2;

/** Copies of an inference component, and where they run. */
export interface CopyPlaces {
  readonly maxCopies: number;
  readonly maxInstances: number;
  /** Copies that one instance has room for. */
  readonly copiesPerInstance: number;
  /** Per cent of the copies in a step. */
  readonly batchPercent: number;
}

/**
 * Copies of which an instance of any of the types has room; undefined when no type is known, 0 when one copy needs more GPUs
 * than a type has.
 */
export function copiesPerInstance(instanceTypes: readonly string[], acceleratorsPerCopy: number): number | undefined {
  const types = instanceTypes.flatMap((name) => INSTANCE_TYPES.get(name) ?? []);
  if (types.length === 0) return undefined;
  return Math.min(...types.map(({ accelerators }) => Math.floor(accelerators / acceleratorsPerCopy)));
}

/**
 * Instances on which all copies and the batch of a rolling update have room.
 *
 * SageMaker starts each batch before it stops as many copies of the old version. That it does so on instances which managed
 * scaling may start, and on no others, is assumption A-COMPONENT-ROOM.
 */
export function instancesForCopies({ maxCopies, copiesPerInstance: per, batchPercent }: CopyPlaces): number {
  return Math.ceil((maxCopies + batchOf(maxCopies, batchPercent)) / per);
}

/** What gives the batch its room where it has none. */
export interface RoomForBatch {
  readonly maxInstances: number;
  /** Most copies with the instances that there are. @default - not even one */
  readonly maxCopies?: number;
  /** Largest batch with the copies and instances that there are. @default - not even the smallest */
  readonly batchPercent?: number;
}

/** Undefined when a batch has room beside all copies. */
export function roomForBatch(places: CopyPlaces): RoomForBatch | undefined {
  const fits = (change: Partial<CopyPlaces>) => instancesForCopies({ ...places, ...change }) <= places.maxInstances;
  if (fits({})) return undefined;
  const { maxCopies, batchPercent } = places;
  const copies = Array.from({ length: maxCopies - 1 }, (_, index) => maxCopies - 1 - index);
  const per = Array.from({ length: batchPercent - STEP_PERCENT.rolling.least }, (_, index) => batchPercent - 1 - index);
  return {
    maxInstances: instancesForCopies(places),
    maxCopies: copies.find((count) => fits({ maxCopies: count })),
    batchPercent: per.find((percent) => fits({ batchPercent: percent })),
  };
}
