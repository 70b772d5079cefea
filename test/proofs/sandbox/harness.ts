import { cpSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { z } from 'zod';
import { Aws } from '../../../sandbox/aws';
import { Cdk } from '../../../sandbox/cdk';
import { Emulator } from '../../../sandbox/emulator';
import { type Plan, plansOf, writePrograms } from '../../../sandbox/models/plan';
import { PROJECT, RunFolder } from '../../../sandbox/paths';
import { ensureEmulator } from '../../../sandbox/python';
import { subjectOf, type Subject } from '../../../sandbox/subject';

/** A sandbox for a file of proofs. */
export interface Harness {
  readonly run: RunFolder;
  readonly emulator: Emulator;
  readonly aws: Aws;
  readonly cdk: Cdk;
  readonly subject: Subject;
  readonly plans: readonly Plan[];
}

/**
 * Starts a sandbox under a name of its own, for the sample company's `dev`.
 *
 * @param timeScale as in `EmulatorOptions`
 * @param behaviours of `sandbox/overlay/behaviours.py`. @default - those of the variable SANDBOX_BEHAVIOURS
 */
export async function startSandbox(name: string, timeScale?: number, behaviours?: readonly string[]): Promise<Harness> {
  const run = emptyRun(name);
  const subject = subjectOf('dev', PROJECT);
  const plans = plansOf(subject.environment, PROJECT);
  writePrograms(run, subject.environment, plans);
  await ensureEmulator(run, process.env);
  const environment =
    behaviours === undefined ? process.env : { ...process.env, SANDBOX_BEHAVIOURS: behaviours.join(',') };
  const emulator = await Emulator.start({ run, environment, timeScale });
  const aws = new Aws(emulator, process.env);
  return { run, emulator, aws, cdk: new Cdk(run, emulator, process.env), subject, plans };
}

/** The folder of a run, with nothing of an earlier one in it. */
export function emptyRun(name: string): RunFolder {
  const run = new RunFolder(name);
  rmSync(run.root, { recursive: true, force: true });
  return run;
}

/** Ends it. */
export async function stopSandbox(harness: Harness | undefined): Promise<void> {
  harness?.aws.close();
  await harness?.emulator.stop();
}

/** A copy of the project's configuration in which one file says something else. */
export function changedProject(run: RunFolder, file: string, change: (text: string) => string): string {
  const folder = copiedProject(run, PROJECT);
  const target = path.join(folder, 'config', file);
  const before = readFileSync(target, 'utf8');
  const after = change(before);
  if (after === before) throw new Error(`the change of ${file} changed nothing`);
  writeFileSync(target, after);
  return folder;
}

/** A copy of what a company owns, with the app of this project. */
export function copiedProject(run: RunFolder, from: string): string {
  const folder = path.join(run.root, 'project');
  rmSync(folder, { recursive: true, force: true });
  for (const owned of ['config', 'examples']) {
    cpSync(path.join(from, owned), path.join(folder, owned), { recursive: true });
  }
  cpSync(path.join(PROJECT, 'package.json'), path.join(folder, 'package.json'));
  // What the libraries answered about the same templates is kept there.
  symlinkSync(path.join(PROJECT, 'node_modules'), path.join(folder, 'node_modules'));
  const settings = z.looseObject({}).parse(JSON.parse(readFileSync(path.join(PROJECT, 'cdk.json'), 'utf8')));
  const build = `node ${path.join(PROJECT, 'scripts', 'build.mjs')}`;
  const app = `node ${path.join(PROJECT, 'dist', 'bin', 'app.js')}`;
  writeFileSync(path.join(folder, 'cdk.json'), JSON.stringify({ ...settings, build, app }));
  return folder;
}
