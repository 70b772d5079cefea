import { parseArgs } from 'node:util';
import { Listr } from 'listr2';
import { diskFull, isDiskFull, SandboxFailure } from './failure';
import { PROJECT, RunFolder } from './paths';
import { newSession, type Options, PHASES, type Session } from './phases';
import { summaryOf } from './summary';

const USAGE = `usage: npm run sandbox -- [--keep] [--port N] [--environment NAME]
  --keep         leave the emulator running, and print how to reach it
  --port         port on 127.0.0.1 (default: a free one)
  --environment  environment of config/environments that is deployed (default: dev)`;

interface Timing {
  readonly name: string;
  readonly seconds: number;
}

/** Runs one sandbox from nothing to its summary. */
async function main(): Promise<number> {
  const { keep, ...options } = optionsOf(process.argv.slice(2));
  const run = new RunFolder();
  const session = newSession();
  const timings: Timing[] = [];
  const stop = async () => {
    session.aws?.close();
    await session.emulator?.stop();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void stop().then(() => process.exit(130)));
  }
  try {
    await phases(run, options, session, timings).run();
    const { emulator, subject, inventory } = session;
    if (emulator !== undefined && subject !== undefined && inventory !== undefined) {
      console.log(summaryOf({ run, keep, timings, ...session, emulator, subject, inventory }));
    }
    if (keep) {
      session.aws?.close();
      emulator?.release();
    } else await stop();
    return 0;
  } catch (error) {
    await stop();
    console.error(`\n${explain(error, run)}`);
    return 1;
  }
}

function explain(error: unknown, run: RunFolder): string {
  if (error instanceof SandboxFailure) return error.describe();
  if (isDiskFull(error)) return diskFull(run.root).describe();
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function optionsOf(args: string[]): Options & { readonly keep: boolean } {
  try {
    const { values } = parseArgs({
      args,
      options: {
        keep: { type: 'boolean', default: false },
        port: { type: 'string' },
        environment: { type: 'string', default: 'dev' },
        help: { type: 'boolean', default: false },
      },
    });
    const port = values.port === undefined ? undefined : Number(values.port);
    const wrongPort = port !== undefined && !(Number.isInteger(port) && port > 0 && port < 65_536);
    if (values.help || wrongPort) throw new Error(wrongPort ? `--port must be 1 to 65535, got ${values.port}` : '');
    return { keep: values.keep, project: PROJECT, port, environment: values.environment };
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`.trim());
    process.exit(2);
  }
}

function phases(run: RunFolder, options: Options, session: Session, timings: Timing[]) {
  return new Listr(
    PHASES.map(([title, work]) => ({
      title,
      task: async (_context, task) => {
        const began = performance.now();
        const detail = await work(session, options, run);
        const seconds = (performance.now() - began) / 1000;
        timings.push({ name: title, seconds });
        task.title = `${title}: ${detail} (${seconds.toFixed(1)} s)`;
      },
    })),
    {
      concurrent: false,
      // Its own would end this program before the emulator was ended.
      registerSignalListeners: false,
      rendererOptions: { collapseErrors: false },
      fallbackRendererOptions: { timestamp: undefined },
    },
  );
}

main()
  .then((code) => process.exit(code))
  .catch((error: unknown) => {
    console.error(error);
    process.exit(1);
  });
