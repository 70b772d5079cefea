import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, openSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import * as net from 'node:net';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { writeAccelerators } from './accelerators';
import { lastLines } from './command';
import { diskFull, isDiskFull, SandboxFailure } from './failure';
import { baseVariables } from './isolation';
import { listedTypes } from './listed-types';
import { type RunFolder, SANDBOX } from './paths';
import { VENV_PYTHON } from './python';
import { writeDeploymentActions } from './deployment-actions';
import { writeSchemas } from './schemas';

const HOST = '127.0.0.1';
const START_MILLISECONDS = 30_000;
const STOP_MILLISECONDS = 5000;
const NEEDED_BYTES = 200 * 1024 * 1024;

/** How the emulator is started. */
export interface EmulatorOptions {
  readonly run: RunFolder;
  readonly environment: NodeJS.ProcessEnv;
  /** Port on 127.0.0.1. @default - a free one */
  readonly port?: number;
  /** Factor on the waits of deployments: 0.002 makes ten minutes 1.2 seconds. @default 0.002 */
  readonly timeScale?: number;
  /** Concurrent executions of Lambda in each account and Region. @default - those of a new account, 10 */
  readonly lambdaConcurrency?: number;
}

/** What the pid file says. */
export interface RunningEmulator {
  readonly pid: number;
  readonly port: number;
}

/** The local AWS: one process on a loopback port, with IAM enforcement on, and its model containers. */
export class Emulator {
  /** Aborted when the process ends without having been asked to. */
  public readonly died = new AbortController();
  private stopping = false;

  private constructor(
    private readonly run: RunFolder,
    private readonly child: ChildProcess,
    public readonly port: number,
  ) {
    child.on('exit', (code, signal) => {
      if (!this.stopping) this.died.abort(this.ended(code, signal));
    });
    // However this program ends, nothing stays behind that was not meant to.
    process.once('exit', () => {
      if (this.stopping) return;
      signalGroup(this.pid, 'SIGKILL');
      rmSync(this.run.pidFile, { force: true });
    });
  }

  /** `http://127.0.0.1:<port>` */
  public get endpoint(): string {
    return `http://${HOST}:${this.port}`;
  }

  /** Process id, which is also that of its process group. */
  public get pid(): number {
    return this.child.pid ?? 0;
  }

  /**
   * Starts it and waits until it answers.
   *
   * @throws SandboxFailure for a taken port, a full disk, or an emulator that does not come up
   */
  public static async start(options: EmulatorOptions): Promise<Emulator> {
    const { run } = options;
    // What earlier runs left: unpacked functions and model files.
    for (const folder of [run.temporary, run.containers]) rmSync(folder, { recursive: true, force: true });
    for (const folder of [run.home, run.temporary, path.dirname(run.log('emulator'))]) {
      mkdirSync(folder, { recursive: true });
    }
    requireSpace(run.root);
    const port = await usablePort(options.port);
    writeSchemas(run.schemas, listedTypes());
    writeAccelerators(run.accelerators);
    writeDeploymentActions(run.deploymentActions);
    const log = openSync(run.log('emulator'), 'w');
    const child = spawn(VENV_PYTHON, ['-m', 'overlay'], {
      cwd: SANDBOX,
      // A group of its own, so that functions and containers end with it.
      detached: true,
      stdio: ['ignore', log, log],
      env: emulatorVariables(options, port),
    });
    const emulator = new Emulator(run, child, port);
    writeFileSync(run.pidFile, JSON.stringify({ pid: emulator.pid, port } satisfies RunningEmulator));
    try {
      await emulator.waitForHealth();
    } catch (error) {
      await emulator.stop();
      throw error;
    }
    return emulator;
  }

  /** Ends the process and everything that it started. */
  public async stop(): Promise<void> {
    this.stopping = true;
    await stopGroup(this.pid);
    rmSync(this.run.pidFile, { force: true });
  }

  /** Lets it run on when this program ends. */
  public release(): void {
    this.stopping = true;
    this.child.unref();
  }

  /** @throws SandboxFailure when the process has ended */
  public requireAlive(): void {
    if (this.died.signal.aborted) throw this.died.signal.reason;
  }

