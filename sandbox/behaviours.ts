import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import * as path from 'node:path';
import { z } from 'zod';
import { SandboxFailure } from './failure';
import { PROJECT, RunFolder, SANDBOX } from './paths';
import { ensureEmulator, VENV_PYTHON } from './python';

const LIST = 'import json; from overlay.behaviours import BEHAVIOURS; print(json.dumps(list(BEHAVIOURS)))';

/**
 * `npm run test:sandbox:behaviours`: the release story under each doubtful behaviour of the services, or under those that are
 * named; names with commas between them are played together.
 */
async function main(): Promise<number> {
  const run = new RunFolder('unit');
  mkdirSync(run.root, { recursive: true });
  await ensureEmulator(run, process.env);
  const given = process.argv.slice(2);
  const failed = (given.length > 0 ? given : known()).filter((behaviours) => {
    process.stdout.write(`\n== release story under ${behaviours}\n`);
    return tell(behaviours) !== 0;
  });
  if (failed.length > 0) console.error(`the release story failed under ${failed.join(' and under ')}`);
  return failed.length > 0 ? 1 : 0;
}

/** The behaviours that the overlay plays. */
function known(): readonly string[] {
  const { stdout, stderr, status } = spawnSync(VENV_PYTHON, ['-c', LIST], { cwd: SANDBOX, encoding: 'utf8' });
  if (status !== 0) throw new Error(`the overlay did not tell its behaviours: ${stderr}`);
  return z.array(z.string()).min(1).parse(JSON.parse(stdout));
}

function tell(behaviours: string): number {
  const jest = path.join(PROJECT, 'node_modules', 'jest', 'bin', 'jest.js');
  const config = path.join(SANDBOX, 'jest.config.js');
  const { status } = spawnSync(process.execPath, [jest, '--config', config, 'release-story'], {
    cwd: PROJECT,
    stdio: 'inherit',
    env: { ...process.env, SANDBOX_BEHAVIOURS: behaviours },
  });
  return status ?? 1;
}

main()
  .then((code) => process.exit(code))
  .catch((error: unknown) => {
    console.error(error instanceof SandboxFailure ? error.describe() : error);
    process.exit(1);
  });
