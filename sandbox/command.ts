import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { diskFull, isDiskFull, SandboxFailure } from './failure';

/** A program to run to its end. */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string>>;
  /** File that takes its output; what was there is replaced. */
  readonly log: string;
  /** Ends the program when it is aborted. */
  readonly signal?: AbortSignal;
}

/** What came of it. */
export interface Outcome {
  readonly exitCode: number;
  readonly output: string;
}

/** Runs a program to its end, with its output in a log file. */
export async function run(command: Command): Promise<Outcome> {
  mkdirSync(path.dirname(command.log), { recursive: true });
  const log = openSync(command.log, 'w');
  try {
    const exitCode = await new Promise<number>((resolve, reject) => {
      const child = spawn(command.program, command.args, {
        cwd: command.cwd,
        env: command.environment,
        stdio: ['ignore', log, log],
        signal: command.signal,
        killSignal: 'SIGKILL',
      });
      child.on('error', reject);
      child.on('exit', (code) => resolve(code ?? 1));
    });
    return { exitCode, output: readFileSync(command.log, 'utf8') };
  } finally {
    closeSync(log);
  }
}

/**
 * Runs a program that has to succeed.
 *
 * @param explain turns its output into the sentences of the failure
 * @throws SandboxFailure when it does not
 */
export async function succeed(
  command: Command,
  explain: (output: string) => { readonly message: string; readonly remedy: string },
): Promise<string> {
  const { exitCode, output } = await run(command);
  if (exitCode === 0) return output;
  if (isDiskFull(output)) throw diskFull(path.dirname(command.log));
  const { message, remedy } = explain(output);
  throw new SandboxFailure(message, remedy, command.log);
}

/** The last lines of a text that say something. */
export function lastLines(text: string, count: number): string {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(-count)
    .join('\n');
}
