import { setTimeout as sleep } from 'node:timers/promises';
import type { Host, Pause, Terminal } from './console';

/** The host of a real process. */
export function processHost(of: NodeJS.Process, colourSupported: boolean): Host {
  const { stdin, stdout, stderr } = of;
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    // Whoever reads has seen enough, as `head` does: no failure.
    of.exit();
  });
  return {
    out: (text) => void stdout.write(`${text}\n`),
    err: (text) => void stderr.write(`${text}\n`),
    colour: colourSupported && stdout.isTTY,
    columns: stdout.isTTY ? stdout.columns : undefined,
    cwd: of.cwd(),
    today: new Date().toISOString().slice(0, 10),
    nodeVersion: of.versions.node,
    variables: of.env,
    now: () => new Date(),
    // Asked for when a time is read: Intl takes longer to load than help takes to print.
    get timeZone() {
      return new Intl.DateTimeFormat().resolvedOptions().timeZone;
    },
    // Questions go to standard error, so that standard output can be piped on.
    terminal: stdin.isTTY && stderr.isTTY ? terminalOf(of) : undefined,
    interruptible: (work) => interruptible(of, work),
  };
}

function terminalOf({ stdin, stderr }: NodeJS.Process): Terminal {
  const streams = { input: stdin, output: stderr };
  return {
    confirm: async (message) => {
      const { confirm, isCancel } = prompts();
      const answer = await confirm({ message, initialValue: false, ...streams });
      return isCancel(answer) ? undefined : answer;
    },
    text: async (message) => {
      const { text, isCancel } = prompts();
      const answer = await text({ message, ...streams });
      return isCancel(answer) ? undefined : answer;
    },
  };
}

/** Loaded when something is asked: most calls ask nothing. */
function prompts() {
  return require('@clack/prompts') as typeof import('@clack/prompts');
}

/** The first Ctrl-C ends the pauses instead of the process, so that the command can say what goes on; the second ends all. */
async function interruptible<T>(of: NodeJS.Process, work: (pause: Pause) => Promise<T>): Promise<T> {
  const interruption = new AbortController();
  const interrupt = (): void => interruption.abort();
  of.once('SIGINT', interrupt);
  try {
    return await work(async (milliseconds) => {
      try {
        await sleep(milliseconds, undefined, { signal: interruption.signal });
      } catch {
        // Aborted.
      }
      return interruption.signal.aborted;
    });
  } finally {
    of.removeListener('SIGINT', interrupt);
  }
}
