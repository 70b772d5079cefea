import { canonicalJson } from './canonical-json';
import { appendRecord, EMPTY_CHAIN } from './chain';
import { BEGINNING, factEntry, isServingFact, linkEntry, linkKey, recordEntry, timeKey } from './keys';
import type { LedgerReader } from './reader';
import type { Fact, Instant, LedgerRecord } from './types';

/** An item of the ledger's table: a record, the claim of a fact, or a link. */
export interface LedgerItem {
  readonly model: string;
  readonly entry: string;
  /** Place in index `serving`. @default - not there */
  readonly servingAt?: string;
  /** Place in index `time`. @default - not there */
  readonly at?: string;
  /** Canonical JSON of the record. @default - the item is a claim */
  readonly record?: string;
}

/** What became of a transaction. */
export type WriteOutcome =
  | 'written'
  /** The claim of the fact was there already. */
  | 'duplicate'
  /** Another record took the sequence. */
  | 'overtaken';

/** Where the ledger is written to. */
export interface LedgerSink {
  /** Puts all items or none; none when one of them is there already. The second item is the claim of the fact. */
  write(items: readonly [record: LedgerItem, claim: LedgerItem, ...links: LedgerItem[]]): Promise<WriteOutcome>;
}

/** Attempts of one append. Each one that fails means that another record was appended. */
const ATTEMPTS = 8;

/**
 * Appends facts. The only writes are single transactions, so that a crash loses nothing that its message does not bring
 * again, and a fact that is delivered again is found by its claim.
 */
export class LedgerWriter {
  /** @param reader must read what was written before (consistent reads) */
  constructor(
    private readonly reader: LedgerReader,
    private readonly sink: LedgerSink,
    private readonly now: () => Instant,
  ) {}

  /**
   * @returns the record, or undefined when the fact is in the ledger already
   * @throws Error when other records were faster in all attempts, so that the message is delivered again
   */
  public async append(fact: Fact): Promise<LedgerRecord | undefined> {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const head = (await this.reader.head(fact.model)) ?? EMPTY_CHAIN;
      // Neighbours are read after the head: whatever is written meanwhile takes the sequence, and this attempt fails.
      const around = fact.kind === 'observation' ? await this.reader.around(fact.model, fact.at) : [];
      const record = appendRecord(head, fact, this.now());
      const outcome = await this.sink.write(itemsOf(record, around));
      if (outcome === 'written') return record;
      if (outcome === 'duplicate') return undefined;
    }
    throw new Error(`the chain of ${fact.model} grew faster than ${ATTEMPTS} attempts to append to it`);
  }
}

/**
 * The items of a record.
 * @param around what `LedgerReader.around` gave for the instant of an observation
 */
export function itemsOf(
  record: LedgerRecord,
  around: readonly LedgerRecord[],
): [record: LedgerItem, claim: LedgerItem, ...links: LedgerItem[]] {
  const { model } = record;
  const text = canonicalJson(record);
  const place = timeKey(record);
  return [
    {
      model,
      entry: recordEntry(record.sequence),
      at: place,
      servingAt: isServingFact(record) ? place : undefined,
      record: text,
    },
    { model, entry: factEntry(record.factId) },
    ...(record.kind === 'observation' ? links(record, text, around) : []),
  ];
}

function links(record: LedgerRecord, text: string, around: readonly LedgerRecord[]): LedgerItem[] {
  const observations = around
    .filter(({ kind }) => kind === 'observation')
    .sort((a, b) => (timeKey(a) < timeKey(b) ? -1 : 1));
  const before = observations.findLast(({ at }) => at <= record.at) ?? BEGINNING;
  const after = observations.find(({ at }) => at > record.at);
  const link = (from: Pick<LedgerRecord, 'at' | 'sequence'>, to: LedgerRecord, content: string): LedgerItem => ({
    model: record.model,
    entry: linkEntry(from.sequence, to.sequence),
    servingAt: linkKey(from, to),
    record: content,
  });
  return [link(before, record, text), ...(after === undefined ? [] : [link(record, after, canonicalJson(after))])];
}
