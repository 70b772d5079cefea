import { isServingMode, servingMode } from '../../constructs/model/core';
import { ROLLOUTS, SERVING_SHAPES } from './schema-serving';
import type { Path } from './source-file';

type Mapping = Readonly<Record<string, unknown>>;

/** Keys that only one choice has: a change of the choice must not leave the others' keys behind. */
const SERVING_KEYS: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries(SERVING_SHAPES).map(([mode, shape]) => [
    mode,
    [...Object.keys(shape), ...Object.keys(shape.scaling.shape)],
  ]),
);
const ROLLOUT_KEYS: ReadonlyMap<string, readonly string[]> = new Map(
  ROLLOUTS.map((rollout) => [[...rollout.shape.strategy.values][0] ?? '', Object.keys(rollout.shape)]),
);
const FRAMEWORK_ONLY = ['framework', 'tag', 'digest', 'repositoryAccount'];

export function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function get(value: unknown, key: string): unknown {
  return isMapping(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** Sets a key whatever its name, `__proto__` too. */
function withEntries(entries: readonly (readonly [string, unknown])[]): Mapping {
  return Object.fromEntries(entries);
}

function only(value: unknown, keys: readonly string[]): unknown {
  return isMapping(value) ? withEntries(Object.entries(value).filter(([key]) => keys.includes(key))) : value;
}

function without(value: Mapping, keys: readonly string[]): Mapping {
  return withEntries(Object.entries(value).filter(([key]) => !keys.includes(key)));
}

function deepMerge(base: unknown, override: unknown): unknown {
  if (!isMapping(base) || !isMapping(override)) return override === undefined ? base : override;
  const keys = [...new Set([...Object.keys(base), ...Object.keys(override)])];
  return withEntries(keys.map((key) => [key, deepMerge(get(base, key), get(override, key))]));
}

function dropFrom(target: Record<string, unknown>, key: string, keys: readonly string[]): void {
  const value = target[key];
  if (isMapping(value)) target[key] = without(value, keys);
}

/** The base without what a changed choice (mode, strategy, framework or image) leaves without meaning. */
function prepared(base: Mapping, override: unknown): Mapping {
  const result = { ...base };
  const container = get(override, 'container');
  if (get(container, 'image') !== undefined) dropFrom(result, 'container', FRAMEWORK_ONLY);
  if (get(container, 'framework') !== undefined) dropFrom(result, 'container', ['image', ...FRAMEWORK_ONLY]);
  const serving = get(override, 'serving');
  const mode = get(serving, 'mode');
  const known = typeof mode === 'string' && mode !== get(base['serving'], 'mode') ? SERVING_KEYS.get(mode) : undefined;
  if (known !== undefined) {
    const kept = only(base['serving'], known);
    const scaling = only(get(kept, 'scaling'), known);
    const strategies: readonly unknown[] = isServingMode(mode) ? servingMode(mode).strategies : [];
    const chosen = get(get(kept, 'rollout'), 'strategy');
    const rollable = chosen === undefined || strategies.includes(chosen);
    result['serving'] = {
      ...(isMapping(kept) ? without(kept, rollable ? [] : ['rollout']) : {}),
      scaling,
    };
  }
  const strategy = get(get(serving, 'rollout'), 'strategy');
  const rolloutKeys = typeof strategy === 'string' ? ROLLOUT_KEYS.get(strategy) : undefined;
  const baseServing = result['serving'];
  if (rolloutKeys !== undefined && isMapping(baseServing) && 'rollout' in baseServing) {
    result['serving'] = { ...baseServing, rollout: only(baseServing['rollout'], rolloutKeys) };
  }
  return result;
}

/**
 * A model's data as one environment has it: mappings are merged, lists and values replaced.
 *
 * @param data the whole file
 */
export function mergeModel(data: unknown, environment: string): unknown {
  if (!isMapping(data)) return data;
  const override = get(get(data, 'environments'), environment);
  const core = without(data, ['environments']);
  if (!isMapping(override)) return core;
  return deepMerge(prepared(core, override), without(override, ['enabled']));
}

/** Path in the file of what overrides a path for an environment. */
export function overridePath(environment: string, path: Path): Path {
  return ['environments', environment, ...path];
}
