import { run, type ExitCode, type Host } from '../../../lib/operator';
import { TODAY } from '../config/sample';

/** What a person would see of one call. */
export interface Call {
  readonly code: ExitCode;
  readonly out: string;
  readonly err: string;
}

/** Runs the operator command in a folder, without a terminal unless asked. Pauses take no time. */
export async function call(cwd: string, argv: readonly string[], host: Partial<Host> = {}): Promise<Call> {
  const out: string[] = [];
  const err: string[] = [];
  const code = await run(argv, {
    out: (text) => void out.push(text),
    err: (text) => void err.push(text),
    colour: false,
    cwd,
    today: TODAY,
    nodeVersion: '20.20.2',
    variables: {},
    now: () => new Date(`${TODAY}T12:00:00.000Z`),
    timeZone: 'UTC',
    interruptible: (work) => work(() => Promise.resolve(false)),
    ...host,
  });
  return { code, out: out.join('\n'), err: err.join('\n') };
}
