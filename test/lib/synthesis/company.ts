import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import type { CloudFormationEngine } from '../../../constructs/compliance';
import { synthesize, type SynthesisOptions, type SynthesisResult } from '../../../lib/synthesis';

const PROJECT = path.join(__dirname, '../../..');
/** Refuses nothing. What CDK's own rules say, `npm run synth` and the proofs of the command line show. */
const CONTENT: CloudFormationEngine = { validate: () => [] };

interface Resource {
  readonly Type: string;
  readonly Properties?: Record<string, unknown>;
}
interface Manifest {
  readonly artifacts: Readonly<Record<string, { readonly type: string; readonly properties: Record<string, string> }>>;
}
export interface Assembly {
  readonly result: SynthesisResult;
  /** Resources by stack, e.g. `prod-Foundation`. */
  readonly stacks: ReadonlyMap<string, readonly Resource[]>;
  readonly files: readonly string[];
}

let folder: string | undefined;

/** Removes the companies that this test file made. */
export function removeCompanies(): void {
  if (folder !== undefined) rmSync(folder, { recursive: true });
  folder = undefined;
}

/** A copy of the sample company, in a folder of that name. */
export function company(name: string): string {
  folder ??= mkdtempSync(path.join(tmpdir(), 'synthesize-'));
  const root = path.join(folder, name);
  mkdirSync(root);
  cpSync(path.join(PROJECT, 'config'), path.join(root, 'config'), { recursive: true });
  cpSync(path.join(PROJECT, 'cdk.json'), path.join(root, 'cdk.json'));
  return root;
}

/** The sample company with `churn` as its only model and a file that a test spoils. */
export function smallCompany(
  name: string,
  edit: (text: string) => string = (text) => text,
  file = 'models/churn.yaml',
): string {
  const root = company(name);
  for (const other of ['assistant', 'document-extraction']) rmSync(path.join(root, `config/models/${other}.yaml`));
  const edited = path.join(root, 'config', file);
  writeFileSync(edited, edit(readFileSync(edited, 'utf8')));
  return root;
}

/** Synthesizes for a fixed day, with an engine that refuses nothing. */
export async function run(root: string, options: Partial<SynthesisOptions> = {}): Promise<Assembly> {
  const outdir = path.join(root, 'cdk.out');
  const project = { name: 'sample', version: '0.0.0' };
  const common = { root, outdir, evaluationDate: '2026-11-23', project, cloudFormationEngine: CONTENT };
  const result = await synthesize({ ...common, ...options });
  const files = readdirSync(outdir, { recursive: true }).map(String);
  const stacks = new Map<string, readonly Resource[]>();
  for (const file of files.filter((one) => one.endsWith('manifest.json') && one.includes('assembly-'))) {
    const manifest = readJson(file) as Manifest;
    for (const artifact of Object.values(manifest.artifacts)) {
      const { templateFile, stackName } = artifact.properties;
      if (artifact.type !== 'aws:cloudformation:stack' || templateFile === undefined || stackName === undefined)
        continue;
      const template = path.join(path.dirname(file), templateFile);
      if (!files.includes(template)) continue;
      const { Resources = {} } = readJson(template) as { Resources?: Record<string, Resource> };
      stacks.set(stackName, Object.values(Resources));
    }
  }
  return { result, stacks, files };

  function readJson(file: string): unknown {
    return JSON.parse(readFileSync(path.join(outdir, file), 'utf8'));
  }
}

interface Evidence {
  readonly verdict: string;
  readonly dataAccess: readonly {
    readonly environment: string;
    readonly dataClass: string;
    readonly access: string;
    readonly roles: readonly string[];
  }[];
  readonly identities: readonly {
    readonly path: string;
    readonly grants: readonly {
      readonly actions: readonly string[];
      readonly resources: readonly string[];
      readonly conditions: readonly string[];
    }[];
  }[];
  readonly encryption: readonly {
    readonly path: string;
    readonly part: string;
    readonly atRest: { readonly holder: string };
  }[];
  readonly findings: readonly { readonly pack: string; readonly problem: string }[];
  readonly controls: readonly { readonly control: string }[];
  readonly acknowledgements: readonly { readonly hid: readonly { readonly pack: string }[] }[];
}

/** What `evidence.json` says. */
export function evidenceOf({ result }: Assembly): Evidence {
  return JSON.parse(readFileSync(path.join(path.dirname(result.evidencePage), 'evidence.json'), 'utf8')) as Evidence;
}