  private async waitForHealth(): Promise<void> {
    const deadline = Date.now() + START_MILLISECONDS;
    while (Date.now() < deadline) {
      this.requireAlive();
      if (await answers(this.port)) return;
      await sleep(100);
    }
    throw new SandboxFailure(
      `the emulator did not answer within ${START_MILLISECONDS / 1000} seconds`,
      'look into its log',
      this.run.log('emulator'),
    );
  }

  private ended(code: number | null, signal: NodeJS.Signals | null): SandboxFailure {
    const log = this.run.log('emulator');
    const output = readFileSync(log, 'utf8');
    if (isDiskFull(output)) return diskFull(this.run.root);
    const how = signal === null ? `exit code ${code ?? 'unknown'}` : `signal ${signal}`;
    const last = code === null ? '' : `: ${lastLines(output, 1)}`;
    return new SandboxFailure(
      `the emulator ended while it was needed (${how})${last}`,
      'nothing was left running; start again',
      log,
    );
  }
}

/** What the pid file of a run says, if there is one. */
export function runningEmulator(run: RunFolder): RunningEmulator | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(run.pidFile, 'utf8'));
    if (typeof value !== 'object' || value === null || !('pid' in value) || !('port' in value)) return undefined;
    const { pid, port } = value;
    return typeof pid === 'number' && typeof port === 'number' && pid > 1 ? { pid, port } : undefined;
  } catch {
    return undefined;
  }
}

/** Whether an emulator answers on a port: process ids are used again, so a pid file alone proves nothing. */
export async function answers(port: number): Promise<boolean> {
  try {
    const answer = await fetch(`http://${HOST}:${port}/_ministack/health`, { signal: AbortSignal.timeout(1000) });
    return answer.ok;
  } catch {
    return false;
  }
}

/** Ends a process group by the id of its leader, gently first. */
export async function stopGroup(pid: number): Promise<void> {
  if (pid <= 1 || !signalGroup(pid, 'SIGTERM')) return;
  const deadline = Date.now() + STOP_MILLISECONDS;
  while (Date.now() < deadline) {
    if (!signalGroup(pid, 0)) return;
    await sleep(50);
  }
  signalGroup(pid, 'SIGKILL');
}

function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-pid, signal);
    return true;
  } catch {
    return false;
  }
}

function emulatorVariables(options: EmulatorOptions, port: number): Record<string, string> {
  const { run } = options;
  return {
    ...baseVariables(options.environment),
    HOME: run.home,
    TMPDIR: run.temporary,
    BIND_HOST: HOST,
    GATEWAY_PORT: String(port),
    AUTH: 'true',
    IOT_MTLS_ENABLED: '0',
    SFTP_ENABLED: '0',
    // Functions run as local processes: a container engine must not be looked for.
    DOCKER_HOST: 'unix:///nonexistent',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    PYTHONDONTWRITEBYTECODE: '1',
    NODE_OPTIONS: '--no-warnings',
    SANDBOX_SCHEMAS: run.schemas,
    SANDBOX_RUN_FOLDER: run.root,
    // Doubtful behaviours of the services: sandbox/overlay/behaviours.py.
    SANDBOX_BEHAVIOURS: options.environment['SANDBOX_BEHAVIOURS'] ?? '',
    SANDBOX_TIME_SCALE: String(options.timeScale ?? 0.002),
    ...(options.lambdaConcurrency !== undefined && { SANDBOX_LAMBDA_CONCURRENCY: String(options.lambdaConcurrency) }),
    // Waits of state machines, and those before a task is tried again.
    SFN_WAIT_SCALE: '0.02',
  };
}

function requireSpace(folder: string): void {
  const { bavail, bsize } = statfsSync(folder);
  if (bavail * bsize < NEEDED_BYTES) throw diskFull(folder);
}

async function usablePort(wanted: number | undefined): Promise<number> {
  const port = await listenOnce(wanted ?? 0);
  if (port !== undefined) return port;
  throw new SandboxFailure(
    `port ${wanted} of ${HOST} is taken`,
    'leave --port out, and a free one is chosen; or end what uses it (npm run sandbox:stop, if it is a sandbox)',
  );
}

function listenOnce(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const probe = net.createServer();
    probe.once('error', () => resolve(undefined));
    probe.listen(port, HOST, () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : undefined));
    });
  });
}
