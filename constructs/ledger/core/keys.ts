import type { Instant, LedgerRecord } from './types';

/**
 * How the ledger's table is laid out. Partition key `model`, sort key `entry`; each item has one record, as the exact text
 * that its hash was made from, in `record`.
 *
 * | item | `entry` | in index `serving` | in index `time` | what for |
 * |---|---|---|---|---|
 * | record | `record#<sequence>` | `<at>#<sequence>`, observations and releases | `<at>#<sequence>` | the chain: putting it claims the sequence |
 * | claim | `fact#<factId>` | | | putting it a second time fails: a fact that is delivered again |
 * | link | `next#<sequence>#<sequence of the next>` | behind the observation it belongs to | | the observation that comes next in time |
 *
 * A fact is three items of one transaction, so that all of them are there or none.
 *
 * What was in force at T depends on the last observation until T, on the next one, and on releases between the two. Index
 * `serving` is sorted by time, and behind each observation lie its links, the earliest successor last. So one Query for
 * keys until T, backwards, first gives the releases since the last observation, then the link to the next observation,
 * then the last observation: three items when nothing is late, whatever the length of the history. A fact that comes late
 * moves nothing: it adds its record in its place in time, the link of the observation before to it, and its own link to
 * the one after; the older link of the observation before stays and sorts further away than the new one.
 */
export const LEDGER_KEYS = {
  partition: 'model',
  sort: 'entry',
  serving: { index: 'serving', attribute: 'servingAt' },
  time: { index: 'time', attribute: 'at' },
  record: 'record',
} as const;

/**
 * Items that one Query for an instant asks for. Three are enough when nothing is late; each release that did not reach the
 * endpoint adds up to four, and each fact that overtook others adds one. A reader that does not find an observation among
 * them reads the next page.
 */
export const WHICH_LIMIT = 12;

const DIGITS = 12;

/** Sort key of the record with a sequence number. */
export function recordEntry(sequence: number): string {
  return `record#${padded(sequence)}`;
}

/** Sort key of the claim of a fact. */
export function factEntry(factId: string): string {
  return `fact#${factId}`;
}

/** Sort key of a link from one observation (0: the beginning) to the next. */
export function linkEntry(from: number, to: number): string {
  return `next#${padded(from)}#${padded(to)}`;
}

/** Place of a record in time, in both indexes. */
export function timeKey(record: Pick<LedgerRecord, 'at' | 'sequence'>): string {
  return `${record.at}#${padded(record.sequence)}`;
}

/** Last key of an instant: keys until T are those up to this one. */
export function endOfInstant(at: Instant): string {
  return `${at}#~`;
}

/** The beginning of time, before the first observation. */
export const BEGINNING = { at: '0000-00-00T00:00:00.000Z', sequence: 0 } as const;

/** Place of a link: right behind its observation, later successors before earlier ones, so that reading backwards meets the earliest first. */
export function linkKey(
  from: Pick<LedgerRecord, 'at' | 'sequence'>,
  to: Pick<LedgerRecord, 'at' | 'sequence'>,
): string {
  return `${timeKey(from)}#${complement(timeKey(to))}`;
}

/** Whether a record stands in the index that answers which version was in force. */
export function isServingFact(record: Pick<LedgerRecord, 'kind'>): boolean {
  return record.kind === 'observation' || record.kind === 'release';
}

/** Key of the copy of a record in the bucket. Sorts by model, then by sequence. */
export function copyKey(record: Pick<LedgerRecord, 'model' | 'sequence'>): string {
  return `records/${record.model}/${padded(record.sequence)}.json`;
}

function padded(sequence: number): string {
  return String(sequence).padStart(DIGITS, '0');
}

function complement(key: string): string {
  return key.replaceAll(/\d/g, (digit) => String(9 - Number(digit)));
}
