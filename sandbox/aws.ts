import { type ChildProcessByStdio, spawn } from 'node:child_process';
import * as path from 'node:path';
import * as readline from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { z } from 'zod';
import type { Emulator } from './emulator';
import { baseVariables } from './isolation';
import { SANDBOX } from './paths';
import { VENV_PYTHON } from './python';

const ANSWER = z.object({
  id: z.number(),
  result: z.unknown().optional(),
  error: z.object({ code: z.string(), message: z.string() }).optional(),
});

/** An error that a service answered. */
export class AwsError extends Error {
  public override readonly name = 'AwsError';

  constructor(
    public readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** Account and Region of a call. */
export interface Place {
  readonly account: string;
  readonly region: string;
}

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** Calls AWS operations at the emulator, through the SDK that lies in its own virtual environment. */
export class Aws {
  private readonly waiting = new Map<number, Waiting>();
  private readonly child: ChildProcessByStdio<Writable, Readable, null>;
  private next = 0;

  constructor(emulator: Emulator, environment: NodeJS.ProcessEnv) {
    this.child = spawn(VENV_PYTHON, [path.join(SANDBOX, 'aws_bridge.py')], {
      env: { ...baseVariables(environment), AWS_ENDPOINT_URL: emulator.endpoint, AWS_CONFIG_FILE: '/dev/null' },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    readline.createInterface({ input: this.child.stdout }).on('line', (line) => this.take(line));
    this.child.on('exit', () => this.fail(new Error('the bridge to the emulator ended')));
    this.child.stdin.on('error', () => undefined);
    emulator.died.signal.addEventListener('abort', () => this.fail(emulator.died.signal.reason));
  }

  /**
   * Calls one operation.
   *
   * @param operation in snake case, e.g. `describe_stacks`
   * @param answer shape of what is used of the answer
   * @throws AwsError when the service refuses
   */
  public async call<T>(
    place: Place,
    service: string,
    operation: string,
    parameters: Readonly<Record<string, unknown>>,
    answer: z.ZodType<T>,
  ): Promise<T> {
    const id = this.next++;
    const { account, region } = place;
    const result = await new Promise<unknown>((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.child.stdin.write(`${JSON.stringify({ id, service, operation, account, region, parameters })}\n`);
    });
    return answer.parse(result);
  }

  /** Ends the bridge. */
  public close(): void {
    this.child.stdin.end();
    this.child.kill();
  }

  private take(line: string): void {
    const { id, result, error } = ANSWER.parse(JSON.parse(line));
    const waiting = this.waiting.get(id);
    this.waiting.delete(id);
    if (error === undefined) waiting?.resolve(result);
    else waiting?.reject(new AwsError(error.code, error.message));
  }

  private fail(reason: unknown): void {
    const error = reason instanceof Error ? reason : new Error(String(reason));
    for (const { reject } of this.waiting.values()) reject(error);
    this.waiting.clear();
  }
}

/** Bytes as a parameter. */
export function bytes(content: string | Buffer): { readonly $base64: string } {
  return { $base64: Buffer.from(content).toString('base64') };
}
