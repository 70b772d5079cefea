import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { z } from 'zod';
import type { ResolvedModel } from '../../lib/config';
import { lastLines } from '../command';
import { SandboxFailure } from '../failure';
import { baseVariables } from '../isolation';
import type { RunFolder } from '../paths';
import { commandOf } from '../python';
import type { Declaration } from './declaration';
import type { Plan } from './plan';
import { WEIGHTS_FILE } from './stand-ins';

const METRICS = z.record(z.string(), z.unknown());

/** Weights that can be registered. */
export interface Weights {
  /** Folder with the files. */
  readonly folder: string;
  /** What training measured of the metrics that the configuration limits, e.g. `auc 0.76 (floor 0.7)`. */
  readonly measured: readonly string[];
}

/**
 * Trains a model that declares how. A stand-in has a file for weights that names the model.
 *
 * @throws SandboxFailure when training fails, or misses a limit of the configuration
 */
export function makeWeights(run: RunFolder, environment: NodeJS.ProcessEnv, plan: Plan): Weights {
  const folder = path.join(run.root, 'weights', plan.model.name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  if (plan.declaration === undefined) {
    writeFileSync(path.join(folder, WEIGHTS_FILE), plan.model.name);
    return { folder, measured: [] };
  }
  train(plan.declaration, folder, environment);
  return { folder, measured: measuredOf(plan.model, folder) };
}

function train({ file, train: program }: Declaration, folder: string, environment: NodeJS.ProcessEnv): void {
  const [command = '', ...args] = commandOf(program);
  const { status, error, stderr } = spawnSync(command, [...args, folder], {
    encoding: 'utf8',
    cwd: path.dirname(program),
    env: { ...baseVariables(environment), PYTHONDONTWRITEBYTECODE: '1' },
  });
  const why = error === undefined ? lastLines(stderr, 1) : error.message;
  if (status !== 0) {
    throw new SandboxFailure(`training failed (${file}): ${why}`, `run ${program} ${folder} by hand`);
  }
  if (readdirSync(folder).length > 0) return;
  throw new SandboxFailure(
    `training wrote no weights (${file})`,
    `let ${program} write them into the folder that is its only argument`,
  );
}

/** Judges what training wrote into `metrics.json` as a release does. */
function measuredOf({ name, evaluation }: ResolvedModel, folder: string): string[] {
  const file = path.join(folder, 'metrics.json');
  const metrics = existsSync(file) ? METRICS.parse(JSON.parse(readFileSync(file, 'utf8'))) : {};
  const wrong: string[] = [];
  const measured = evaluation.map(({ metric, floor, ceiling }) => {
    const value = metrics[metric];
    const limit = floor === undefined ? `ceiling ${ceiling}` : `floor ${floor}`;
    const text = `${metric} ${typeof value === 'number' ? value : 'missing'} (${limit})`;
    const within = typeof value === 'number' && value >= (floor ?? -Infinity) && value <= (ceiling ?? Infinity);
    if (!within) wrong.push(text);
    return text;
  });
  if (wrong.length === 0) return measured;
  throw new SandboxFailure(
    `the version of ${name} misses limits of its evaluation: ${wrong.join(', ')}`,
    'train a better one, or let training write the metrics into metrics.json beside the weights',
  );
}
