import type { Observation, ServingState, ServingVersion } from './types';

/** What tells one version from another: the model package, or the configuration when no package is known. */
export function identityOf(version: ServingVersion): string {
  return version.modelPackageArn ?? `${version.endpointConfigName}/${version.variantName}`;
}

/** Equal for states in which the same versions get the same shares, whatever the configurations are called. */
export function stateKey({ versions }: ServingState): string {
  const shares = new Map<string, number | undefined>();
  for (const version of versions) {
    if (version.weight === 0) continue;
    const identity = identityOf(version);
    const sum = shares.has(identity) ? shares.get(identity) : 0;
    shares.set(identity, sum === undefined || version.weight === undefined ? undefined : sum + version.weight);
  }
  return [...shares]
    .map(([identity, weight]) => `${identity}@${weight?.toFixed(4) ?? '?'}`)
    .sort()
    .join(' ');
}

/** What gets traffic in an observation, with shares of all traffic; versions without any are left out. */
export function stateOf({ versions, transition }: Observation): ServingState {
  return {
    versions:
      transition === undefined
        ? normalised(versions).filter(({ weight }) => weight !== 0)
        : mixed(versions, transition.versions, transition.share),
  };
}

/** Whether all traffic goes to one version. */
export function servesOnly(state: ServingState, modelPackageArn: string): boolean {
  return state.versions.length > 0 && state.versions.every((version) => version.modelPackageArn === modelPackageArn);
}

/** States without repetition, in the order given. */
export function distinct(states: readonly ServingState[]): readonly ServingState[] {
  return [...new Map(states.map((state) => [stateKey(state), state])).values()];
}

/** Shares that add up to 1 where all are known. */
export function normalised(versions: readonly ServingVersion[]): readonly ServingVersion[] {
  const total = versions.reduce<number | undefined>(
    (sum, { weight }) => (sum === undefined || weight === undefined ? undefined : sum + weight),
    0,
  );
  if (total === undefined || total === 0) return versions;
  return versions.map((version) => weighing(version, (version.weight ?? 0) / total));
}

/** The old fleet's versions and the new one's, when `share` of the traffic goes to the new one. */
export function mixed(
  from: readonly ServingVersion[],
  to: readonly ServingVersion[],
  share: number | undefined,
): readonly ServingVersion[] {
  return [...scaled(from, share === undefined ? undefined : 1 - share), ...scaled(to, share)].filter(
    ({ weight }) => weight !== 0,
  );
}

function scaled(versions: readonly ServingVersion[], factor: number | undefined): readonly ServingVersion[] {
  return normalised(versions).map((version) =>
    weighing(version, factor === undefined || version.weight === undefined ? undefined : version.weight * factor),
  );
}

function weighing(version: ServingVersion, weight: number | undefined): ServingVersion {
  return { ...version, weight };
}
