import { createHash } from 'node:crypto';
import { canonicalJson } from './canonical-json';
import type { ChainFault, ChainVerdict, Fact, Instant, LedgerRecord } from './types';

/** `previousHash` of the first record of a chain. */
export const GENESIS_HASH = '0'.repeat(64);

/** Where a chain ends: what the next record is bound to. */
export interface ChainHead {
  readonly sequence: number;
  readonly hash: string;
}

/** The head of a chain without records. */
export const EMPTY_CHAIN: ChainHead = { sequence: 0, hash: GENESIS_HASH };

/** SHA-256, in hexadecimal, of the canonical JSON of a value. */
export function sha256(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}

/** The hash that a record should have. */
export function hashOf(record: LedgerRecord): string {
  const { hash: _, ...rest } = record;
  return sha256(rest);
}

/** Binds a fact to the end of its model's chain. The result is what is written: nothing is added to it later. */
export function appendRecord(head: ChainHead, fact: Fact, recordedAt: Instant): LedgerRecord {
  const chained = {
    ...fact,
    schemaVersion: 1 as const,
    sequence: head.sequence + 1,
    recordedAt,
    previousHash: head.hash,
  };
  return { ...chained, hash: sha256(chained) };
}

/**
 * Checks the chain of one model, record by record in the order given, and names the first that is wrong.
 *
 * - `altered`: a record does not have the hash of its content.
 * - `missing`: a sequence number was left out, or the chain does not reach the head that is expected.
 * - `reordered`: a record stands before another that it follows.
 * - `forked`: two records claim one place, or a record is bound to another one than that before it.
 * - `foreign`: a record belongs to another model.
 *
 * A chain that was cut at its end is intact in itself: give `expected`, the head that an independent copy knows.
 */
export function verifyChain(records: readonly LedgerRecord[], expected?: ChainHead): ChainVerdict {
  const model = records[0]?.model;
  let head = EMPTY_CHAIN;
  for (const [index, record] of records.entries()) {
    const fault = faultOf(record, head, model) ?? undefined;
    if (fault !== undefined) return { intact: false, ...explain(fault, record, head, records.slice(index)) };
    head = { sequence: record.sequence, hash: record.hash };
  }
  if (expected !== undefined && (expected.sequence !== head.sequence || expected.hash !== head.hash)) {
    return endsElsewhere(head, expected);
  }
  return { intact: true, records: records.length, head: head.hash };
}

function faultOf(record: LedgerRecord, head: ChainHead, model: string | undefined): ChainFault | undefined {
  if (hashOf(record) !== record.hash) return 'altered';
  if (record.model !== model) return 'foreign';
  if (record.sequence === head.sequence + 1) return record.previousHash === head.hash ? undefined : 'forked';
  if (record.sequence === head.sequence) return 'forked';
  return record.sequence > head.sequence ? 'missing' : 'reordered';
}

function explain(
  fault: ChainFault,
  record: LedgerRecord,
  head: ChainHead,
  rest: readonly LedgerRecord[],
): { fault: ChainFault; sequence: number; problem: string } {
  const wanted = head.sequence + 1;
  switch (fault) {
    case 'altered':
      return { fault, sequence: wanted, problem: `record ${wanted} was altered: its content does not give its hash` };
    case 'foreign':
      return { fault, sequence: wanted, problem: `record ${wanted} belongs to ${record.model}, not to this model` };
    case 'forked':
      return {
        fault,
        sequence: record.sequence,
        problem:
          record.sequence === head.sequence
            ? `there are two records ${record.sequence}`
            : `record ${record.sequence} follows another record than the ${head.sequence} that stands before it`,
      };
    case 'missing':
      return rest.some(({ sequence }) => sequence === wanted)
        ? { fault: 'reordered', sequence: wanted, problem: `record ${record.sequence} stands before record ${wanted}` }
        : { fault, sequence: wanted, problem: `record ${wanted} is missing: record ${record.sequence} comes instead` };
    case 'reordered':
      return { fault, sequence: record.sequence, problem: `record ${record.sequence} stands after ${head.sequence}` };
  }
}

function endsElsewhere(head: ChainHead, expected: ChainHead): ChainVerdict {
  if (head.sequence < expected.sequence) {
    const sequence = head.sequence + 1;
    return {
      intact: false,
      fault: 'missing',
      sequence,
      problem: `record ${sequence} is missing: the copy knows ${expected.sequence} records`,
    };
  }
  return {
    intact: false,
    fault: 'forked',
    sequence: expected.sequence,
    problem: `record ${expected.sequence} is another one than the copy knows`,
  };
}
