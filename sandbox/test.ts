import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import * as path from 'node:path';
import { writeAccelerators } from './accelerators';
import { SandboxFailure } from './failure';
import { listedTypes } from './listed-types';
import { PROJECT, RunFolder, SANDBOX } from './paths';
import { ensureEmulator, VENV_PYTHON } from './python';
import { writeDeploymentActions } from './deployment-actions';
import { writeSchemas } from './schemas';

/** `npm run test:sandbox`: the tests of the overlay and of the examples, then the proofs that deploy to a sandbox. */
async function main(): Promise<number> {
  const run = new RunFolder('unit');
  mkdirSync(run.root, { recursive: true });
  await ensureEmulator(run, process.env);
  writeSchemas(run.schemas, listedTypes());
  writeAccelerators(run.accelerators);
  writeDeploymentActions(run.deploymentActions);
  const environment = {
    PATH: process.env['PATH'],
    PYTHONDONTWRITEBYTECODE: '1',
    SANDBOX_SCHEMAS: run.schemas,
    SANDBOX_RUN_FOLDER: run.root,
    GATEWAY_PORT: '0',
  };
  for (const folder of [path.join(SANDBOX, 'tests'), ...exampleFolders()]) {
    // Tests of the overlay import it as a package, those of an example import what lies beside them.
    const cwd = folder.startsWith(SANDBOX) ? SANDBOX : folder;
    const args = ['-m', 'unittest', 'discover', '-s', folder, '-t', cwd];
    const { status } = spawnSync(VENV_PYTHON, args, { cwd, stdio: 'inherit', env: environment });
    if (status !== 0) return status ?? 1;
  }
  const jest = path.join(PROJECT, 'node_modules', 'jest', 'bin', 'jest.js');
  const config = path.join(SANDBOX, 'jest.config.js');
  const proofs = spawnSync(process.execPath, [jest, '--config', config, ...process.argv.slice(2)], {
    cwd: PROJECT,
    stdio: 'inherit',
  });
  return proofs.status ?? 1;
}

/** Examples with tests of their own. */
function exampleFolders(): string[] {
  const examples = path.join(PROJECT, 'examples');
  return readdirSync(examples)
    .map((name) => path.join(examples, name))
    .filter((folder) => readdirSync(folder).some((file) => /^test.*\.py$/.test(file)));
}

main()
  .then((code) => process.exit(code))
  .catch((error: unknown) => {
    console.error(error instanceof SandboxFailure ? error.describe() : error);
    process.exit(1);
  });
