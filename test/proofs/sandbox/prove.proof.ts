import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { z } from 'zod';
import { loadConfig, resolveEnvironments } from '../../../lib/config';
import type { AssumptionId } from '../../../lib/assumptions';
import { PROOFS } from '../../../lib/operator/prove/proofs';
import { writeProofProject } from '../../../lib/operator/prove/project';
import { run as runProgram } from '../../../sandbox/command';
import { awsVariables, baseVariables } from '../../../sandbox/isolation';
import { writePrograms } from '../../../sandbox/models/plan';
import { PROJECT } from '../../../sandbox/paths';
import { copiedProject, type Harness, startSandbox, stopSandbox } from './harness';

const BLUEPRINT = path.join(PROJECT, 'dist', 'bin', 'blueprint.js');
const TIME_SCALE = 0.01;
const TODAY = new Date().toISOString().slice(0, 10);
const IMAGE = `763104351884.dkr.ecr.eu-west-1.amazonaws.com/sagemaker-tritonserver@sha256:${'0'.repeat(64)}`;

const REPORT = z.object({
  account: z.string(),
  region: z.string(),
  left: z.array(z.string()),
  assumptions: z.array(z.object({ id: z.string(), outcome: z.string(), facts: z.array(z.string()) })),
});

let harness: Harness;
let project: string;

beforeAll(async () => {
  harness = await startSandbox('prove', TIME_SCALE);
  project = copiedProject(harness.run, PROJECT);
  // The emulator learns which program stands for the containers before it is asked for one.
  const config = loadConfig(project, { evaluationDate: TODAY });
  const folder = path.join(harness.run.root, 'proof-project');
  writeProofProject(config, { environment: 'dev' }, project, folder);
  const [environment] = resolveEnvironments(loadConfig(folder, { evaluationDate: TODAY }));
  if (environment === undefined) throw new Error('the project of the proof has no environment');
  const serve = path.join(__dirname, 'prove-model.py');
  writePrograms(
    harness.run,
    environment,
    environment.models.map((model) => ({ model, serve })),
  );
});

afterAll(() => stopSandbox(harness));

async function blueprint(...args: readonly string[]) {
  const { account, region } = harness.subject.place;
  return runProgram({
    program: process.execPath,
    args: [BLUEPRINT, 'prove', '--env', 'dev', '--yes', '--time-scale', String(TIME_SCALE), ...args],
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

test('every assumption that a proof tries holds here, and everything that was made is deleted', async () => {
  const { exitCode, output } = await blueprint('--image', IMAGE, '--mail-arrived', 'yes');
  const file = readdirSync(path.join(project, 'proof')).find((name) => name.endsWith('.json')) ?? '';
  const report = REPORT.parse(JSON.parse(readFileSync(path.join(project, 'proof', file), 'utf8')));
  const tried = new Set<AssumptionId>(PROOFS.map(({ assumption }) => assumption));
  const other = report.assumptions.filter(({ id, outcome }) => tried.has(id as AssumptionId) && outcome !== 'holds');
  expect(other).toEqual([]);
  expect(report.left).toEqual([]);
  expect(exitCode).toBe(0);
  expect(output).toContain(`report: ${path.join(project, 'proof', file)}`);
}, 1_200_000);
