/** How a command ends. Stable: scripts rely on it. */
export const EXIT = {
  /** Done. */
  ok: 0,
  /** Refused: the configuration, a plan or a check says no. */
  refused: 1,
  /** Called wrongly. */
  usage: 2,
} as const;

/** An exit code of {@link EXIT}. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** A mistake of the caller, with the command that comes next. */
export class OperatorError extends Error {
  public override readonly name = 'OperatorError';

  /**
   * @param message what is wrong: lower case, no full stop
   * @param next command or step that helps, e.g. `blueprint config check`
   */
  constructor(
    message: string,
    public readonly next: string,
    public readonly exitCode: ExitCode = EXIT.usage,
  ) {
    super(message);
  }
}
