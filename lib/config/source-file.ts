import { isAlias, isMap, isScalar, isSeq, LineCounter, parseAllDocuments, type Document, type Node } from 'yaml';
import type { ConfigProblem } from './problem';

/** Keys and indexes from the root of a file down. */
export type Path = readonly (string | number)[];

/** A place within a file, both from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Writes a path as people do: `businessMetrics[0].unit`. */
export function formatPath(path: Path): string {
  return path.reduce<string>(
    (text, part) => (typeof part === 'number' ? `${text}[${part}]` : text === '' ? part : `${text}.${part}`),
    '',
  );
}

/** One YAML file that could be read, with the place of every key and value. */
export class SourceFile {
  constructor(
    /** Path from the project root, with slashes. */
    public readonly file: string,
    /** Plain data, as YAML gives it. */
    public readonly data: unknown,
    private readonly document: Document.Parsed,
    private readonly lines: LineCounter,
  ) {}

  /** Whether the file itself has the path: defaults and merged values are not there. */
  public has(path: Path): boolean {
    return this.find(path).depth === path.length;
  }

  /** How many parts of the path the file has. */
  public depth(path: Path): number {
    return this.find(path).depth;
  }

  /** Where the key of a path stands; for a path that the file has not: where the nearest parent's key stands. */
  public locate(path: Path): Position {
    return this.find(path).position;
  }

  /** The text of a plain value as it stands in the file, e.g. `012345678901`, which YAML reads as a number. */
  public textOf(path: Path): string | undefined {
    const { node, depth } = this.find(path);
    return depth === path.length && isScalar(node) ? node.source : undefined;
  }

  private find(path: Path): { depth: number; node: unknown; position: Position } {
    let node: unknown = this.document.contents;
    let offset = this.document.contents?.range[0] ?? 0;
    let depth = 0;
    for (const part of path) {
      const resolved = isAlias(node) ? node.resolve(this.document) : node;
      const next = childOf(resolved, part);
      if (next === undefined) break;
      node = next.value;
      offset = next.offset ?? offset;
      depth += 1;
    }
    const { line, col } = this.lines.linePos(offset);
    return { depth, node, position: { line: Math.max(line, 1), column: Math.max(col, 1) } };
  }
}

function childOf(node: unknown, part: string | number): { value: unknown; offset: number | undefined } | undefined {
  if (isMap(node)) {
    const pair = node.items.find(({ key }) => (isScalar(key) ? String(key.value) : undefined) === String(part));
    if (pair === undefined) return undefined;
    return { value: pair.value, offset: (pair.key as Node | undefined)?.range?.[0] };
  }
  if (isSeq(node) && typeof part === 'number' && part < node.items.length) {
    const value = node.items[part] as Node | null;
    return { value, offset: value?.range?.[0] };
  }
  return undefined;
}

/**
 * Reads one YAML 1.2 document. Any syntax problem refuses the file: what follows a syntax mistake is guesswork.
 *
 * @param file path from the project root, with slashes
 */
export function parseSource(file: string, text: string): { source?: SourceFile; problems: ConfigProblem[] } {
  const lines = new LineCounter();
  const documents = [
    ...parseAllDocuments(text, {
      lineCounter: lines,
      prettyErrors: false,
      version: '1.2',
      schema: 'core',
      stringKeys: true,
    }),
  ];
  const syntax = (offset: number, what: string, remedy: string): ConfigProblem => {
    const { line, col } = lines.linePos(offset);
    const lastLine = Math.max(text.split('\n').length, 1);
    return {
      file,
      line: Math.min(Math.max(line, 1), lastLine),
      column: Math.max(col, 1),
      path: '',
      rule: 'CONFIG-YAML',
      what,
      remedy,
    };
  };
  const [document, second] = documents;
  if (document === undefined || document.contents === null) {
    return { problems: [syntax(0, 'the file is empty', 'begin with schemaVersion: 1, or delete the file')] };
  }
  if (second !== undefined) {
    const remedy = 'write one document per file: remove the line ---';
    return { problems: [syntax(second.range[0], 'the file holds several YAML documents', remedy)] };
  }
  const problems = [...document.errors, ...document.warnings].map((error) => {
    if (error.code === 'DUPLICATE_KEY') {
      const key = text.slice(error.pos[0]).split(/[:\s]/, 1)[0] ?? '';
      return syntax(error.pos[0], `the key ${key} stands twice in the same mapping`, 'remove one of the two');
    }
    const what = error.message.charAt(0).toLowerCase() + error.message.slice(1);
    return syntax(error.pos[0], `not valid YAML: ${what}`, 'fix the syntax at this place');
  });
  if (problems.length > 0) return { problems };
  try {
    const data: unknown = document.toJS({ maxAliasCount: 100 });
    return { source: new SourceFile(file, data, document, lines), problems };
  } catch (error) {
    // An alias without its anchor, or a bomb of aliases: the library reports both only on conversion.
    const what = error instanceof Error ? error.message : String(error);
    return { problems: [syntax(0, `not valid YAML: ${what}`, 'write the value out instead of the alias')] };
  }
}
