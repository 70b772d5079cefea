import { LEDGER_PERMISSIONS, ledgerOf } from '../aws/ledger';
import { packageArn, VERSION_PERMISSIONS, versionLabel } from '../aws/packages';
import type { SessionFor } from '../aws/session';
import { EXIT, OperatorError } from '../errors';
import { confirmOption, reasonOption, watchOption } from '../options';
import { required } from '../prompts';
import { requireApproved } from '../release/approved';
import { carryOut, RELEASE_PERMISSIONS, type ReleaseOptions } from '../release/carry-out';
import { neverReleased, subjectOf } from '../release/subject';
import { environmentVerb, examples } from '../verb';

/** Records that are looked through for the version before. */
const LEDGER_RECORDS = 100;

interface Options extends ReleaseOptions {
  readonly to?: string;
}

/** `blueprint rollback`: back to the last version that served well, and pinned to it. */
export const rollback = environmentVerb({
  name: 'rollback',
  description: 'roll back to the last version that served well, and pin it',
  permissions: [...RELEASE_PERMISSIONS, ...VERSION_PERMISSIONS, ...LEDGER_PERMISSIONS],
  declare: (command) =>
    confirmOption(command)
      .argument('<model>', 'name of the model')
      .addOption(reasonOption('why: mandatory'))
      .option('--to <version>', 'roll back to this version instead')
      .addOption(watchOption())
      .addHelpText(
        'after',
        `\nThe model stays on that version until the next promote or unpin.\n${examples(
          'blueprint rollback churn --env prod --reason "INC-77: scores are all 0.5"',
          'blueprint rollback churn --env prod --to 12 --reason "INC-77" --yes --json',
        )}`,
      ),
  run: async ({ host, open }, options: Options, name: string) => {
    const reason = await required(options.reason, '--reason', 'Why is it rolled back?', host);
    const session = await open(options);
    const subject = await subjectOf(session, name);
    const { model, state } = subject;
    if (model.releasedArn === undefined) throw neverReleased(session, name);
    const target =
      options.to === undefined
        ? (state.history.find((arn) => arn !== model.releasedArn) ??
          (await servedBefore(session, name, model.releasedArn)))
        : packageArn(session, name, options.to);
    if (target === undefined) {
      throw new OperatorError(
        `${name} has no version that served well before ${versionLabel(model.releasedArn)}`,
        `name one: blueprint rollback ${name} --to VERSION, see blueprint list ${name}`,
        EXIT.refused,
      );
    }
    if (options.to !== undefined) await requireApproved(session, name, target);
    return carryOut(
      session,
      'rollback',
      subject,
      { packageArn: target, cause: 'rollback', reason, pin: true },
      options,
    );
  },
});

/** What the ledger saw before the present version, where the release machine remembers nothing. */
async function servedBefore(
  session: SessionFor<typeof LEDGER_PERMISSIONS>,
  name: string,
  releasedArn: string,
): Promise<string | undefined> {
  if (session.description.ledgerTable === undefined) return undefined;
  for (const { rollbackTo } of await ledgerOf(session).latest(name, LEDGER_RECORDS)) {
    if (rollbackTo !== undefined && rollbackTo !== releasedArn) return rollbackTo;
  }
  return undefined;
}
