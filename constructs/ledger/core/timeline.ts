import { identityOf, stateKey, stateOf } from './state';
import type { Instant, LedgerRecord, Observation, ServingVersion, TimelineEntry } from './types';

/** A stretch of time: from the first instant on, before the second. @default - open */
export interface TimeRange {
  readonly from?: Instant;
  readonly to?: Instant;
}

/**
 * What happened, in order of the time that the facts speak of, whenever they arrived. Observations that show nothing new
 * are left out: SageMaker sends several events for one change.
 */
export function timeline(records: readonly LedgerRecord[], range: TimeRange = {}): readonly TimelineEntry[] {
  const entries: TimelineEntry[] = [];
  let shown = '';
  const sorted = [...records].sort((a, b) => (a.at === b.at ? a.sequence - b.sequence : a.at < b.at ? -1 : 1));
  for (const record of sorted) {
    const state = record.kind === 'observation' ? stateText(record.observed) : shown;
    const isNew = record.kind !== 'observation' || state !== shown;
    shown = state;
    const inRange =
      (range.from === undefined || record.at >= range.from) && (range.to === undefined || record.at < range.to);
    if (isNew && inRange) entries.push({ at: record.at, record, summary: summaryOf(record) });
  }
  return entries;
}

function stateText(observed: Observation): string {
  return `${observed.status} ${stateKey(stateOf(observed))}`;
}

/** One line: what a record says happened. */
export function summaryOf(record: LedgerRecord): string {
  switch (record.kind) {
    case 'observation':
      return observationSummary(record.observed);
    case 'release':
      return `${record.cause} of ${versionName(record.release)} ${record.release.stage}`;
    case 'refusal': {
      const { modelPackageArn, refusals } = record.refusal;
      const what = modelPackageArn === undefined ? record.cause : `${record.cause} of ${versionName(record.refusal)}`;
      return `${what} refused: ${refusals.map(({ code }) => code).join(', ')}`;
    }
    case 'registry':
      return `${versionName(record.registry.lineage ?? record.registry)} ${registryVerb(record.registry)}`;
    case 'call':
      return `${record.call.action}${record.call.errorCode === undefined ? '' : ` refused: ${record.call.errorCode}`}`;
    case 'pin':
      return record.pin.pinned ? `pinned to ${versionName(record.pin)}` : 'pin taken off';
  }
}

function observationSummary(observed: Observation): string {
  const { versions } = stateOf(observed);
  const shares = versions.map((version) => `${versionName(version)}${percent(version)}`).join(' · ');
  const words = observed.status.toLowerCase().replaceAll('_', ' ');
  return `${words}${shares === '' ? '' : `: ${shares}`}`;
}

function registryVerb(change: {
  readonly approvalStatus?: string;
  readonly lifeCycleStage?: string;
  readonly lifeCycleStatus?: string;
}): string {
  if (change.lifeCycleStage !== undefined) return `${change.lifeCycleStage}: ${change.lifeCycleStatus ?? ''}`;
  return change.approvalStatus ?? 'registered';
}

/** `v15`, or the end of the ARN, or the configuration. */
export function versionName(
  version: { readonly modelPackageArn?: string; readonly modelPackageVersion?: number } | ServingVersion,
): string {
  if (version.modelPackageVersion !== undefined) return `v${version.modelPackageVersion}`;
  const number = /\/(\d+)$/.exec(version.modelPackageArn ?? '')?.[1];
  if (number !== undefined) return `v${number}`;
  if (version.modelPackageArn !== undefined) return version.modelPackageArn;
  return 'variantName' in version ? identityOf(version) : 'an unknown version';
}

function percent({ weight }: ServingVersion): string {
  return weight === undefined ? ' (share unknown)' : ` (${Number((weight * 100).toFixed(1))} %)`;
}
