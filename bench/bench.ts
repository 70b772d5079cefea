import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { build } from 'esbuild';
import { writeCompany, writeSampleCompany } from './company';

const PROJECT = path.join(__dirname, '..');
const [, ...APP] = (JSON.parse(readFileSync(path.join(PROJECT, 'cdk.json'), 'utf8')) as { app: string }).app.split(' ');
/** As the project starts its app; the floor gets the same. */
const NODE_OPTIONS = APP.filter((argument) => argument.startsWith('--'));
const APP_FILE = path.join(PROJECT, APP.at(-1) ?? '');
/** Compiled where the constructs are: the measured processes load no compiler. */
const CHILDREN = path.join(PROJECT, 'dist/bench');
const EVALUATION_DATE = '2026-11-23';

/** What one process took. */
export interface Sample {
  /** Milliseconds from its start to its end. */
  readonly wall: number;
  /** Milliseconds of all its threads. */
  readonly cpu: number;
  /** Peak of its resident memory. */
  readonly megabytes: number;
}

interface Measured {
  readonly stacks: number;
  readonly resources: number;
  readonly product: Sample[];
  readonly floor: Sample[];
}

type Template = {
  readonly Resources?: Readonly<Record<string, { readonly Type: string; readonly Properties?: unknown }>>;
};

/** Runs each synthesis in a fresh process and keeps what it took. */
export class Bench {
  public readonly verdicts: Sample[] = [];
  private readonly measured = new Map<number, Measured>();

  private constructor(private readonly folder: string) {}

  /** Builds the project, writes a company of each size, and makes the floor of each. */
  public static async prepare(folder: string, sizes: readonly number[]): Promise<Bench> {
    execFileSync(process.execPath, [path.join(PROJECT, 'scripts/build.mjs')], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const children = path.join(__dirname, 'children');
    await build({
      entryPoints: readdirSync(children).map((file) => path.join(children, file)),
      outdir: CHILDREN,
      platform: 'node',
      target: 'node20',
      format: 'cjs',
      logLevel: 'warning',
    });
    const bench = new Bench(folder);
    for (const size of sizes) bench.prepareSize(size);
    bench.prepareSample();
    return bench;
  }

  /** Product and floor, one after the other. */
  public measure(models: number): void {
    const { product, floor } = this.of(models);
    // What earlier syntheses answered would not be there for the floor either.
    rmSync(path.join(this.root(models), 'node_modules'), { recursive: true, force: true });
    product.push(this.synthesize(this.root(models)));
    floor.push(this.synthesizeFloor(models));
  }

  /**
   * The sample company, from the edit of a model to the verdict on three environments. Each edit is a new one, which changes
   * what is deployed.
   */
  public measureVerdict(round: number): void {
    const root = path.join(this.folder, 'sample');
    const file = path.join(root, 'config/models/churn.yaml');
    const before = readFileSync(file, 'utf8');
    const after = before.replace(/(latencyP99Milliseconds: )\d+/, `$1${300 + round}`);
    if (before === after) throw new Error(`${file} has no objective for latency to edit`);
    writeFileSync(file, after);
    this.verdicts.push(this.synthesize(root));
  }

  public of(models: number): Measured {
    const measured = this.measured.get(models);
    if (measured === undefined) throw new Error(`${models} models were not prepared`);
    return measured;
  }

  private prepareSize(models: number): void {
    const root = this.root(models);
    mkdirSync(root);
    writeCompany(PROJECT, root, models);
    this.synthesize(root);
    const assembly = path.join(root, 'cdk.out/assembly-prod');
    this.run([path.join(CHILDREN, 'strip.js'), assembly, this.bareResources(models)], root);
    this.synthesizeFloor(models);
    const product = resourcesOf(assembly);
    if (!isDeepStrictEqual(product, resourcesOf(path.join(root, 'floor.out/assembly-prod')))) {
      throw new Error(`the floor of ${models} models is not made of the same resources`);
    }
    const stacks = readdirSync(assembly).filter((file) => file.endsWith('.template.json')).length;
    this.measured.set(models, { stacks, resources: product.length, product: [], floor: [] });
  }

  private prepareSample(): void {
    const root = path.join(this.folder, 'sample');
    mkdirSync(root);
    writeSampleCompany(PROJECT, root);
    // The evidence names the commit, which git is asked for.
    const git = (...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=Bench', '-c', 'user.email=bench@example.com', ...args], { cwd: root });
    git('init', '--quiet');
    git('add', '--all');
    git('commit', '--quiet', '--message=Sample company');
    // An edit follows a synthesis.
    this.synthesize(root);
  }

  private synthesize(root: string): Sample {
    return this.run([APP_FILE], root, {
      CDK_OUTDIR: path.join(root, 'cdk.out'),
      CDK_CONTEXT_JSON: JSON.stringify({ evaluationDate: EVALUATION_DATE }),
    });
  }

  private synthesizeFloor(models: number): Sample {
    const root = this.root(models);
    return this.run([path.join(CHILDREN, 'floor.js'), this.bareResources(models)], root, {
      CDK_OUTDIR: path.join(root, 'floor.out'),
    });
  }

  private run(args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}): Sample {
    const report = path.join(this.folder, 'report.json');
    const preload = [...NODE_OPTIONS, '--require', path.join(CHILDREN, 'report.js')];
    const { status, stderr } = spawnSync(process.execPath, [...preload, ...args], {
      cwd,
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
      env: { PATH: process.env.PATH, HOME: this.folder, BENCH_REPORT: report, ...env },
    });
    if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}\n${stderr.slice(-4000)}`);
    return JSON.parse(readFileSync(report, 'utf8')) as Sample;
  }

  private root(models: number): string {
    return path.join(this.folder, `models-${models}`);
  }

  private bareResources(models: number): string {
    return path.join(this.root(models), 'floor.json');
  }
}

/** Types and properties of all resources, in an order that does not depend on where they stand. */
function resourcesOf(assembly: string): unknown[] {
  return readdirSync(assembly)
    .filter((file) => file.endsWith('.template.json'))
    .flatMap((file) => {
      const { Resources = {} } = JSON.parse(readFileSync(path.join(assembly, file), 'utf8')) as Template;
      return Object.entries(Resources).map(([id, { Type, Properties }]) => [id, Type, Properties ?? {}] as const);
    })
    .sort(([one], [other]) => (one < other ? -1 : 1));
}
