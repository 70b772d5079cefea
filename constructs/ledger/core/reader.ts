import { endOfInstant, WHICH_LIMIT } from './keys';
import type { Instant, LedgerRecord } from './types';

/** One Query on the ledger's table. */
export interface LedgerQuery {
  readonly model: string;
  /** `serving`, `time`, or the table itself, whose sort key begins with `record#`. */
  readonly index: 'serving' | 'time' | 'table';
  /** Smallest and largest sort key, both included. */
  readonly from: string;
  readonly to: string;
  readonly backwards: boolean;
  readonly limit: number;
  /** Where the page before ended. @default - the first page */
  readonly cursor?: unknown;
}

/** A page of items: the text in `record` of each, in order. */
export interface LedgerPage {
  readonly records: readonly string[];
  /** @default - this was the last page */
  readonly cursor?: unknown;
}

/** Where the ledger is read from: DynamoDB, or memory in tests. */
export interface LedgerSource {
  query(query: LedgerQuery): Promise<LedgerPage>;
}

/** Reads the ledger of an environment. Takes one Query for an instant, whatever the length of the history. */
export class LedgerReader {
  constructor(
    private readonly source: LedgerSource,
    private readonly limit: number = WHICH_LIMIT,
  ) {}

  /**
   * What `whichAt` needs for an instant: the last observation until then, the next one, and the releases between.
   * Usually one Query; it reads on only where more releases than fit a page did not reach the endpoint.
   */
  public async around(model: string, at: Instant): Promise<readonly LedgerRecord[]> {
    const found: LedgerRecord[] = [];
    let cursor: unknown;
    do {
      const page = await this.source.query({
        model,
        index: 'serving',
        from: '0',
        to: endOfInstant(at),
        backwards: true,
        limit: this.limit,
        cursor,
      });
      found.push(...page.records.map(parseRecord));
      cursor = page.cursor;
    } while (cursor !== undefined && !found.some((record) => record.kind === 'observation' && record.at <= at));
    return distinctRecords(found);
  }

  /** All records that speak of a stretch of time, in its order. @param range instants, the second excluded */
  public async *range(model: string, range: { from?: Instant; to?: Instant } = {}): AsyncGenerator<LedgerRecord> {
    yield* this.pages({
      model,
      index: 'time',
      from: range.from ?? '0',
      to: range.to ?? '~',
      backwards: false,
      limit: 200,
    });
  }

  /** The newest records in order of time, newest first. */
  public async latest(model: string, limit: number): Promise<readonly LedgerRecord[]> {
    const page = await this.source.query({ model, index: 'time', from: '0', to: '~', backwards: true, limit });
    return page.records.map(parseRecord);
  }

  /** The whole chain, in order of sequence: what `verifyChain` checks. */
  public async *chain(model: string): AsyncGenerator<LedgerRecord> {
    yield* this.pages({
      model,
      index: 'table',
      from: 'record#',
      to: 'record#~',
      backwards: false,
      limit: 200,
    });
  }

  /** The newest record of the chain, by sequence. */
  public async head(model: string): Promise<LedgerRecord | undefined> {
    const page = await this.source.query({
      model,
      index: 'table',
      from: 'record#',
      to: 'record#~',
      backwards: true,
      limit: 1,
    });
    return page.records.map(parseRecord)[0];
  }

  private async *pages(query: LedgerQuery): AsyncGenerator<LedgerRecord> {
    let cursor: unknown;
    do {
      const page = await this.source.query({ ...query, cursor });
      for (const text of page.records) yield parseRecord(text);
      cursor = page.cursor;
    } while (cursor !== undefined);
  }
}

/** A record as the ledger's table holds it. */
export function parseRecord(text: string): LedgerRecord {
  return JSON.parse(text) as LedgerRecord;
}

/** The same record can be read twice: in its place, and in the link of the observation before. */
function distinctRecords(records: readonly LedgerRecord[]): readonly LedgerRecord[] {
  return [...new Map(records.map((record) => [record.sequence, record])).values()];
}
