import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';

/** The project whose tests run. */
export const PROJECT = path.join(__dirname, '../../..');

const SOURCES = [
  'bin',
  'config',
  'constructs',
  'lib',
  'scripts',
  'cdk.json',
  'LICENSE',
  'package.json',
  'tsconfig.json',
  'tsconfig.build.json',
];

/** The arguments with which the project starts its app. */
export const APP = (JSON.parse(readFileSync(path.join(PROJECT, 'cdk.json'), 'utf8')) as { app: string }).app
  .split(' ')
  .slice(1);

/** How a program ended. */
export interface Outcome {
  readonly status: number | null;
  /** Standard output and standard error. */
  readonly output: string;
}

/** Runs this Node.js with nothing of the environment but what is given and where programs are found. */
export function node(cwd: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Outcome {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd,
    encoding: 'utf8',
    env: { PATH: process.env.PATH, HOME: '', ...env },
  });
  return { status, output: `${stdout}\n${stderr}` };
}

/** The sources in another place, built there and committed, as a clone would have them. */
export class Checkout {
  private readonly top = mkdtempSync(path.join(tmpdir(), 'checkout-'));
  public readonly root: string;

  /**
   * @param folder where the sources lie, below a folder that is new each time
   * @param also what is copied besides what the app is made from @default - nothing
   */
  constructor(folder: string, also: readonly string[] = []) {
    this.root = path.join(this.top, folder);
    mkdirSync(this.root, { recursive: true });
    const entries = [...SOURCES, ...also];
    for (const entry of entries) {
      cpSync(path.join(PROJECT, entry), path.join(this.root, entry), { recursive: true });
    }
    this.linkPackages();
    this.commit(entries);
    this.build();
  }

  /** Compiles the sources as they are now. */
  public build(): void {
    execFileSync(process.execPath, ['scripts/build.mjs'], { cwd: this.root, stdio: 'inherit' });
  }

  /**
   * Runs the app as the command line does, and says what it wrote.
   *
   * @returns the files of the assembly by their path
   */
  public synthesize(outdir: string, evaluationDate: string, env: NodeJS.ProcessEnv = {}): ReadonlyMap<string, string> {
    const folder = path.join(this.top, outdir);
    const { status, output } = node(this.root, APP, {
      CDK_OUTDIR: folder,
      CDK_CONTEXT_JSON: JSON.stringify({ evaluationDate }),
      ...env,
    });
    if (status === null || !output.includes('evidence: ')) throw new Error(output);
    return filesOf(folder);
  }

  public remove(): void {
    rmSync(this.top, { recursive: true });
  }

  /** Answers that were kept earlier, see `FileCache`: none in a new checkout. */
  public get answers(): readonly string[] {
    const folder = path.join(this.root, 'node_modules/.cache/ai-production-blueprint');
    return existsSync(folder) ? readdirSync(folder) : [];
  }

  /** The packages of the project, in a folder of its own: what is kept there belongs to one checkout. */
  private linkPackages(): void {
    const packages = path.join(PROJECT, 'node_modules');
    mkdirSync(path.join(this.root, 'node_modules'));
    for (const entry of readdirSync(packages).filter((name) => name !== '.cache')) {
      symlinkSync(path.join(packages, entry), path.join(this.root, 'node_modules', entry));
    }
  }

  /** The author, the day and the message are fixed: equal sources make equal commits. */
  private commit(entries: readonly string[]): void {
    const identity = { name: 'Proof', email: 'proof@example.com', date: '2026-01-01T00:00:00Z' };
    const env = Object.fromEntries(
      ['AUTHOR', 'COMMITTER'].flatMap((role) =>
        Object.entries(identity).map(([key, value]) => [`GIT_${role}_${key.toUpperCase()}`, value]),
      ),
    );
    const git = (...args: string[]) => execFileSync('git', args, { cwd: this.root, env: { ...process.env, ...env } });
    git('init', '--quiet', '--initial-branch=main');
    git('add', '--all', '--', ...entries);
    git('-c', 'commit.gpgsign=false', 'commit', '--quiet', '--message=Proof');
    // What is not committed must not make the tree look changed: the build and the packages are left out of every clone.
    git('config', 'status.showUntrackedFiles', 'no');
  }
}

function filesOf(folder: string): Map<string, string> {
  const files = readdirSync(folder, { recursive: true })
    .map(String)
    .filter((file) => statSync(path.join(folder, file)).isFile())
    .sort();
  return new Map(
    files.map((file) => [file.split(path.sep).join('/'), readFileSync(path.join(folder, file), 'latin1')]),
  );
}
