import { createColors } from 'picocolors';

/** What a command may touch besides files: injected, so that tests read what a person would see. */
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
