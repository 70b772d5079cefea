/** How a command ends. Stable: scripts rely on it. */
export const EXIT = {
  /** Done. */
  ok: 0,
  /** Refused or failed, because of the configuration, a check, a release or the ledger. */
  refused: 1,
  /** Wrong usage: an option, a model, a version or an environment that does not exist. */
  usage: 2,
  /** Not confirmed: the answer was no, or there is no terminal to ask; nothing was changed. */
  unconfirmed: 3,
  /** AWS could not be called: no credentials, the wrong account, no permission, no network. */
  unreachable: 4,
  /** The command stopped watching; the release goes on. */
  running: 5,
} as const;

/** An exit code of {@link EXIT}. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** A mistake of the caller, with the command that comes next. */
export class OperatorError extends Error {
  public override readonly name = 'OperatorError';

  /**
   * @param message what is wrong: lower case, no full stop
   * @param next command or step that helps, e.g. `blueprint config check`
   * @param details each mistake, where there are several
   */
  constructor(
    message: string,
    public readonly next: string,
    public readonly exitCode: ExitCode = EXIT.usage,
    public readonly details: readonly string[] = [],
  ) {
    super(message);
  }
}
