import * as path from 'node:path';

/** Something that a person can do something about: what is wrong, what helps, and where to read more. */
export class SandboxFailure extends Error {
  public override readonly name = 'SandboxFailure';

  /**
   * @param message what is wrong: lower case, no full stop
   * @param remedy what to do about it
   * @param log file that holds the details
   */
  constructor(
    message: string,
    public readonly remedy: string,
    public readonly log?: string,
  ) {
    super(message);
  }

  /** The failure as the terminal shows it. */
  public describe(): string {
    return [
      `${this.message}; ${this.remedy}`,
      ...(this.log === undefined ? [] : [`log: ${path.relative(process.cwd(), this.log)}`]),
    ].join('\n');
  }
}

/** Whether a text or an error says that the disk is full. */
export function isDiskFull(value: unknown): boolean {
  const text = value instanceof Error ? `${value.message} ${'code' in value ? String(value.code) : ''}` : String(value);
  return /ENOSPC|No space left on device/i.test(text);
}

/** The failure of a full disk. */
export function diskFull(folder: string): SandboxFailure {
  return new SandboxFailure(
    `the disk that holds ${folder} is full`,
    'free some space (the sandbox needs about 500 MB for its first installation) and start again',
  );
}
