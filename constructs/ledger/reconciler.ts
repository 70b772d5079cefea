import { complete, type Instant, LedgerReader, type LedgerRecord, type LedgerWriter, showsSame } from './core';
import type { EndpointLookup, Recorder } from './recorder';

/** How far the ledger is from an endpoint. */
export interface Reconciliation {
  readonly model: string;
  /** `new`: the ledger could not know yet what it records now. */
  readonly verdict: 'same' | 'different' | 'new' | 'none' | 'in transition';
  /** The record of the difference. */
  readonly sequence?: number;
}

/** What a {@link Reconciler} works with. */
export interface ReconcilerProps {
  readonly resourcePrefix: string;
  readonly reader: LedgerReader;
  readonly writer: LedgerWriter;
  readonly recorder: Recorder;
  readonly lookup: EndpointLookup;
  readonly now: () => Instant;
  /** How long an event may take until it counts as lost, milliseconds. */
  readonly graceMilliseconds: number;
}

/** Compares what the ledger saw last with what an endpoint is now. */
export class Reconciler {
  constructor(private readonly props: ReconcilerProps) {}

  /** @param identity the same for every delivery of one check, so that a repeated one records nothing twice */
  public async reconcile(model: string, identity: string): Promise<Reconciliation> {
    const { lookup, reader, recorder, writer, now } = this.props;
    const draft = await lookup.describe(`${this.props.resourcePrefix}${model}`, now);
    const last = latest(await reader.around(model, draft.at), draft.at);
    if (last === undefined && draft.status === 'DELETED') return { model, verdict: 'none' };
    const observed = await complete(draft, lookup);
    if (last !== undefined && showsSame(last.observed, observed)) return { model, verdict: 'same' };
    if (this.isFresh(draft.since, draft.at)) return { model, verdict: 'in transition' };
    const source = { service: 'ledger', type: 'reconciliation', id: identity };
    const fact = await recorder.observe(model, draft, source, 'reconciliation');
    const record = await writer.append(fact);
    // Nothing tells that an endpoint is gone: that it was about to go was told.
    const expected = last === undefined || (last.observed.status === 'DELETING' && observed.status === 'DELETED');
    return { model, verdict: expected ? 'new' : 'different', sequence: record?.sequence };
  }

  /** A change so young that its event may be on its way. */
  private isFresh(since: Instant | undefined, at: Instant): boolean {
    return since !== undefined && Date.parse(at) - Date.parse(since) < this.props.graceMilliseconds;
  }
}

type Seen = Extract<LedgerRecord, { readonly kind: 'observation' }>;

function latest(records: readonly LedgerRecord[], at: Instant): Seen | undefined {
  return records
    .filter((record): record is Seen => record.kind === 'observation' && record.at <= at)
    .sort((a, b) => (a.at === b.at ? a.sequence - b.sequence : a.at < b.at ? -1 : 1))
    .at(-1);
}
