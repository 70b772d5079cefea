import { parseArgs } from 'node:util';
import { Listr } from 'listr2';
import { Aws } from './aws';
import { Cdk } from './cdk';
import { deadLetters } from './dead-letters';
import { answers, Emulator, runningEmulator } from './emulator';
import { diskFull, isDiskFull, SandboxFailure } from './failure';
import { assistantAnswer, churnScores, extractDocument, LEAVING_CUSTOMER } from './invoke';
import { requireNoForeignEndpoint } from './isolation';
import { RunFolder } from './paths';
import { ensureEmulator } from './python';
import { makeWeights, registerVersion, releasedVersion, releaseVersion } from './release';
import { excessesOf } from './roles';
import { count, type Inventory, printSummary } from './summary';
import { type Subject, subjectOf } from './subject';

const USAGE = `usage: npm run sandbox -- [--keep] [--port N] [--environment NAME]
  --keep         leave the emulator running, and print how to reach it
  --port         port on 127.0.0.1 (default: a free one)
  --environment  environment of config/environments that is deployed (default: dev)`;

/** What the phases find out for those that follow. */
interface Session {
  emulator?: Emulator;
  aws?: Aws;
  cdk?: Cdk;
  subject?: Subject;
  inventory?: Inventory;
  readonly findings: string[];
  readonly timings: { name: string; seconds: number }[];
}

interface Options {
  readonly keep: boolean;
  readonly port?: number;
  readonly environment: string;
}

