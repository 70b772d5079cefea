import { formatInstant } from '../../../constructs/ledger/core/instants';
import { timeline as entriesOf } from '../../../constructs/ledger/core/timeline';
import type { LedgerRecord, TimelineEntry } from '../../../constructs/ledger/core/types';
import { LEDGER_PERMISSIONS, ledgerOf } from '../aws/ledger';
import { findModel, MODEL_PERMISSIONS, unknownModel } from '../aws/models';
import { printJson, table, type Host } from '../console';
import { EXIT, OperatorError } from '../errors';
import type { EnvironmentOptions } from '../options';
import { readWhen, requireZone } from '../text/when';
import { environmentVerb, examples } from '../verb';

interface Options extends EnvironmentOptions {
  readonly since?: string;
  readonly until?: string;
  readonly tz?: string;
}

const DAYS = 30;
const DAY_MILLISECONDS = 86_400_000;

/** `blueprint timeline`: what happened to a model, in the order of the times that the facts speak of. */
export const timeline = environmentVerb({
  name: 'timeline',
  description: 'show what happened to a model, in order',
  permissions: [...MODEL_PERMISSIONS, ...LEDGER_PERMISSIONS],
  declare: (command) =>
    command
      .argument('<model>', 'name of the model')
      .option('--since <time>', 'from this time on (default: 30 days ago)')
      .option('--until <time>', 'before this time (default: now)')
      .option('--tz <zone>', 'zone of --since and --until, and of the times printed (default: UTC for printing)')
      .addHelpText(
        'after',
        examples(
          'blueprint timeline churn --env prod',
          'blueprint timeline churn --env prod --since 2026-11-01 --until 2026-11-18 --tz Europe/Berlin',
        ),
      ),
  run: async ({ host, open }, options: Options, name: string) => {
    const range = rangeOf(options, host);
    const session = await open(options);
    const [model, records] = await Promise.all([
      findModel(session, name),
      collect(ledgerOf(session).range(name, range)),
    ]);
    if (model === undefined && records.length === 0) throw await unknownModel(session, name);
    const entries = entriesOf(records, range);
    if (options.json === true) {
      printJson(host, {
        ok: true,
        model: name,
        environment: session.description.environment,
        ...range,
        entries: entries.map(({ at, summary, record }) => ({ at, summary, record })),
      });
      return EXIT.ok;
    }
    if (range.zoneAssumed) host.err(`time zone ${range.zone} is assumed; name another with --tz`);
    if (entries.length === 0) host.out(`nothing is recorded of ${name} from ${range.from} to ${range.to}`);
    else host.out(table(entries.map((entry) => rowOf(entry, options.tz))));
    return EXIT.ok;
  },
});

function rangeOf({ since, until, tz }: Options, host: Host) {
  requireZone(tz);
  const begin = since === undefined ? undefined : readWhen('--since', since, tz, host);
  const end = until === undefined ? undefined : readWhen('--until', until, tz, host);
  const from = begin?.instants[0] ?? new Date(host.now().getTime() - DAYS * DAY_MILLISECONDS).toISOString();
  const to = end?.instants.at(-1) ?? host.now().toISOString();
  if (from >= to) {
    throw new OperatorError(`--since must lie before --until, got ${from} and ${to}`, 'correct one of the two');
  }
  const zoneAssumed = begin?.zoneAssumed === true || end?.zoneAssumed === true;
  return { from, to, zone: zoneAssumed ? host.timeZone : (tz ?? 'UTC'), zoneAssumed };
}

async function collect(records: AsyncIterable<LedgerRecord>): Promise<LedgerRecord[]> {
  const found: LedgerRecord[] = [];
  for await (const record of records) found.push(record);
  return found;
}

function rowOf({ at, summary, record }: TimelineEntry, zone: string | undefined): string[] {
  const problems = record.kind === 'refusal' ? record.refusal.refusals.map(({ problem }) => problem) : [];
  const details = [record.actor, record.reason, ...problems].filter((one) => one !== undefined);
  return [zone === undefined ? at : formatInstant(at, zone), record.cause, summary, details.join(': ')];
}
