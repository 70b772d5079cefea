import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import * as path from 'node:path';
import { SandboxFailure } from './failure';
import { listedTypes } from './listed-types';
import { PROJECT, RunFolder, SANDBOX } from './paths';
import { ensureEmulator, VENV_PYTHON } from './python';
import { writeSchemas } from './schemas';

/** `npm run test:sandbox`: the overlay's own tests, then the proofs that deploy to a sandbox. */
async function main(): Promise<number> {
  const run = new RunFolder('unit');
  mkdirSync(run.root, { recursive: true });
  await ensureEmulator(run, process.env);
  writeSchemas(run.schemas, listedTypes());
  const units = spawnSync(VENV_PYTHON, ['-m', 'unittest', 'discover', '-s', 'tests', '-t', '.'], {
    cwd: SANDBOX,
    stdio: 'inherit',
    env: {
      PATH: process.env['PATH'],
      PYTHONDONTWRITEBYTECODE: '1',
      SANDBOX_SCHEMAS: run.schemas,
      SANDBOX_RUN_FOLDER: run.root,
      GATEWAY_PORT: '0',
    },
  });
  if (units.status !== 0) return units.status ?? 1;
  const jest = path.join(PROJECT, 'node_modules', 'jest', 'bin', 'jest.js');
  const config = path.join(SANDBOX, 'jest.config.js');
  const proofs = spawnSync(process.execPath, [jest, '--config', config, ...process.argv.slice(2)], {
    cwd: PROJECT,
    stdio: 'inherit',
  });
  return proofs.status ?? 1;
}

main()
  .then((code) => process.exit(code))
  .catch((error: unknown) => {
    console.error(error instanceof SandboxFailure ? error.describe() : error);
    process.exit(1);
  });
