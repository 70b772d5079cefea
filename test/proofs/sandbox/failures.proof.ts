import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import * as net from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { succeed } from '../../../sandbox/command';
import { runningEmulator } from '../../../sandbox/emulator';
import { requireLoopback } from '../../../sandbox/isolation';
import { PROJECT, RunFolder } from '../../../sandbox/paths';
import { ensureEmulator, findPython } from '../../../sandbox/python';

const run = new RunFolder('failures');

interface Ended {
  readonly exitCode: number | null;
  readonly output: string;
}

/** Starts the sandbox command as a person would; `watch` is called with its output so far, again and again. */
async function sandbox(
  args: readonly string[],
  environment: Record<string, string> = {},
  watch: (child: ChildProcess) => Promise<void> | void = () => undefined,
): Promise<Ended> {
  const child = spawn(process.execPath, ['--import', 'tsx', path.join(PROJECT, 'sandbox', 'main.ts'), ...args], {
    cwd: PROJECT,
    env: { ...process.env, SANDBOX_RUN: run.name, ...environment },
  });
  let output = '';
  child.stdout.on('data', (data: Buffer) => (output += data.toString()));
  child.stderr.on('data', (data: Buffer) => (output += data.toString()));
  const ended = new Promise<number | null>((resolve) => child.on('exit', resolve));
  const state = { ended: false };
  void ended.then(() => (state.ended = true));
  while (!state.ended) {
    await watch(child);
    await sleep(50);
  }
  return { exitCode: await ended, output };
}

async function portAnswers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}

/** Whether every process of a group ends within a few seconds: a parent has to take note of each. */
async function groupEnds(pid: number | undefined): Promise<boolean> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    try {
      process.kill(-(pid ?? 0), 0);
    } catch {
      return true;
    }
    await sleep(50);
  }
  return false;
}

beforeEach(() => rmSync(run.root, { recursive: true, force: true }));

test('fails with the way out when the emulator is killed during a deployment, and leaves nothing running', async () => {
  let killed: { pid: number; port: number } | undefined;
  const { exitCode, output } = await sandbox([], {}, () => {
    const log = run.log('cdk-deploy');
    const deploying = existsSync(log) && readFileSync(log, 'utf8').includes('deploying...');
    const emulator = runningEmulator(run);
    if (killed !== undefined || emulator === undefined || !deploying) return;
    killed = emulator;
    process.kill(emulator.pid, 'SIGKILL');
  });
  expect(output).toContain('the emulator ended while it was needed (signal SIGKILL)');
  expect(output).toContain('nothing was left running; start again');
  expect(output).toContain(`log: ${path.relative(PROJECT, run.log('emulator'))}`);
  expect(exitCode).toBe(1);
  expect(killed).toBeDefined();
  expect(await portAnswers(killed?.port ?? 0)).toBe(false);
  expect(await groupEnds(killed?.pid)).toBe(true);
  expect(existsSync(run.pidFile)).toBe(false);
});

test('ends everything when it is interrupted', async () => {
  let interrupted: { pid: number; port: number } | undefined;
  const { exitCode } = await sandbox([], {}, async (child) => {
    const emulator = runningEmulator(run);
    if (interrupted !== undefined || emulator === undefined || !(await portAnswers(emulator.port))) return;
    interrupted = emulator;
    child.kill('SIGINT');
  });
  expect(exitCode).toBe(130);
  expect(interrupted).toBeDefined();
  expect(await groupEnds(interrupted?.pid)).toBe(true);
  expect(existsSync(run.pidFile)).toBe(false);
});

test('fails for a port that is taken, and names it', async () => {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const { exitCode, output } = await sandbox(['--port', String(port)]);
  server.close();
  expect(output).toContain(`port ${port} of 127.0.0.1 is taken; leave --port out`);
  expect(exitCode).toBe(1);
  expect(existsSync(run.pidFile)).toBe(false);
});

test('fails where the environment names an endpoint that is not on this machine', async () => {
  const { exitCode, output } = await sandbox([], { AWS_ENDPOINT_URL_S3: 'https://s3.eu-west-1.amazonaws.com' });
  expect(output).toContain('the sandbox runs against loopback addresses only, got https://s3.eu-west-1.amazonaws.com');
  expect(exitCode).toBe(1);
});

test.each(['https://example.com', 'http://10.0.0.1:4566', 'http://127.0.0.1.example.com', 'nonsense'])(
  'fails for the endpoint %s',
  (endpoint) => expect(() => requireLoopback(endpoint)).toThrow('loopback addresses only'),
);

test('fails for options that do not exist, and shows those that do', async () => {
  const { exitCode, output } = await sandbox(['--kep']);
  expect(output).toContain('usage: npm run sandbox');
  expect(exitCode).toBe(2);
});

test('fails without Python, and says which is needed', () => {
  expect(() => findPython({ PATH: '' })).toThrow('no Python 3.10 or newer was found (none at all)');
  expect(() => findPython({ PATH: process.env['PATH'], SANDBOX_PYTHON: '/bin/true' })).toThrow('no Python 3.10');
});

test('fails without a network at the first installation', async () => {
  const venv = mkdtempSync(path.join(os.tmpdir(), 'sandbox-venv-'));
  const offline = {
    PIP_INDEX_URL: 'http://127.0.0.1:9/',
    PIP_RETRIES: '0',
    PIP_CONFIG_FILE: '/dev/null',
    PIP_FIND_LINKS: '',
  };
  mkdirSync(run.root, { recursive: true });
  const installation = ensureEmulator(run, { ...process.env, ...offline, PIP_NO_CACHE_DIR: '1' }, venv);
  await expect(installation).rejects.toThrow('the Python package index cannot be reached');
  expect(existsSync(path.join(venv, 'installed.sha256'))).toBe(false);
  rmSync(venv, { recursive: true, force: true });
});

test('fails for a full disk in the words of a full disk', async () => {
  const program = {
    program: '/bin/sh',
    args: ['-c', 'cat /bin/sh > /dev/full'],
    cwd: PROJECT,
    environment: { PATH: '/bin:/usr/bin', LANG: 'C' },
    log: run.log('full'),
  };
  const writing = succeed(program, () => ({ message: 'something else', remedy: 'none' }));
  await expect(writing).rejects.toThrow(/the disk that holds .* is full/);
});
