import { createColors } from 'picocolors';

/** A person at a terminal. */
export interface Terminal {
  /** Asks yes or no. Undefined when the person broke off. */
  confirm(question: string): Promise<boolean | undefined>;
  /** Asks for a line of text. Undefined when the person broke off. */
  text(question: string): Promise<string | undefined>;
}

/** Waits, or returns at once when the person presses Ctrl-C, or did before. Returns whether they did. */
export type Pause = (milliseconds: number) => Promise<boolean>;

/** What a command may touch besides files and AWS: injected, so that tests read what a person would see. */
export interface Host {
  /** Writes to standard output: results. */
  out(text: string): void;
  /** Writes to standard error: what went wrong and what to do next. */
  err(text: string): void;
  /** Whether to colour: only on a terminal. */
  readonly colour: boolean;
  /** Columns of the terminal. @default - no terminal, lines are not wrapped */
  readonly columns?: number;
  /** Folder that the command was called in. */
  readonly cwd: string;
  /** Today, `YYYY-MM-DD` (UTC). */
  readonly today: string;
  /** Version of Node without the v, e.g. `20.20.2`. */
  readonly nodeVersion: string;
  /** Environment variables. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** The present instant. */
  now(): Date;
  /** Time zone of the machine, as IANA names it, e.g. `Europe/Berlin`. */
  readonly timeZone: string;
  /** @default - no terminal: what would be asked is refused, naming the flag that answers it */
  readonly terminal?: Terminal;
  /** Runs something during which Ctrl-C does not end the process: its pauses tell of it. */
  interruptible<T>(work: (pause: Pause) => Promise<T>): Promise<T>;
}

/** Colours of the host: functions that change nothing where there is no terminal. */
export function coloursOf(host: Host): ReturnType<typeof createColors> {
  return createColors(host.colour);
}

/** Rows as text with aligned columns; the last column is not padded. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, cell] of row.slice(0, -1).entries())
      widths[column] = Math.max(widths[column] ?? 0, cell.length);
  }
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Prints a result as JSON to standard output. */
export function printJson(host: Host, result: object): void {
  host.out(JSON.stringify(result, undefined, 2));
}
