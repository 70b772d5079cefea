import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { lastLines, succeed } from './command';
import { SandboxFailure } from './failure';
import { installVariables } from './isolation';
import { type RunFolder, SANDBOX } from './paths';

/** Newest first: the first that fits is taken. */
const CANDIDATES = ['python3.14', 'python3.13', 'python3.12', 'python3.11', 'python3.10', 'python3', 'python'];
const OLDEST: readonly [number, number] = [3, 10];
const NO_NETWORK =
  /NewConnectionError|ConnectionError|Temporary failure in name resolution|Could not find a version|timed out|Network is unreachable/i;

/** Where the environment lies that the emulator runs in. */
const VENV = path.join(SANDBOX, '.venv');
/** Its interpreter. */
export const VENV_PYTHON = path.join(VENV, 'bin', 'python');

/** The command of a program: Python runs in the emulator's environment, anything else by itself. */
export function commandOf(program: string): string[] {
  return program.endsWith('.py') ? [VENV_PYTHON, program] : [program];
}

/**
 * Finds an interpreter that is new enough.
 *
 * @param environment its `SANDBOX_PYTHON` comes before everything else
 * @throws SandboxFailure naming what was found instead
 */
export function findPython(environment: NodeJS.ProcessEnv): string {
  const wanted = environment['SANDBOX_PYTHON'];
  const found: string[] = [];
  for (const program of wanted === undefined ? CANDIDATES : [wanted]) {
    const version = versionOf(program, environment);
    if (version === undefined) continue;
    const [major, minor] = version;
    if (major === OLDEST[0] && minor >= OLDEST[1]) return program;
    found.push(`${program} is ${major}.${minor}`);
  }
  throw new SandboxFailure(
    `no Python ${OLDEST.join('.')} or newer was found (${found.length === 0 ? 'none at all' : found.join(', ')})`,
    'install one, or name it with SANDBOX_PYTHON=/path/to/python3',
  );
}

function versionOf(program: string, environment: NodeJS.ProcessEnv): [number, number] | undefined {
  const { status, stdout } = spawnSync(program, ['-c', 'import sys; print(*sys.version_info[:2])'], {
    encoding: 'utf8',
    env: { PATH: environment['PATH'] },
  });
  const match = status === 0 ? /^(\d+) (\d+)/.exec(stdout) : null;
  return match === null ? undefined : [Number(match[1]), Number(match[2])];
}

/**
 * Makes sure that the emulator is installed at its pinned version; with everything there this takes milliseconds.
 *
 * @param venv where it is installed
 * @returns whether something had to be installed
 * @throws SandboxFailure for no Python, no network or a full disk
 */
export async function ensureEmulator(
  runFolder: RunFolder,
  environment: NodeJS.ProcessEnv,
  venv: string = VENV,
): Promise<boolean> {
  const requirements = path.join(SANDBOX, 'requirements.txt');
  const interpreter = path.join(venv, 'bin', 'python');
  const marker = path.join(venv, 'installed.sha256');
  const wanted = createHash('sha256').update(readFileSync(requirements)).digest('hex');
  if (existsSync(marker) && existsSync(interpreter) && readFileSync(marker, 'utf8') === wanted) return false;
  const python = findPython(environment);
  rmSync(marker, { force: true });
  const common = { cwd: SANDBOX, environment: installVariables(environment), log: runFolder.log('install') };
  await succeed({ ...common, program: python, args: ['-m', 'venv', venv] }, (output) => ({
    message: `the virtual environment could not be created: ${lastLines(output, 2)}`,
    remedy: 'install the venv module of your Python (Debian and Ubuntu: apt-get install python3-venv)',
  }));
  const pip = ['-m', 'pip', 'install', '--disable-pip-version-check', '--require-hashes', '-r', requirements];
  await succeed({ ...common, program: interpreter, args: pip }, (output) =>
    NO_NETWORK.test(output)
      ? {
          message: 'the emulator could not be downloaded: the Python package index cannot be reached',
          remedy: 'the first run needs the network (or PIP_INDEX_URL of a mirror); later runs do not',
        }
      : {
          message: `the emulator could not be installed: ${lastLines(output, 2)}`,
          remedy: `delete ${venv} and start again`,
        },
  );
  writeFileSync(marker, wanted);
  return true;
}
