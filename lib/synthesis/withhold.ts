import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import * as path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { type App, attachCustomSynthesis, type Stack, Stage } from 'aws-cdk-lib';
import { VALIDATION_REPORT_FILE } from 'aws-cdk-lib/cx-api';
import { stacksOf, type TemplateDocument, whenWritten } from '../../constructs/compliance';

/** What the names of templates end in until the gate has passed them; those of a refused assembly keep it. */
export const WITHHELD = '.template.refused.json';
const RELEASED = '.template.json';

/** What makes a folder an assembly. */
const MANIFEST = 'manifest.json';

/**
 * What the command line reads before anything else in an assembly, whatever its options: its lock. A folder of this name
 * ends it there, so that it does not even ask for the credentials with which it would find no template.
 */
const LOCK = 'synth.lock';

/** A folder that is deleted may be one that another process still writes into. */
const FOLDER = { recursive: true, force: true, maxRetries: 3 };

/** In which an assembly is made, within the folder that it is for: only there a rename is sure to stay in one file system. */
const STAGING = '.withheld-';

/**
 * The manifest of a folder whose synthesis has not ended. Every program that reads assemblies looks at the version first,
 * refuses one that is none, whatever its options, and prints it.
 */
const UNFINISHED = {
  version:
    'the synthesis into this folder did not finish, so there is nothing to deploy; synthesize again, and read why it ended',
};

/**
 * An assembly that cannot be deployed until it is published, however the process ends before that.
 *
 * It is made in a folder of its own, and what lies in its place says that the synthesis did not finish. In that folder the
 * manifests have no templates: each stage's are renamed before CDK writes the manifest that lists them. Lock files that the
 * command line holds stay where they are.
 */
export class WithheldAssembly {
  /** Where the assembly is made. */
  public readonly folder: string;
  private readonly held = new Set<string>();
  private readonly locks = new Set<string>();
  private readonly known = new WeakSet<Stack | Stage>();
  private admitted = false;

  /** Takes a folder over: what it holds is deleted, and what another synthesis has withheld in it. */
  constructor(private readonly outdir: string) {
    mkdirSync(outdir, { recursive: true });
    writeFileSync(path.join(outdir, MANIFEST), JSON.stringify(UNFINISHED));
    // In this order, so that no template of an earlier synthesis outlives its evidence.
    for (const entry of readdirSync(outdir).sort()) {
      if (entry !== MANIFEST && !entry.endsWith('.lock')) rmSync(path.join(outdir, entry), FOLDER);
    }
    this.folder = mkdtempSync(path.join(outdir, STAGING));
  }

  /** Withholds the templates of all stages that an app has by now. */
  public hold(app: App): void {
    for (const stack of stacksOf(app).filter((construct) => this.isNew(construct))) {
      const stage = Stage.of(stack) ?? app;
      whenWritten(stack, ({ templatePath }) => this.rename(stage, path.dirname(templatePath)));
    }
    const stages = app.node.findAll().filter((construct) => Stage.isStage(construct));
    for (const stage of stages.filter((construct) => this.isNew(construct))) {
      this.lock(stage.outdir);
      // CDK calls it when the stacks of the stage are written, and before the manifest is.
      attachCustomSynthesis(stage, { onSynthesize: ({ outdir }) => this.rename(stage, outdir) });
    }
  }

  /** From here on stages may be synthesized: what looks at them is attached. */
  public admit(): void {
    this.admitted = true;
  }

  /** Deletes what was made so far. @throws Error when another synthesis has taken the folder over */
  public restart(): void {
    this.assertOwned();
    for (const entry of readdirSync(this.folder)) rmSync(path.join(this.folder, entry), FOLDER);
    this.held.clear();
    this.locks.clear();
  }

  /** @throws Error when another synthesis has taken the folder over */
  public assertOwned(): void {
    if (existsSync(this.folder)) return;
    const folder = path.basename(this.outdir);
    throw new Error(
      `another synthesis began to write into ${folder}; let one end before the next, or give each a folder`,
    );
  }

  /**
   * Puts the assembly into its place, with the manifest as the last act.
   *
   * @param judged the templates of a gate that passed @default - the gate refused: they stay withheld
   * @throws Error when a template is not what was judged, or another synthesis has taken the folder over
   */
  public async publish(judged?: readonly TemplateDocument[]): Promise<void> {
    // An error that was thrown meanwhile, and waits for its turn, ends the process here.
    await setImmediate();
    this.assertOwned();
    this.store();
    if (judged !== undefined) this.compare(judged);
    // Before the first template that can be deployed.
    this.move('evidence');
    if (judged !== undefined) for (const file of this.held) renameSync(file, releasedName(file));
    for (const lock of this.locks) rmdirSync(lock);
    for (const entry of readdirSync(this.folder).filter((name) => name !== MANIFEST)) this.move(entry);
    this.move(MANIFEST);
    rmdirSync(this.folder);
  }

  /** Deletes what was not published. */
  public discard(): void {
    rmSync(this.folder, FOLDER);
  }

  private lock(folder: string): void {
    const lock = path.join(folder, LOCK);
    mkdirSync(lock);
    this.locks.add(lock);
  }

  private isNew(construct: Stack | Stage): boolean {
    if (this.known.has(construct)) return false;
    this.known.add(construct);
    return true;
  }

  private rename(stage: Stage, folder: string): void {
    if (!this.admitted) {
      throw new Error(`${stage.node.id} is synthesized before the gate is attached; leave synth() to the synthesis`);
    }
    for (const entry of readdirSync(folder).filter((name) => name.endsWith(RELEASED))) {
      const from = path.join(folder, entry);
      const to = from.slice(0, -RELEASED.length) + WITHHELD;
      renameSync(from, to);
      this.held.add(to);
    }
  }

  private compare(judged: readonly TemplateDocument[]): void {
    const texts = new Map(judged.map(({ file, text }) => [file, text]));
    for (const file of this.held) {
      const text = texts.get(file);
      if (text !== undefined && readFileSync(file).equals(Buffer.from(text))) continue;
      const name = path.relative(this.folder, releasedName(file));
      throw new Error(`${name} is not what the gate judged; let nothing write into the assembly, and synthesize again`);
    }
  }

  /** Has the disk take what was written of the verdict: one that is full may say so no earlier. */
  private store(): void {
    const evidence = path.join(this.folder, 'evidence');
    const files = [
      path.join(this.folder, VALIDATION_REPORT_FILE),
      ...readdirSync(evidence).map((file) => path.join(evidence, file)),
    ];
    for (const file of files) {
      const descriptor = openSync(file, 'r+');
      fsyncSync(descriptor);
      closeSync(descriptor);
    }
  }

  private move(entry: string): void {
    const target = path.join(this.outdir, entry);
    // What another synthesis published while this one took the folder over.
    if (entry !== MANIFEST) rmSync(target, FOLDER);
    renameSync(path.join(this.folder, entry), target);
  }
}

/** The name that manifests give to a template that is withheld. */
export function releasedName(file: string): string {
  return file.endsWith(WITHHELD) ? file.slice(0, -WITHHELD.length) + RELEASED : file;
}
