import type { Difference, ServingVersion } from './types';

/** What differs between two versions: lineage, metrics, configuration. Sorted by key; shares and places are left out. */
export function diff(from: Partial<ServingVersion>, to: Partial<ServingVersion>): readonly Difference[] {
  const [a, b] = [flat(from), flat(to)];
  const keys = [...new Set([...a.keys(), ...b.keys()])].sort();
  return keys.filter((key) => a.get(key) !== b.get(key)).map((key) => ({ key, from: a.get(key), to: b.get(key) }));
}

/** What says where and how much a version serves, not what it is. */
const PLACES = new Set(['weight', 'variantName']);

function flat(version: Partial<ServingVersion>): ReadonlyMap<string, string> {
  const leaves = new Map<string, string>();
  for (const [key, value] of Object.entries(version)) {
    if (value === undefined || PLACES.has(key)) continue;
    if (Array.isArray(value)) leaves.set(key, value.join(', '));
    else if (typeof value === 'object') {
      for (const [name, leaf] of Object.entries(value)) leaves.set(`${key}.${name}`, leaf);
    } else leaves.set(key, String(value));
  }
  return leaves;
}
