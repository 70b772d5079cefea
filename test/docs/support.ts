import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';

export const ROOT = path.join(__dirname, '../..');

/** A document of the repository. */
export interface Document {
  /** Path below the root, e.g. `docs/forking.md`. */
  readonly file: string;
  readonly text: string;
  /** The text with blocks of code blanked, line for line. */
  readonly prose: string;
}

/** A block of code. */
export interface Example {
  readonly file: string;
  /** Line of the fence that opens it, counted from 1. */
  readonly line: number;
  readonly code: string;
}

const FENCE = /^ *```(\w*)\n([\s\S]*?)^ *```$/gm;

/** Every Markdown file that is in the repository, or would be with the next commit. */
export function documents(): readonly Document[] {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  return listed
    .split('\n')
    .filter((file) => file !== '')
    .map((file) => {
      const text = readFileSync(path.join(ROOT, file), 'utf8');
      return { file, text, prose: text.replaceAll(FENCE, (block) => block.replaceAll(/[^\n]/g, ' ')) };
    });
}

/** The blocks of a language in a document. */
export function examplesOf({ file, text }: Pick<Document, 'file' | 'text'>, language: string): readonly Example[] {
  return [...text.matchAll(FENCE)]
    .filter(([, found]) => found === language)
    .map((match) => ({ file, line: lineAt(text, match.index), code: match[2] ?? '' }));
}

/** The line of a position, counted from 1. */
export function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}
