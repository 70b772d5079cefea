import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { type Outcome, PROJECT } from './checkout';

const CDK = path.join(PROJECT, 'node_modules/.bin/cdk');
const SETTINGS = JSON.parse(readFileSync(path.join(PROJECT, 'cdk.json'), 'utf8')) as { app: string; context: object };
const PROOFS = path.join(PROJECT, 'test/proofs');
/** How the project starts its app, e.g. `node --option`. */
export const NODE = SETTINGS.app.replace(/ \S+$/, '');

/** A copy of the project that a test may spoil, and the real command line in it. */
export class Copy {
  public readonly root = mkdtempSync(path.join(tmpdir(), 'blueprint-gate-'));
  public readonly outdir = path.join(this.root, 'cdk.out');

  constructor() {
    for (const entry of ['config', 'package.json', 'LICENSE']) {
      cpSync(path.join(PROJECT, entry), path.join(this.root, entry), { recursive: true });
    }
    cpSync(path.join(PROOFS, 'planted/app.js'), path.join(this.root, 'app.js'));
    for (const entry of ['dist', 'node_modules']) {
      symlinkSync(path.join(PROJECT, entry), path.join(this.root, entry));
    }
    const { context } = SETTINGS;
    writeFileSync(path.join(this.root, 'cdk.json'), JSON.stringify({ output: 'cdk.out', context }));
  }

  /** Replaces text of a file; the text must be there, or the test would plant nothing. */
  public edit(file: string, from: string | RegExp, to: string): void {
    const name = path.join(this.root, file);
    const before = readFileSync(name, 'utf8');
    const after = before.replace(from, to);
    if (before === after) throw new Error(`${file} does not hold ${String(from)}`);
    writeFileSync(name, after);
  }

  /** Adds a compiled rule of the company, as the build would: `dist/config/rules/plant-1.rule.js`. */
  public addRule(check: string): void {
    const dist = path.join(this.root, 'dist');
    rmSync(dist);
    // Rules are looked for beside the modules that run, so these are copied too.
    cpSync(path.join(PROJECT, 'dist'), dist, { recursive: true });
    mkdirSync(path.join(dist, 'config/rules'), { recursive: true });
    writeFileSync(
      path.join(dist, 'config/rules/plant-1.rule.js'),
      `exports.rule = { id: 'PLANT-1', title: 'Planted', remedy: 'none', resourceTypes: ['AWS::IAM::Role'], check: ${check} };\n`,
    );
  }

  public cdk(...args: readonly string[]): Outcome {
    return this.run({}, args);
  }

  public run(env: NodeJS.ProcessEnv, args: readonly string[]): Outcome {
    const { status, stdout, stderr } = spawnSync(CDK, args, {
      cwd: this.root,
      encoding: 'utf8',
      // Neither an account nor a network is touched: a command that got as far as AWS would say so.
      env: { PATH: process.env.PATH, HOME: this.root, CI: 'true', AWS_EC2_METADATA_DISABLED: 'true', ...env },
    });
    return { status, output: `${stdout}\n${stderr}` };
  }

  /** Synthesizes with the app of `planted/app.js`. */
  public synth(plant: string, ...args: readonly string[]): Outcome {
    return this.cdk('synth', '-q', '--app', `${NODE} app.js '${plant}'`, ...args);
  }

  /**
   * Synthesizes production with the app of the project itself.
   *
   * @param preload module of `support/` that Node.js loads first @default - none
   */
  public synthApp(preload?: string, env: NodeJS.ProcessEnv = {}): Outcome {
    const require = preload === undefined ? '' : ` --require ${path.join(PROOFS, 'support', preload)}`;
    const app = `${NODE}${require} dist/bin/app.js`;
    return this.run(env, ['synth', '-q', '--app', app, '-c', 'env=prod', '-c', 'evaluationDate=2026-11-23']);
  }

  public deploySaved(...args: readonly string[]): Outcome {
    return this.deployFrom('cdk.out', ...args);
  }

  /** @param folder relative to the copy */
  public deployFrom(folder: string, ...args: readonly string[]): Outcome {
    return this.cdk('deploy', '--app', folder, '--require-approval', 'never', 'prod/**', ...args);
  }

  public remove(): void {
    rmSync(this.root, { recursive: true });
  }
}

/** A test that gets a copy of its own. */
export function withCopy(test: (copy: Copy) => void): () => void {
  return () => {
    const copy = new Copy();
    try {
      test(copy);
    } finally {
      copy.remove();
    }
  };
}
