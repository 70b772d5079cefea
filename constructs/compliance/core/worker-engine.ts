import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';

/** A worker that died cannot say so while this thread waits: a hundred models take seconds, so minutes mean that it did. */
const ANSWER_WITHIN_MILLISECONDS = 300_000;

/** The part of a stack's template that the thread needs to know; the worker knows the rest. */
export interface TemplateFile {
  readonly templatePath: string;
}

/** What the worker is started with. */
export interface WorkerStart {
  readonly port: MessagePort;
  /** One 32-bit number: 0 while the worker works, 1 when its answer waits in the port. */
  readonly answered: SharedArrayBuffer;
  /** A template that holds one resource of each type that will probably be met. */
  readonly warmUpTemplate: string;
}

/** What the worker is told. */
export interface WorkerOrder<Stack> {
  /** Templates to validate. */
  readonly stacks: readonly Stack[];
  /** Whether they were the last, so that the answer is due. */
  readonly last: boolean;
}

/** What the worker sends back: one of the two. */
export interface WorkerAnswer<Violation> {
  readonly violations?: readonly Violation[];
  readonly error?: string;
}

/**
 * Evaluates in a thread of its own, which loads the engine while this thread builds the constructs, and evaluates the
 * templates while this thread evaluates the other packs. It serves one synthesis. It is a `CloudFormationEngine` that knows
 * no CDK, so that a program can start it before it loads the CDK.
 */
export class WorkerEngine<Stack extends TemplateFile, Violation> {
  private readonly channel = new MessageChannel();
  private readonly answered = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  private readonly worker: Worker;
  private readonly begun = new Set<string>();

  /**
   * Starts loading.
   * @param resourceTypes the types that will probably be met: the engine is built for a set of types, and one that is
   *   missing here is met correctly but builds it again
   */
  constructor(resourceTypes: readonly string[]) {
    const warmUpTemplate = writeWarmUpTemplate(resourceTypes);
    const start: WorkerStart = { port: this.channel.port2, answered: this.answered, warmUpTemplate };
    this.worker = new Worker(path.join(__dirname, '..', 'gate', 'cloudformation-worker.js'), {
      workerData: start,
      transferList: [this.channel.port2],
    });
    // The process may end without waiting for a thread that nobody asked.
    this.worker.unref();
    this.channel.port1.unref();
  }

  public begin(stacks: readonly Stack[]): void {
    this.order(stacks, false);
  }

  public validate({ stackTemplates }: { readonly stackTemplates: readonly Stack[] }): readonly Violation[] {
    this.order(stackTemplates, true);
    Atomics.wait(new Int32Array(this.answered), 0, 0, ANSWER_WITHIN_MILLISECONDS);
    const answer = receiveMessageOnPort(this.channel.port1)?.message as WorkerAnswer<Violation> | undefined;
    void this.worker.terminate();
    if (answer?.violations === undefined) {
      throw new Error(`the CloudFormation validation broke off: ${answer?.error ?? 'no answer'}`);
    }
    return answer.violations;
  }

  private order(stacks: readonly Stack[], last: boolean): void {
    const fresh = stacks.filter(({ templatePath }) => !this.begun.has(templatePath));
    for (const { templatePath } of fresh) this.begun.add(templatePath);
    const order: WorkerOrder<Stack> = { stacks: fresh, last };
    this.channel.port1.postMessage(order);
  }
}

/** A file that is gone when the process ends, whether or not the thread came to read it. */
function writeWarmUpTemplate(resourceTypes: readonly string[]): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'warm-up-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const template = path.join(folder, 'template.json');
  const resources = resourceTypes.map((Type, index) => [`R${index}`, { Type }]);
  writeFileSync(template, JSON.stringify({ Resources: Object.fromEntries(resources) as unknown }));
  return template;
}
