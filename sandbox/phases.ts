import { Aws } from './aws';
import { bootstrap } from './bootstrap';
import { Cdk } from './cdk';
import { deadLetters } from './dead-letters';
import { answers, Emulator, runningEmulator } from './emulator';
import { SandboxFailure } from './failure';
import { requireNoForeignEndpoint } from './isolation';
import { askAll, requireEveryModel } from './models/ask';
import { declaredInVain, type Plan, plansOf, writePrograms } from './models/plan';
import type { Shown } from './models/report';
import { makeWeights } from './models/weights';
import type { RunFolder } from './paths';
import { ensureEmulator } from './python';
import { registerVersion, releasedVersion, releaseVersion } from './release';
import { excessesOf } from './roles';
import { environmentStacks } from './stacks';
import { count, type Inventory } from './summary';
import { type Subject, subjectOf } from './subject';

/** What is deployed, and how. */
export interface Options {
  /** Folder with `cdk.json`, `config/` and `examples/`. */
  readonly project: string;
  /** Name of the environment. */
  readonly environment: string;
  /** Port on 127.0.0.1. @default - a free one */
  readonly port?: number;
}

/** What the phases find out for those that follow. */
export interface Session {
  emulator?: Emulator;
  aws?: Aws;
  cdk?: Cdk;
  subject?: Subject;
  inventory?: Inventory;
  plans: readonly Plan[];
  /** Models whose programs are declared, and that the environment does not have. */
  inVain: readonly string[];
  /** What training measured, by model. */
  readonly measured: Map<string, readonly string[]>;
  shown: readonly Shown[];
}

/** A session before its first phase. */
export function newSession(): Session {
  return { plans: [], inVain: [], measured: new Map(), shown: [] };
}

/** One step of a run; what it returns says what came of it. */
export type Phase = readonly [
  title: string,
  work: (session: Session, options: Options, run: RunFolder) => Promise<string>,
];

/** A run, from nothing to the last proof. Each phase throws when what it proves does not hold. */
export const PHASES: readonly Phase[] = [
  ['Prepare the emulator', prepare],
  ['Start it on 127.0.0.1, with IAM enforced', start],
  ['Synthesize under the gate', synthesize],
  ['Bootstrap with the policies made from the templates', bootstrapRegions],
  ['Deploy with the CDK command line', deploy],
  ['Look at what was deployed', look],
  ['Train, register, approve and release models', release],
  ['Ask the models', ask],
  ['Look for events that functions failed on', lookForDeadLetters],
  ['Hold roles to their limits', holdRoles],
];

async function prepare(session: Session, options: Options, run: RunFolder): Promise<string> {
  requireNoForeignEndpoint(process.env);
  const other = runningEmulator(run);
  if (other !== undefined && (await answers(other.port))) {
    throw new SandboxFailure(
      `a sandbox is running already, on port ${other.port}`,
      'end it with npm run sandbox:stop, then start again',
    );
  }
  session.subject = subjectOf(options.environment, options.project);
  const { environment } = session.subject;
  session.plans = plansOf(environment, options.project);
  session.inVain = declaredInVain(environment, options.project);
  writePrograms(run, environment, session.plans);
  return (await ensureEmulator(run, process.env)) ? 'installed' : 'installed before';
}

async function start(session: Session, { port }: Options, run: RunFolder): Promise<string> {
  const lambdaConcurrency = session.subject?.environment.functions?.accountConcurrency;
  const emulator = await Emulator.start({ run, environment: process.env, port, lambdaConcurrency });
  session.emulator = emulator;
  session.aws = new Aws(emulator, process.env);
  session.cdk = new Cdk(run, emulator, process.env);
  return `port ${emulator.port}`;
}

async function synthesize(session: Session, { environment, project }: Options): Promise<string> {
  const { cdk, subject } = ready(session);
  await cdk.synth(subject.place, environment, project);
  return 'passed';
}

async function bootstrapRegions(session: Session, _options: Options, run: RunFolder): Promise<string> {
  const { aws, cdk, subject } = ready(session);
  return `account ${subject.place.account}, ${await bootstrap(aws, cdk, subject, run)}`;
}

async function deploy(session: Session, { environment }: Options): Promise<string> {
  const { cdk, subject } = ready(session);
  await cdk.deploy(subject.place, `${environment}/**`);
  return environment;
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
  for (const plan of session.plans) {
    const { name } = plan.model;
    const { folder, measured } = makeWeights(run, process.env, plan);
    const arn = await registerVersion(aws, subject, plan, folder, '1');
    const { stack, failure } = await releaseVersion(aws, subject, name, arn);
    if (failure !== undefined) {
      throw new SandboxFailure(
        `the release of ${name} ended as ${stack.StackStatus}: ${failure}`,
        'look into the log of the emulator',
        run.log('emulator'),
      );
    }
    session.measured.set(name, measured);
  }
  session.inventory = await count(aws, subject);
  return `${session.plans.length} endpoints InService`;
}

async function ask(session: Session, _options: Options, run: RunFolder): Promise<string> {
  const { aws, subject } = ready(session);
  const { asked, wrong } = await askAll(aws, subject, session.plans);
  // An emulator that ended is the reason of everything that failed.
  ready(session);
  if (wrong.length > 0) {
    throw new SandboxFailure(
      `${wrong.length} of ${session.plans.length} models did not answer as they must:\n  ${wrong.join('\n  ')}`,
      "look into the logs of the models' containers, which lie beside that of the emulator",
      run.log('emulator'),
    );
  }
  const prefix = subject.environment.names.servingStackPrefix;
  const deployed = (await environmentStacks(aws, subject))
    .filter(({ StackName }) => StackName.startsWith(prefix))
    .map(({ StackName }) => StackName.slice(prefix.length));
  const configured = subject.environment.models.map(({ name }) => name);
  requireEveryModel(
    configured,
    deployed,
    asked.map(({ plan }) => plan.model.name),
  );
  session.shown = asked.map((one) => ({ ...one, measured: session.measured.get(one.plan.model.name) ?? [] }));
  return `${asked.length} of ${configured.length} answered rightly`;
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
