import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { readRunbooks } from '../../lib/runbooks';
import { Checkout, node, PROJECT, type Outcome } from './support/checkout';

const NAME = 'ai-production-blueprint';
const FOREIGN_APP = path.join(PROJECT, 'examples/foreign-app');
const TYPESCRIPT = path.join(PROJECT, 'node_modules/typescript/bin/tsc');

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

interface Packed {
  readonly filename: string;
  /** Bytes of the tarball. */
  readonly size: number;
  readonly files: readonly { readonly path: string; readonly size: number }[];
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** The package, packed from a checkout, and the other company's app with the package installed. */
class Installation {
  private readonly top = mkdtempSync(path.join(tmpdir(), 'foreign-'));
  public readonly app = path.join(this.top, 'app');
  public readonly package = path.join(this.app, 'node_modules', NAME);
  public readonly packed: Packed;

  constructor() {
    cpSync(FOREIGN_APP, this.app, { recursive: true, filter: (file) => !/node_modules|dist|cdk\.out/.test(file) });
    mkdirSync(this.package, { recursive: true });
    const checkout = new Checkout('packed');
    try {
      rmSync(path.join(checkout.root, 'dist'), { recursive: true });
      const json = execFileSync('npm', ['pack', '--json', '--offline', `--pack-destination=${this.top}`], {
        cwd: checkout.root,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      // What prepack prints stands before it.
      [this.packed] = JSON.parse(json.slice(json.lastIndexOf('\n[\n') + 1)) as [Packed];
    } finally {
      checkout.remove();
    }
    execFileSync('tar', [
      '-xzf',
      path.join(this.top, this.packed.filename),
      '-C',
      this.package,
      '--strip-components=1',
    ]);
    this.linkDeclared();
  }

  /** Synthesizes with the command line that the app brings. */
  public synthesize(...options: readonly string[]): Outcome {
    const cdk = path.join(this.app, 'node_modules/aws-cdk/bin/cdk');
    return node(this.app, [cdk, 'synth', '--quiet', ...options], { HOME: this.top, CI: 'true' });
  }

  public template(stack: string): { readonly Resources: Readonly<Record<string, { readonly Type: string }>> } {
    const folder = path.join(this.app, 'cdk.out/assembly-production');
    const file = readdirSync(folder).find((name) => name.startsWith(stack) && name.endsWith('.template.json'));
    return readJson(path.join(folder, file ?? stack)) as ReturnType<Installation['template']>;
  }

  public remove(): void {
    rmSync(this.top, { recursive: true });
  }

  /** Installs what package and app declare and nothing else, so that what they forgot to declare is missed. */
  private linkDeclared(): void {
    const declared = new Set<string>();
    for (const { dependencies, peerDependencies, devDependencies } of [
      { ...(readJson(path.join(this.package, 'package.json')) as Manifest), devDependencies: {} },
      readJson(path.join(this.app, 'package.json')) as Manifest,
    ]) {
      for (const name of Object.keys({ ...dependencies, ...peerDependencies, ...devDependencies })) declared.add(name);
    }
    declared.delete(NAME);
    for (const name of declared) {
      const link = path.join(this.app, 'node_modules', name);
      mkdirSync(path.dirname(link), { recursive: true });
      symlinkSync(path.join(PROJECT, 'node_modules', name), link);
    }
  }
}

let installed: Installation;

beforeAll(() => {
  installed = new Installation();
});

afterAll(() => installed.remove());

describe('the package', () => {
  it('holds the construct library, the command, the bundled handlers and the runbooks, and nothing of the sample company', () => {
    const files = installed.packed.files.map(({ path: file }) => file);
    expect(
      files.filter(
        (file) =>
          !/^(?:dist\/(?:bin|lib|constructs|handlers)\/.*\.(?:js|d\.ts)|dist\/constructs\/\w+\/runbook\.md|LICENSE|package\.json)$/.test(
            file,
          ),
      ),
    ).toEqual([]);
    expect(files.filter((file) => /\.test\.|test\/|config\/(?:models|environments)|\.map$/.test(file))).toEqual([]);
    expect(files).toContain('dist/handlers/release/seed-parameter/index.js');
    expect(files).toContain('dist/bin/blueprint.js');
  });

  it('is small, but for the handlers, which bring their libraries', () => {
    const code = installed.packed.files.filter(({ path: file }) => !file.startsWith('dist/handlers/'));
    expect(code.reduce((sum, { size }) => sum + size, 0)).toBeLessThan(3_000_000);
    expect(installed.packed.size).toBeLessThan(5_000_000);
  });

  it('has declarations beside everything that it exports', () => {
    const rooms = readdirSync(path.join(installed.package, 'dist/constructs'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
      .filter((room) => existsSync(path.join(installed.package, 'dist/constructs', room, 'index.js')));
    expect(rooms).toEqual(expect.arrayContaining(['compliance', 'monitoring', 'release', 'serving']));
    for (const room of ['.', ...rooms]) {
      expect(existsSync(path.join(installed.package, 'dist/constructs', room, 'index.d.ts'))).toBe(true);
    }
  });

  it('can be imported by name from an ES module too', () => {
    const program = `
      import { RealtimeEndpoint } from '${NAME}/serving';
      import { loadRules } from '${NAME}/compliance';
      import { serving } from '${NAME}';
      console.log(RealtimeEndpoint === serving.RealtimeEndpoint, loadRules().length);`;
    const { output } = node(installed.app, ['--input-type=module', '-e', program]);
    expect(output).toMatch(/^true \d\d+\n/);
  });

  it('installs the command', () => {
    const manifest = readJson(path.join(installed.package, 'package.json')) as { bin: { blueprint: string } };
    const { status, output } = node(installed.app, [path.join(installed.package, manifest.bin.blueprint), '--help']);
    expect(output).toContain('Usage: blueprint');
    expect(status).toBe(0);
  });

  it('brings the runbooks, which the command prints far from any project', () => {
    const blueprint = (...args: readonly string[]) =>
      node('/', [path.join(installed.package, 'dist/bin/blueprint.js'), 'runbook', ...args]);
    const { status, output } = blueprint('monitoring/error-rate');
    expect(output).toContain('# Runbook: model endpoints, event rules and stacks\n');
    expect(output).toContain('## Error rate\n\nAlarm: `ErrorRate`.\n');
    expect(status).toBe(0);
    const { sections } = JSON.parse(blueprint('--json').output) as { sections: readonly { readonly name: string }[] };
    const inSources = readRunbooks().flatMap((runbook) => runbook.sections.map(({ name }) => name));
    expect(sections.map(({ name }) => name)).toEqual(inSources);
  });
});

describe('the app of another company', () => {
  beforeAll(() => {
    const { status, output } = node(installed.app, [TYPESCRIPT, '--project', '.']);
    expect(output.trim()).toBe('');
    expect(status).toBe(0);
  });

  it('synthesizes endpoints in its own network, and its gate finds nothing', () => {
    const { status, output } = installed.synthesize();
    expect(output).toContain('gate passed');
    expect(status).toBe(0);
    const types = Object.values(installed.template('productionServing').Resources).map(({ Type }) => Type);
    expect(types.filter((type) => type === 'AWS::SageMaker::Endpoint')).toHaveLength(2);
    expect(Object.values(installed.template('productionNetwork').Resources)).toContainEqual(
      expect.objectContaining({ Type: 'AWS::EC2::VPC' }),
    );
  });

  it('is refused a bucket that is neither encrypted nor private, with the line that made it', () => {
    const { status, output } = installed.synthesize('-c', 'publicUploads=true');
    expect(output).toContain('gate refused');
    expect(output).toMatch(
      /production\/Serving\/PublicUploads\/Resource \(lib\/claims-serving\.ts:\d+\): AiProduction-StoreEncryptedWithCustomerKey/,
    );
    expect(status).not.toBe(0);
  });
});
