import {
  LEDGER_KEYS,
  type LedgerItem,
  type LedgerPage,
  type LedgerQuery,
  type LedgerSink,
  type LedgerSource,
  type WriteOutcome,
} from '../../../constructs/ledger/core';

/** The ledger's table in memory: the keys, indexes, limits and conditions of the real one. */
export class MemoryLedger implements LedgerSource, LedgerSink {
  public readonly items: LedgerItem[] = [];
  /** Queries since the beginning, and items that they read. */
  public queries = 0;
  public itemsRead = 0;
  private readonly entries = new Set<string>();
  private readonly sorted = { table: [] as LedgerItem[], serving: [] as LedgerItem[], time: [] as LedgerItem[] };

  public async query({ model, index, from, to, backwards, limit, cursor }: LedgerQuery): Promise<LedgerPage> {
    this.queries += 1;
    const all = this.sorted[index];
    const low = lowerBound(all, index, `${model} ${from}`);
    const high = lowerBound(all, index, `${model} ${to}\u{10FFFF}`);
    const skip = typeof cursor === 'number' ? cursor : 0;
    const page = backwards
      ? all.slice(Math.max(low, high - skip - limit), Math.max(low, high - skip)).toReversed()
      : all.slice(low + skip, Math.min(high, low + skip + limit));
    this.itemsRead += page.length;
    return {
      records: page.flatMap(({ record }) => record ?? []),
      cursor: high - low > skip + limit ? skip + limit : undefined,
    };
  }

  public async write(items: readonly LedgerItem[]): Promise<WriteOutcome> {
    const taken = items.map(({ model, entry }) => this.entries.has(`${model} ${entry}`));
    if (taken[1] === true) return 'duplicate';
    if (taken.includes(true)) return 'overtaken';
    for (const item of items) this.put(item);
    return 'written';
  }

  private put(item: LedgerItem): void {
    this.items.push(item);
    this.entries.add(`${item.model} ${item.entry}`);
    for (const index of ['table', 'serving', 'time'] as const) {
      if (keyIn(index, item) === undefined) continue;
      const all = this.sorted[index];
      all.splice(lowerBound(all, index, `${item.model} ${keyIn(index, item)}`), 0, item);
    }
  }
}

function keyIn(index: LedgerQuery['index'], item: LedgerItem): string | undefined {
  return index === 'table' ? item.entry : item[LEDGER_KEYS[index].attribute];
}

function lowerBound(all: readonly LedgerItem[], index: LedgerQuery['index'], key: string): number {
  let [low, high] = [0, all.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const item = all[middle];
    if (item !== undefined && `${item.model} ${keyIn(index, item)}` < key) low = middle + 1;
    else high = middle;
  }
  return low;
}
