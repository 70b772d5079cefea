import { verifyChain } from '../../../constructs/ledger/core/chain';
import type { LedgerReader } from '../../../constructs/ledger/core/reader';
import type { LedgerRecord } from '../../../constructs/ledger/core/types';
import { whichAt } from '../../../constructs/ledger/core/which';
import { compareWithCopy, COPY_PERMISSIONS } from '../aws/ledger-copy';
import { LEDGER_PERMISSIONS, ledgerOf } from '../aws/ledger';
import { allModels, findModel, MODEL_PERMISSIONS, unknownModel } from '../aws/models';
import type { SessionFor } from '../aws/session';
import { coloursOf, printJson, type Host } from '../console';
import { each } from '../each';
import { EXIT, OperatorError } from '../errors';
import type { EnvironmentOptions } from '../options';
import { environmentVerb, examples } from '../verb';

/** Instants at which the answer from the index is compared with the one from all records. */
const REPLAYED_INSTANTS = 50;

interface Verdict {
  readonly model: string;
  readonly records: number;
  /** Copies that were compared. @default - the environment keeps no copy */
  readonly copies?: number;
  /** Instants that were replayed. */
  readonly replayed: number;
  /** Hash of the newest record: note it somewhere else, and the chain is proven up to it for ever. */
  readonly head?: string;
  readonly problems: readonly string[];
}

/** `blueprint verify`: recomputes the chains, compares them with their copy, and replays what was in force. */
export const verify = environmentVerb({
  name: 'verify',
  description: 'prove that nothing in the ledger was altered, left out or removed',
  permissions: [...MODEL_PERMISSIONS, ...LEDGER_PERMISSIONS, ...COPY_PERMISSIONS],
  declare: (command) =>
    command
      .argument('[model]', 'only the records of this model')
      .addHelpText('after', examples('blueprint verify --env prod', 'blueprint verify churn --env prod --json')),
  run: async ({ host, open }, options: EnvironmentOptions, name: string | undefined) => {
    const session = await open(options);
    const ledger = ledgerOf(session);
    const names = name === undefined ? (await allModels(session)).map(({ model }) => model) : [name];
    // One after the other: each reads its whole history.
    const verdicts = await each(names, (one) => verdictOf(session, ledger, one), 1);
    const [only] = verdicts;
    if (name !== undefined && only?.records === 0 && (await findModel(session, name)) === undefined) {
      throw await unknownModel(session, name);
    }
    const ok = verdicts.every(({ problems }) => problems.length === 0);
    if (options.json === true) printJson(host, { ok, environment: session.description.environment, models: verdicts });
    else print(verdicts, host);
    if (ok) return EXIT.ok;
    if (options.json !== true) {
      throw new OperatorError(
        'the ledger is not what was recorded',
        'keep the copy and the audit trail, and follow the runbook: blueprint runbook ledger',
        EXIT.refused,
      );
    }
    return EXIT.refused;
  },
});

async function verdictOf(
  session: SessionFor<typeof COPY_PERMISSIONS>,
  ledger: LedgerReader,
  model: string,
): Promise<Verdict> {
  const records: LedgerRecord[] = [];
  for await (const record of ledger.chain(model)) records.push(record);
  const { ledgerBucket } = session.description;
  const copy = ledgerBucket === undefined ? undefined : await compareWithCopy(session, ledgerBucket, model, records);
  // A chain that was cut at its end is intact in itself: the copy knows how long it was.
  const cut = copy?.head !== undefined && copy.head.sequence > (records.at(-1)?.sequence ?? 0);
  const chain = verifyChain(records, cut ? copy.head : undefined);
  const replay = chain.intact ? await replayed(ledger, model, records) : { instants: 0, problems: [] };
  return {
    model,
    records: records.length,
    copies: copy?.copies,
    replayed: replay.instants,
    head: records.at(-1)?.hash,
    problems: [...(chain.intact ? [] : [chain.problem]), ...(copy?.problems ?? []), ...replay.problems],
  };
}

/** Whether the index by time, which `which` reads, tells the same as all records together. */
async function replayed(
  ledger: LedgerReader,
  model: string,
  records: readonly LedgerRecord[],
): Promise<{ readonly instants: number; readonly problems: readonly string[] }> {
  const all = [...new Set(records.map(({ at }) => at))].sort();
  const step = Math.max(1, Math.ceil(all.length / REPLAYED_INSTANTS));
  const instants = all.filter((_, index) => index % step === 0 || index === all.length - 1);
  const problems = await each(instants, async (at) => {
    const indexed = whichAt(model, await ledger.around(model, at), at);
    const whole = whichAt(model, records, at);
    const same =
      JSON.stringify([indexed.confidence, indexed.candidates]) === JSON.stringify([whole.confidence, whole.candidates]);
    return same
      ? []
      : [`which answers ${indexed.confidence} for ${at}, and all records together say ${whole.confidence}`];
  });
  return { instants: instants.length, problems: problems.flat() };
}

function print(verdicts: readonly Verdict[], host: Host): void {
  const { green, red } = coloursOf(host);
  for (const { model, records, copies, replayed: instants, head, problems } of verdicts) {
    const copied = copies === undefined ? 'no copy is kept' : `${copies} copies compared`;
    const what = `${records} records, ${copied}, ${instants} instants replayed`;
    host.out(`${problems.length === 0 ? green('intact') : red('broken')}  ${model}  ${what}`);
    if (head !== undefined) host.out(`        newest record ${head}`);
    for (const problem of problems) host.out(`        ${problem}`);
  }
  if (verdicts.length === 0) host.out('there are no models');
}
