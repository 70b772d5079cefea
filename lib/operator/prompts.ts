import { coloursOf, type Host } from './console';
import { EXIT, OperatorError } from './errors';

/**
 * Asks before something is changed. The plan must have been shown.
 *
 * @param yes whether the flag --yes was given
 * @throws OperatorError when the answer is no, or there is nobody to ask
 */
export async function confirmed(question: string, yes: boolean, host: Host): Promise<void> {
  if (yes) return;
  if (host.terminal === undefined) {
    throw new OperatorError(
      'this changes the environment, and there is no terminal to ask at',
      'read the plan above, then run it again with --yes',
      EXIT.unconfirmed,
    );
  }
  if ((await host.terminal.confirm(question)) === true) return;
  throw new OperatorError('nothing was changed', 'run it again when you have decided', EXIT.unconfirmed);
}

/**
 * A text that must be there: from its flag, or asked for.
 *
 * @param flag what gives it without a terminal, e.g. `--reason`
 * @throws OperatorError when it is empty, or there is nobody to ask
 */
export async function required(given: string | undefined, flag: string, question: string, host: Host): Promise<string> {
  const text = (given ?? (await host.terminal?.text(question)) ?? '').trim();
  if (text !== '') return text;
  if (given === undefined && host.terminal === undefined) {
    throw new OperatorError(
      `${flag} is needed, and there is no terminal to ask at`,
      `run it again with ${flag} "…"`,
      EXIT.unconfirmed,
    );
  }
  throw new OperatorError(`${flag} must not be empty`, `run it again with ${flag} "…"`);
}

/** A plan as people read it: a title, and rows of what and how. */
export function showPlan(title: string, rows: readonly (readonly [string, string])[], host: Host): void {
  const { bold, dim } = coloursOf(host);
  const width = Math.max(...rows.map(([name]) => name.length));
  host.err(bold(title));
  for (const [name, value] of rows) host.err(`  ${dim(name.padEnd(width))}  ${value}`);
}
