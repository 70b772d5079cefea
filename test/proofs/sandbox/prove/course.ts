import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import * as path from 'node:path';
import { z } from 'zod';
import { loadConfig, resolveEnvironments } from '../../../../lib/config';
import { writeProofProject } from '../../../../lib/operator/prove/project';
import { run as runProgram } from '../../../../sandbox/command';
import { awsVariables, baseVariables } from '../../../../sandbox/isolation';
import { writePrograms } from '../../../../sandbox/models/plan';
import { PROJECT } from '../../../../sandbox/paths';
import { copiedProject, type Harness, startSandbox, stopSandbox } from '../harness';
import { Minutes } from './minutes';

const BLUEPRINT = path.join(PROJECT, 'dist', 'bin', 'blueprint.js');
const TIME_SCALE = 0.01;
const TODAY = new Date().toISOString().slice(0, 10);
const IMAGE = `763104351884.dkr.ecr.eu-west-1.amazonaws.com/sagemaker-tritonserver@sha256:${'0'.repeat(64)}`;

const REPORT = z.object({
  account: z.string(),
  region: z.string(),
  endpoint: z.string().optional(),
  caller: z.string(),
  project: z.string(),
  left: z.array(z.string()),
  assumptions: z.array(z.object({ id: z.string(), outcome: z.string(), facts: z.array(z.string()) })),
});

/** What `blueprint prove` came to. */
export interface Proved {
  readonly exitCode: number;
  readonly output: string;
  readonly report: z.output<typeof REPORT>;
  /** As people read it. */
  readonly markdown: string;
}

/** A sandbox in which `blueprint prove` is run as a person runs it. */
export class Course {
  private constructor(
    public readonly harness: Harness,
    private readonly project: string,
    private readonly minutes: Minutes,
  ) {}

  /** @param behaviours in which the services do otherwise than is assumed, see `sandbox/overlay/behaviours.py` */
  public static async start(name: string, behaviours: readonly string[] = []): Promise<Course> {
    const harness = await startSandbox(name, TIME_SCALE, behaviours);
    const project = copiedProject(harness.run, PROJECT);
    // The emulator learns which program stands for the containers before it is asked for one.
    const config = loadConfig(project, { evaluationDate: TODAY });
    const folder = path.join(harness.run.root, 'proof-project');
    writeProofProject(config, { environment: 'dev', image: IMAGE }, project, folder);
    const [environment] = resolveEnvironments(loadConfig(folder, { evaluationDate: TODAY }));
    if (environment === undefined) throw new Error('the project of the proof has no environment');
    const serve = path.join(__dirname, 'model.py');
    writePrograms(
      harness.run,
      environment,
      environment.models.map((model) => ({ model, serve })),
    );
    return new Course(harness, project, new Minutes(harness.aws, harness.subject.place));
  }

  /** Runs it; the report is there afterwards, whatever it says. */
  public async prove(...args: readonly string[]): Promise<Proved> {
    const { harness, project } = this;
    const folder = path.join(project, 'proof');
    rmSync(folder, { recursive: true, force: true });
    const ended = await this.run(
      '--image',
      IMAGE,
      '--mail-arrived',
      'yes',
      '--time-scale',
      String(TIME_SCALE),
      ...args,
    );
    const file = existsSync(folder) ? readdirSync(folder).find((name) => name.endsWith('.json')) : undefined;
    if (file === undefined) throw new Error(`there is no report:\n${ended.output}`);
    const text = (name: string) => readFileSync(path.join(folder, name), 'utf8');
    harness.emulator.requireAlive();
    return { ...ended, report: REPORT.parse(JSON.parse(text(file))), markdown: text(file.replace(/json$/, 'md')) };
  }

  /** Runs it with nothing but these arguments. */
  public async run(...args: readonly string[]): Promise<{ readonly exitCode: number; readonly output: string }> {
    const { harness, project } = this;
    const { account, region } = harness.subject.place;
    return runProgram({
      program: process.execPath,
      args: [BLUEPRINT, 'prove', '--env', 'dev', '--yes', ...args],
      cwd: project,
      environment: {
        ...baseVariables(process.env),
        ...awsVariables(harness.emulator.endpoint, account, region),
        HOME: harness.run.home,
        NODE_OPTIONS: '--no-warnings',
      },
      log: harness.run.log('prove'),
      signal: harness.emulator.died.signal,
    });
  }

  public async end(): Promise<void> {
    await this.minutes.end();
    await stopSandbox(this.harness);
  }
}
