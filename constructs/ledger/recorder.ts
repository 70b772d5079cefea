import {
  complete,
  type Fact,
  type FleetLookup,
  type Instant,
  interpret,
  isBusEvent,
  isRecordRequest,
  type LedgerReader,
  type LedgerRecord,
  type LedgerWriter,
  type Naming,
  type ObservationDraft,
  observationFact,
  requestedFact,
  servesOnly,
  stateOf,
} from './core';

/** What looks at endpoints. */
export interface EndpointLookup extends FleetLookup {
  describe(endpointName: string, now: () => Instant): Promise<ObservationDraft>;
  isLive(endpointConfigName: string): Promise<boolean>;
}

/** What a {@link Recorder} works with. */
export interface RecorderProps {
  readonly naming: Naming;
  readonly reader: LedgerReader;
  readonly writer: LedgerWriter;
  readonly lookup: EndpointLookup;
  readonly now: () => Instant;
}

/** Turns messages into records. */
export class Recorder {
  constructor(private readonly props: RecorderProps) {}

  /**
   * Records what a message says.
   *
   * @param body JSON: an event of EventBridge, or a `RecordRequest`
   * @returns the records that are new
   * @throws Error when the message is malformed, or something that it needs cannot be had now
   */
  public async record(body: string, messageId: string): Promise<readonly LedgerRecord[]> {
    const message: unknown = JSON.parse(body);
    if (isRecordRequest(message)) return this.append([requestedFact(message, messageId)]);
    if (!isBusEvent(message)) throw new Error('a message must be an event of EventBridge or a ledgerFact');
    const told = interpret(message, this.props.naming);
    switch (told.action) {
      case 'ignore':
        return [];
      case 'record':
        return this.append(told.facts);
      case 'observe':
        return this.append([await this.observe(told.model, told.draft, told.source)]);
      case 'describe': {
        // Facts first: when the description fails, the message comes again, and finds them recorded.
        const recorded = await this.append(told.facts);
        const draft = await this.props.lookup.describe(told.endpointName, this.props.now);
        return [...recorded, ...(await this.append([await this.observe(told.model, draft, told.source)]))];
      }
    }
  }

  /** The fact of an observation, with the versions looked up. */
  public async observe(
    model: string,
    draft: ObservationDraft,
    source: Fact['source'],
    cause?: Fact['cause'],
  ): Promise<Fact> {
    const { lookup, now } = this.props;
    // Inference components change their model under one name: what they had at another time, nobody can look up.
    const live = draft.fleet !== undefined && (await lookup.isLive(draft.fleet.endpointConfigName));
    const seen = live ? await lookup.describe(draft.endpointName, now) : draft;
    const observed = await complete(seen, lookup);
    const rollbackTo = await this.rollbackTo(
      model,
      seen.at,
      observed.versions.map((one) => one.modelPackageArn),
    );
    return observationFact(seen, observed, { model, source, cause, rollbackTo });
  }

  private async append(facts: readonly Fact[]): Promise<LedgerRecord[]> {
    const records: LedgerRecord[] = [];
    for (const fact of facts) {
      const record = await this.props.writer.append(fact);
      if (record !== undefined) records.push(record);
    }
    return records;
  }

  /** The version that served alone before the one that serves now, as far as the record before tells. */
  private async rollbackTo(
    model: string,
    at: Instant,
    serving: readonly (string | undefined)[],
  ): Promise<string | undefined> {
    const before = (await this.props.reader.around(model, at))
      .filter((record) => record.kind === 'observation' && record.at <= at)
      .sort((a, b) => (a.at === b.at ? a.sequence - b.sequence : a.at < b.at ? -1 : 1))
      .at(-1);
    if (before?.kind !== 'observation') return undefined;
    // The endpoint's own fleet: what a deployment tries on a part of the traffic is nothing to go back to.
    const state = stateOf({ ...before.observed, transition: undefined });
    const alone = state.versions[0]?.modelPackageArn;
    const isOther = alone !== undefined && servesOnly(state, alone) && serving.some((arn) => arn !== alone);
    return isOther ? alone : before.rollbackTo;
  }
}