/** Runs one sandbox from nothing to its summary. */
async function main(): Promise<number> {
  const options = optionsOf(process.argv.slice(2));
  const run = new RunFolder();
  const session: Session = { findings: [], timings: [] };
  const stop = async () => {
    session.aws?.close();
    await session.emulator?.stop();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void stop().then(() => process.exit(130)));
  }
  try {
    await phases(run, options, session).run();
    const { emulator, subject, inventory } = session;
    if (emulator !== undefined && subject !== undefined && inventory !== undefined) {
      printSummary({ run, keep: options.keep, emulator, subject, inventory, ...session });
    }
    if (options.keep) {
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

function optionsOf(args: string[]): Options {
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
    return { keep: values.keep, port, environment: values.environment };
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`.trim());
    process.exit(2);
  }
}

type Phase = readonly [title: string, work: (session: Session, options: Options, run: RunFolder) => Promise<string>];

const PHASES: readonly Phase[] = [
  ['Prepare the emulator', prepare],
  ['Start it on 127.0.0.1, with IAM enforced', start],
  ['Synthesize under the gate', synthesize],
  ['Bootstrap', bootstrap],
  ['Deploy with the CDK command line', deploy],
  ['Look at what was deployed', look],
  ['Train, register, approve and release models', release],
  ['Ask the models', ask],
  ['Look for events that functions failed on', lookForDeadLetters],
  ['Hold roles to their limits', holdRoles],
];

function phases(run: RunFolder, options: Options, session: Session) {
  return new Listr(
    PHASES.map(([title, work]) => ({
      title,
      task: async (_context, task) => {
        const began = performance.now();
        const detail = await work(session, options, run);
        const seconds = (performance.now() - began) / 1000;
        session.timings.push({ name: title, seconds });
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

async function prepare(session: Session, options: Options, run: RunFolder): Promise<string> {
  requireNoForeignEndpoint(process.env);
  const other = runningEmulator(run);
  if (other !== undefined && (await answers(other.port))) {
    throw new SandboxFailure(
      `a sandbox is running already, on port ${other.port}`,
      'end it with npm run sandbox:stop, then start again',
    );
  }
  session.subject = subjectOf(options.environment);
  return (await ensureEmulator(run, process.env)) ? 'installed' : 'installed before';
}

async function start(session: Session, options: Options, run: RunFolder): Promise<string> {
  const emulator = await Emulator.start({ run, environment: process.env, port: options.port });
  session.emulator = emulator;
  session.aws = new Aws(emulator, process.env);
  session.cdk = new Cdk(run, emulator, process.env);
  return `port ${emulator.port}`;
}

async function synthesize(session: Session, options: Options): Promise<string> {
  const { cdk, subject } = ready(session);
  await cdk.synth(subject.place, options.environment);
  return 'passed';
}

async function bootstrap(session: Session): Promise<string> {
  const { cdk, subject } = ready(session);
  const { account, region } = subject.place;
  const { recoveryRegion } = subject.environment;
  const regions = recoveryRegion === undefined ? [region] : [region, recoveryRegion];
  for (const one of regions) await cdk.bootstrap({ account, region: one });
  return `account ${account}, ${regions.join(' and ')}`;
}

async function deploy(session: Session, options: Options): Promise<string> {
  const { cdk, subject } = ready(session);
  await cdk.deploy(subject.place, `${options.environment}/**`);
  return options.environment;
}

async function look(session: Session): Promise<string> {
  const { aws, subject } = ready(session);
  for (const model of subject.environment.models) {
    const version = await releasedVersion(aws, subject, model.name);
    if (version !== 'none') {
      throw new SandboxFailure(`the release parameter of ${model.name} is ${version} instead of none`, 'read the log');
    }
  }
  session.inventory = await count(aws, subject);
  return `${session.inventory.resources} resources in ${session.inventory.stacks.length} stacks, nothing released yet`;
}

async function release(session: Session, _options: Options, run: RunFolder): Promise<string> {
  const { aws, subject } = ready(session);
  for (const model of subject.environment.models) {
    const { folder, metrics } = makeWeights(run, process.env, model.name);
    const arn = await registerVersion(aws, subject, model, folder, '1');
    const { stack, failure } = await releaseVersion(aws, subject, model.name, arn);
    if (failure !== undefined) {
      throw new SandboxFailure(
        `the release of ${model.name} ended as ${stack.StackStatus}: ${failure}`,
        'look into the log of the emulator',
        run.log('emulator'),
      );
    }
    const quality =
      metrics === undefined ? '' : `, AUC ${metrics.areaUnderCurve} on ${metrics.customersHeldOut} held-out customers`;
    session.findings.push(`released ${arn.split(':').at(-1) ?? arn}${quality}`);
  }
  session.inventory = await count(aws, subject);
  return `${subject.environment.models.length} endpoints InService`;
}

async function ask(session: Session): Promise<string> {
  const { aws, subject } = ready(session);
  const names = new Set(subject.environment.models.map(({ name }) => name));
  const before = session.findings.length;
  if (names.has('churn')) {
    const [score] = await churnScores(aws, subject, [LEAVING_CUSTOMER]);
    session.findings.push(`churn scored a customer ${score} (a trained model, not a stand-in)`);
  }
  if (names.has('assistant')) {
    const { text, chunks } = await assistantAnswer(aws, subject, 'How do I book a refund?');
    session.findings.push(`assistant streamed ${chunks} chunks: "${text}"`);
  }
  if (names.has('document-extraction')) {
    const answer = await extractDocument(aws, subject, 'Loan application');
    session.findings.push(`document-extraction answered through its queue: ${answer}`);
  }
  return `${session.findings.length - before} answers`;
}

async function lookForDeadLetters(session: Session, _options: Options, run: RunFolder): Promise<string> {
  const { aws, subject } = ready(session);
  const { queues, filled } = await deadLetters(aws, subject.place);
  if (filled.length > 0) {
    throw new SandboxFailure(
      `functions failed on events, which are in ${filled.join(', ')}`,
      'look for the function in the log of the emulator',
      run.log('emulator'),
    );
  }
  return `none in ${queues} queues of dead letters`;
}

async function holdRoles(session: Session): Promise<string> {
  const { aws, subject } = ready(session);
  const { roles, checks, excesses } = await excessesOf(aws, subject);
  if (excesses.length > 0) {
    throw new SandboxFailure(
      `roles may do what they must not: ${excesses.map(({ role, action, resource }) => `${role} ${action} on ${resource}`).join('; ')}`,
      'take the permission away where the role is made',
    );
  }
  return `${roles} roles, ${checks} forbidden actions denied`;
}

function ready(session: Session): { aws: Aws; cdk: Cdk; subject: Subject } {
  const { aws, cdk, subject, emulator } = session;
  if (aws === undefined || cdk === undefined || subject === undefined) throw new Error('the emulator was not started');
  emulator?.requireAlive();
  return { aws, cdk, subject };
}

main()
  .then((code) => process.exit(code))
  .catch((error: unknown) => {
    console.error(error);
    process.exit(1);
  });
