import { writeFileSync } from 'node:fs';
import { INSTANCE_TYPES } from '../constructs/model/core';

/** Writes how many GPUs each instance type has, by its name: whether copies of inference components have room. */
export function writeAccelerators(file: string): void {
  const counts = [...INSTANCE_TYPES.values()].map(({ name, accelerators }) => [name, accelerators] as const);
  writeFileSync(file, JSON.stringify(Object.fromEntries(counts)));
}
