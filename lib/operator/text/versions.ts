import { versionName } from '../../../constructs/ledger/core/timeline';
import type { Observation, ServingState, ServingVersion } from '../../../constructs/ledger/core/types';

/** A share of the traffic for people. */
export function shareText({ weight }: ServingVersion): string {
  return weight === undefined ? 'share unknown' : `${Number((weight * 100).toFixed(1))} %`;
}

/** `v14`, or `v14 (90 %) · v15 canary (10 %)`. */
export function stateText({ versions }: ServingState, observed: Observation | undefined): string {
  if (versions.length === 0) return 'nothing';
  const [only] = versions;
  if (only !== undefined && versions.length === 1 && (only.weight === undefined || only.weight === 1)) {
    return versionName(only);
  }
  return versions
    .map((version) => `${versionName(version)}${isNew(version, observed) ? ' canary' : ''} (${shareText(version)})`)
    .join(' · ');
}

/** Whether traffic moves to this version in a deployment that is under way. */
export function isNew(version: ServingVersion, observed: Observation | undefined): boolean {
  const target = observed?.transition?.endpointConfigName;
  return target !== undefined && target !== '' && version.endpointConfigName === target;
}
