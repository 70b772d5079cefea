import { isMapping } from './merge';
import type { Origin } from './resolved';
import { formatPath, type Path } from './source-file';

/** A value of the configuration that has no parts: a scalar, a list of scalars, an empty mapping. */
export interface Leaf {
  readonly path: Path;
  readonly value: unknown;
}

/** The leaves of a value. Lists of scalars are one leaf: they are replaced whole. */
export function leavesOf(value: unknown, path: Path = []): readonly Leaf[] {
  if (Array.isArray(value) && value.some(isMapping))
    return value.flatMap((entry, index) => leavesOf(entry, [...path, index]));
  if (isMapping(value) && Object.keys(value).length > 0) {
    return Object.entries(value).flatMap(([key, part]) => leavesOf(part, [...path, key]));
  }
  return value === undefined ? [] : [{ path, value }];
}

/** The origin of each leaf, by its path with dots. */
export function originsOf(value: unknown, origin: (path: Path) => Origin): Map<string, Origin> {
  return new Map(leavesOf(value).map(({ path }) => [formatPath(path), origin(path)]));
}
