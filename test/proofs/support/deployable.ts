import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';

interface Manifest {
  readonly version?: unknown;
  readonly artifacts?: Readonly<Record<string, { readonly properties?: { readonly templateFile?: string } }>>;
}

/** What the command line takes for an assembly. */
const VERSION = /^\d+\.\d+\.\d+$/;

/** Every folder below one, itself included, that holds a manifest which the command line would read. */
export function assembliesIn(folder: string): readonly string[] {
  return manifestsIn(folder).map(([assembly]) => assembly);
}

/** Every template that could be deployed from a folder or from a folder below it. */
export function deployableIn(folder: string): readonly string[] {
  return manifestsIn(folder).flatMap(([assembly, { artifacts = {} }]) =>
    Object.values(artifacts)
      .map(({ properties }) => properties?.templateFile)
      .filter((template) => template !== undefined)
      .map((template) => path.join(assembly, template))
      .filter((template) => existsSync(template)),
  );
}

/** The templates that could be deployed although no evidence of a gate that passed tells of their content. */
export function unjudgedIn(folder: string): readonly string[] {
  const known = judgedIn(folder);
  return deployableIn(folder).filter((template) => {
    const digest = createHash('sha256').update(readFileSync(template)).digest('hex');
    return !known.has(`${digest} ${path.basename(template)}`);
  });
}

function judgedIn(folder: string): ReadonlySet<string> {
  const file = path.join(folder, 'evidence/evidence.json');
  if (!existsSync(file)) return new Set();
  const { verdict, manifest } = JSON.parse(readFileSync(file, 'utf8')) as Evidence;
  if (verdict !== 'passed') return new Set();
  return new Set(manifest.templates.map((template) => `${template.sha256} ${path.basename(template.file)}`));
}

interface Evidence {
  readonly verdict: string;
  readonly manifest: { readonly templates: readonly { readonly file: string; readonly sha256: string }[] };
}

function manifestsIn(folder: string): readonly (readonly [string, Manifest])[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true })
    .map((entry) => path.join(folder, String(entry)))
    .filter((file) => path.basename(file) === 'manifest.json')
    .flatMap((file): readonly (readonly [string, Manifest])[] => {
      const manifest = manifestOf(file);
      return typeof manifest.version === 'string' && VERSION.test(manifest.version)
        ? [[path.dirname(file), manifest]]
        : [];
    });
}

/** A manifest that was only half written is none. */
function manifestOf(file: string): Manifest {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Manifest;
  } catch {
    return {};
  }
}
