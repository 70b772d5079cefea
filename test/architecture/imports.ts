import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseSync } from '@swc/core';

/** One import of a source file, of any kind: of values, of types, by `require` or `import()`. */
export interface Import {
  /** File that imports, relative to the root, with slashes. */
  readonly from: string;
  /** File that is imported, relative to the root; a package by its name. */
  readonly to: string;
  readonly line: number;
}

const SPECIFIER_KEYS = new Set(['source', 'argument']);

/**
 * Every import of a file, type-only ones included.
 *
 * @param files all source files, relative to the root: a relative import must be one of them
 */
export function importsOf(root: string, file: string, files: ReadonlySet<string>): readonly Import[] {
  const text = readFileSync(path.join(root, file), 'utf8');
  const specifiers = new Set<string>();
  collect(parseSync(text, { syntax: 'typescript', target: 'es2022' }), specifiers);
  return [...specifiers].map((specifier) => ({
    from: file,
    to: specifier.startsWith('.') ? resolve(file, specifier, files) : specifier,
    line: text.slice(0, text.indexOf(`'${specifier}'`)).split('\n').length,
  }));
}

function collect(node: unknown, found: Set<string>): void {
  if (Array.isArray(node)) {
    for (const one of node) collect(one, found);
    return;
  }
  if (typeof node !== 'object' || node === null) return;
  const { type, ...rest } = node as Readonly<Record<string, unknown>>;
  const isCall = type === 'CallExpression' && isImporting(rest['callee']);
  if (isCall)
    for (const { expression } of rest['arguments'] as { expression: unknown }[]) addLiteral(expression, found);
  for (const [key, value] of Object.entries(rest)) {
    if (SPECIFIER_KEYS.has(key) && /^(?:Import|Export|TsImport)/.test(String(type))) addLiteral(value, found);
    collect(value, found);
  }
}

function isImporting(callee: unknown): boolean {
  const { type, value } = (callee ?? {}) as Readonly<Record<string, unknown>>;
  return type === 'Import' || (type === 'Identifier' && value === 'require');
}

function addLiteral(value: unknown, found: Set<string>): void {
  const { type, value: text } = (value ?? {}) as Readonly<Record<string, unknown>>;
  if (type === 'StringLiteral' && typeof text === 'string') found.add(text);
}

function resolve(from: string, specifier: string, files: ReadonlySet<string>): string {
  const base = path.posix.join(path.posix.dirname(from), specifier);
  const found = [`${base}.ts`, `${base}/index.ts`, base].find((candidate) => files.has(candidate));
  if (found === undefined) throw new Error(`${from} imports ${specifier}, which is no file`);
  return found;
}

/** The first circle that is found from each file, as the files on it. */
export function circles(edges: readonly { readonly from: string; readonly to: string }[]): readonly string[] {
  const next = new Map<string, Set<string>>();
  for (const { from, to } of edges) next.set(from, (next.get(from) ?? new Set<string>()).add(to));
  const done = new Set<string>();
  const found = new Set<string>();
  const visit = (node: string, trail: readonly string[]): void => {
    const at = trail.indexOf(node);
    if (at >= 0) {
      found.add(canonical(trail.slice(at)));
      return;
    }
    if (done.has(node)) return;
    for (const to of next.get(node) ?? []) visit(to, [...trail, node]);
    done.add(node);
  };
  for (const node of next.keys()) visit(node, []);
  return [...found].sort();
}

/** The same circle reads the same wherever it is entered. */
function canonical(circle: readonly string[]): string {
  const start = circle.indexOf([...circle].sort()[0] ?? '');
  const turned = [...circle.slice(start), ...circle.slice(0, start)];
  return [...turned, turned[0]].join(' → ');
}
