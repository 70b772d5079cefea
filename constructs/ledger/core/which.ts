import { between } from './between';
import { distinct, servesOnly, stateOf } from './state';
import type { Instant, LedgerRecord, Observation, RecordOf, ServingState, ServingVersion, WhichAnswer } from './types';

type Seen = RecordOf<'observation'>;
type Released = RecordOf<'release'>;

/** What is left of an answer when its parts are put together. */
type Finding = Pick<WhichAnswer, 'confidence' | 'candidates' | 'exhaustive' | 'from' | 'to' | 'reasons'>;

/**
 * Which version served at an instant.
 *
 * The answer claims no more than the facts prove. It takes the last observation up to the instant and the next one, and
 * derives what can have served between the two. Releases that no observation shows yet lower the confidence.
 *
 * @param records what `LedgerReader.around` read, or any set of records of one model that contains it, in any order
 */
export function whichAt(model: string, records: readonly LedgerRecord[], at: Instant): WhichAnswer {
  const observations = records.filter(isObservation).sort(inTime);
  const before = observations.findLast((record) => record.at <= at);
  const after = observations.find((record) => record.at > at);
  const release = records
    .filter(isRelease)
    .sort(inTime)
    .findLast((record) => record.at <= at);
  const finding = observed(before, after, at);
  const settled = withRelease(finding, release, before, after);
  const only = settled.exhaustive && settled.candidates.length === 1 ? settled.candidates[0] : undefined;
  return {
    model,
    at,
    ...settled,
    versions: only?.versions ?? [],
    status: before?.observed.status,
    inTransition: isInTransition(before?.observed) || settled.confidence === 'either',
    before,
    after,
    release,
  };
}

function observed(before: Seen | undefined, after: Seen | undefined, at: Instant): Finding {
  if (after?.observed.since !== undefined && after.observed.since <= at) return covered(after, after.observed.since);
  if (before === undefined) {
    return {
      confidence: 'unknown',
      candidates: [],
      exhaustive: false,
      to: after === undefined ? undefined : startOf(after),
      reasons: [
        after === undefined
          ? 'the ledger has no observation of this model'
          : `the first observation is of ${startOf(after)}`,
      ],
    };
  }
  const from = startOf(before);
  const seen = `the endpoint was ${before.observed.status} at ${before.at}`;
  if (after === undefined) {
    return decided(stateOf(before.observed), from, undefined, [seen, 'no later observation']);
  }
  const to = startOf(after);
  const { states, exhaustive, reason } = between(before.observed, before.at, after.observed);
  const [state] = states;
  if (state !== undefined && states.length === 1 && exhaustive) {
    return decided(state, from, to, [seen, `and ${after.observed.status} from ${to}`, reason]);
  }
  return {
    confidence: 'either',
    candidates: states,
    exhaustive,
    from: before.at,
    to,
    reasons: [seen, `and ${after.observed.status} from ${to}`, reason],
  };
}

/** The next observation says since when the state has been the same, and that is before the instant. */
function covered(after: Seen, since: Instant): Finding {
  const state = stateOf(after.observed);
  const reason = `the endpoint was ${after.observed.status} at ${after.at}, and unchanged since ${since}`;
  return decided(state, since, undefined, [reason]);
}

function decided(state: ServingState, from: Instant, to: Instant | undefined, reasons: readonly string[]): Finding {
  const common = { candidates: [state], exhaustive: true, from, to };
  if (state.versions.every(({ weight }) => weight !== undefined))
    return { ...common, confidence: 'confirmed', reasons };
  return { ...common, confidence: 'either', reasons: [...reasons, 'no fact tells the shares of this stage'] };
}

/** What a release that began after the last observation adds. */
function withRelease(
  finding: Finding,
  release: Released | undefined,
  before: Seen | undefined,
  after: Seen | undefined,
): Finding {
  const unseen = release !== undefined && (before === undefined || release.at > before.at);
  if (!unseen || (after !== undefined && finding.confidence === 'confirmed')) return finding;
  const { stage, modelPackageArn } = release.release;
  const said = `release ${release.release.releaseId} was ${stage} at ${release.at}`;
  switch (stage) {
    case 'intended':
      return { ...finding, reasons: [...finding.reasons, `${said}, and nothing was changed yet`] };
    case 'applied':
      return applied(finding, release, said);
    case 'failed':
      return before === undefined ? finding : failed(finding, before, release, said);
    case 'completed':
      if (before !== undefined && servesOnly(stateOf(before.observed), modelPackageArn)) return finding;
      return {
        ...finding,
        confidence: 'recorded',
        candidates: [{ versions: [releasedVersion(release)] }],
        exhaustive: true,
        from: release.at,
        reasons: [...finding.reasons, `${said}, and no observation of the endpoint confirms it yet`],
      };
  }
}

function applied(finding: Finding, release: Released, said: string): Finding {
  const next: ServingState = { versions: [releasedVersion(release)] };
  const earlier = finding.candidates.length === 0 ? [{ versions: [] }] : finding.candidates;
  const { modelPackageArn } = release.release;
  if (finding.candidates.some((state) => servesOnly(state, modelPackageArn))) return finding;
  return {
    ...finding,
    confidence: 'either',
    candidates: distinct([...earlier, next]),
    exhaustive: finding.exhaustive || finding.confidence === 'unknown',
    from: release.at,
    reasons: [...finding.reasons, `${said}, and no observation tells how far it came`],
  };
}

function failed(finding: Finding, before: Seen, release: Released, said: string): Finding {
  if (cameBack(before, release)) {
    return { ...finding, reasons: [...finding.reasons, `${said}, and the endpoint had come back to rest before`] };
  }
  return {
    ...finding,
    confidence: 'recorded',
    candidates: [stateOf({ ...before.observed, transition: undefined })],
    reasons: [...finding.reasons, `${said}, and no observation of the endpoint confirms it yet`],
  };
}

/**
 * Whether the endpoint itself told that a release is undone: it came to rest after the update was applied, and serves
 * nothing that was not there before. A release that failed leaves the endpoint alone from then on.
 */
function cameBack({ observed: seen }: Seen, { appliedAt, release }: Released): boolean {
  const { status, since, transition } = seen;
  if (status !== 'IN_SERVICE' || transition !== undefined) return false;
  if (since === undefined || appliedAt === undefined || since < appliedAt) return false;
  const { modelPackageArn, previousModelPackageArn } = release;
  if (modelPackageArn === previousModelPackageArn) return true;
  return stateOf(seen).versions.every((version) => version.modelPackageArn !== modelPackageArn);
}

function releasedVersion({ release }: Released): ServingVersion {
  return { modelPackageArn: release.modelPackageArn, variantName: '', endpointConfigName: '', weight: 1 };
}

/** From when on an observation speaks. */
function startOf({ at, observed: { since } }: Seen): Instant {
  return since !== undefined && since < at ? since : at;
}

function isInTransition(observation: Observation | undefined): boolean {
  return observation?.transition !== undefined || observation?.status === 'ROLLING_BACK';
}

function isObservation(record: LedgerRecord): record is Seen {
  return record.kind === 'observation';
}

function isRelease(record: LedgerRecord): record is Released {
  return record.kind === 'release';
}

/** Order in time; of one instant, the state that began earlier first. */
function inTime(a: LedgerRecord, b: LedgerRecord): number {
  return compare(a.at, b.at) || compare(sinceOf(a), sinceOf(b)) || a.sequence - b.sequence;
}

function sinceOf(record: LedgerRecord): Instant {
  return record.kind === 'observation' ? (record.observed.since ?? record.at) : record.at;
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
