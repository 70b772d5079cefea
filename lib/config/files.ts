import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { ConfigProblem } from './problem';
import { LONGEST_NAME, NAME_PATTERN } from '../../constructs/model/core';
import type { FileKind } from './schema';
import { parseSource, type SourceFile } from './source-file';

/** A configuration file on disk. */
export interface ConfigFile {
  readonly kind: FileKind;
  /** File name without `.yaml`. */
  readonly name: string;
  /** Undefined when it is not YAML. */
  readonly source: SourceFile | undefined;
}

const FOLDERS = [
  { kind: 'environment', folder: 'config/environments', example: 'prod.yaml' },
  { kind: 'model', folder: 'config/models', example: 'churn.yaml' },
] as const;
const EXTENSION = '.yaml';

function absent(file: string, what: string, remedy: string): ConfigProblem {
  return { file, line: 1, path: '', rule: 'CONFIG-FILE', what, remedy };
}

/** A configuration file that is there, read or not. */
export interface ListedFile {
  readonly kind: FileKind;
  /** Path from the project root, with slashes. */
  readonly file: string;
}

/** The configuration files below a project root, in the order of their names. */
export function listFiles(root: string): readonly ListedFile[] {
  const single = (kind: FileKind): ListedFile[] => {
    const file = `config/${kind}.yaml`;
    return existsSync(path.join(root, file)) ? [{ kind, file }] : [];
  };
  const inFolders = FOLDERS.flatMap(({ kind, folder }) =>
    yamlNames(path.join(root, folder)).map((name): ListedFile => ({ kind, file: `${folder}/${name}` })),
  );
  return [...single('company'), ...inFolders, ...single('waivers')];
}

/** Reads all configuration files below a project root. */
export function readFiles(root: string): { files: ConfigFile[]; problems: ConfigProblem[] } {
  const found = listFiles(root);
  const problems: ConfigProblem[] = [];
  if (!found.some(({ kind }) => kind === 'company')) {
    problems.push(absent('config/company.yaml', 'the file is missing', 'add it, or name the project with --root'));
  }
  for (const { kind, folder, example } of FOLDERS) {
    if (found.some((file) => file.kind === kind)) continue;
    problems.push(absent(folder, `there is no ${kind}`, `add ${folder}/${example}`));
  }
  const files = found.map(({ kind, file }): ConfigFile => {
    const parsed = parseSource(file, readFileSync(path.join(root, file), 'utf8'));
    problems.push(...nameProblems(file, path.basename(file)), ...parsed.problems);
    return { kind, name: path.basename(file, EXTENSION), source: parsed.source };
  });
  return { files, problems };
}

function yamlNames(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => /\.ya?ml$/i.test(name) && !name.startsWith('.') && statSync(path.join(folder, name)).isFile())
    .sort();
}

function nameProblems(file: string, name: string): ConfigProblem[] {
  const stem = name.replace(/\.ya?ml$/i, '');
  const rule = 'CONFIG-NAME';
  const problems: ConfigProblem[] = [];
  if (!name.endsWith(EXTENSION)) {
    problems.push({
      file,
      line: 1,
      path: '',
      rule,
      what: 'the file does not end in .yaml',
      remedy: `rename it to ${stem}${EXTENSION}`,
    });
  }
  if (!NAME_PATTERN.test(stem) || stem.length > LONGEST_NAME) {
    const allowed = `at most ${LONGEST_NAME} lower-case letters, digits and single hyphens, beginning with a letter`;
    problems.push({
      file,
      line: 1,
      path: '',
      rule,
      what: `the file name ${stem} cannot be the name of a stack`,
      allowed,
      remedy: 'rename the file',
    });
  }
  return problems;
}
