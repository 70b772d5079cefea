import type { Host, Terminal } from './console';

/** The host of a real process. */
export function processHost(of: NodeJS.Process, colourSupported: boolean): Host {
  const { stdin, stdout, stderr } = of;
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
    timeZone: new Intl.DateTimeFormat().resolvedOptions().timeZone,
    // Questions go to standard error, so that standard output can be piped on.
    terminal: stdin.isTTY && stderr.isTTY ? terminalOf(of) : undefined,
    pause: (milliseconds) => pause(of, milliseconds),
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

/** Waits; Ctrl-C ends the waiting instead of the process, so that the command can say what goes on without it. */
function pause(of: NodeJS.Process, milliseconds: number): Promise<boolean> {
  return new Promise((resolve) => {
    const end = (interrupted: boolean): void => {
      clearTimeout(timer);
      of.removeListener('SIGINT', interrupt);
      resolve(interrupted);
    };
    const interrupt = (): void => end(true);
    const timer = setTimeout(() => end(false), milliseconds);
    of.once('SIGINT', interrupt);
  });
}
