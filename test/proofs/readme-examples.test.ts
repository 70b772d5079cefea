import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { documents, examplesOf, ROOT, type Example } from '../docs/support';

const CONSTRUCTS = path.join(ROOT, 'constructs');
/** An example may say in its first line where it belongs: `// config/app.ts`. Then its relative imports count from there. */
const PLACE = /^\/\/ ([\w./-]+\.ts)\n/;
const DIAGNOSTIC = /^.*?\/(\d+)\/[^(]*\((\d+),\d+\): error (.*)$/gm;

const examples = documents().flatMap((document) => examplesOf(document, 'ts'));

/** Compiles all examples in one run, as an app that uses the package would; gives each error at its line of the document. */
function compile(given: readonly Example[]): readonly string[] {
  // Below node_modules of the repository, so that the packages are found.
  const cache = path.join(ROOT, 'node_modules/.cache');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(path.join(cache, 'examples-'));
  try {
    const files = given.map(({ code }, index) => {
      const file = path.join(folder, String(index), PLACE.exec(code)?.[1] ?? 'example.ts');
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, code);
      return file;
    });
    const tsconfig = {
      extends: path.join(ROOT, 'tsconfig.json'),
      compilerOptions: {
        rootDir: ROOT,
        // An example lies as if its folder were the root of the repository.
        rootDirs: [ROOT, ...given.map((_, index) => path.join(folder, String(index)))],
        paths: {
          'ai-production-blueprint': [path.join(CONSTRUCTS, 'index.ts')],
          'ai-production-blueprint/*': [path.join(CONSTRUCTS, '*/index.ts')],
        },
      },
      files,
      include: [],
      exclude: [],
    };
    writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify(tsconfig));
    const { status, stdout } = spawnSync(path.join(ROOT, 'node_modules/.bin/tsc'), ['--project', folder], {
      encoding: 'utf8',
    });
    const errors = [...stdout.matchAll(DIAGNOSTIC)].map(([, index, line, what]) => {
      const example = given[Number(index)];
      return `${example?.file}:${(example?.line ?? 0) + Number(line)}: ${what}`;
    });
    return status !== 0 && errors.length === 0 ? [stdout] : errors;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe('the examples in the documents', () => {
  test('compile, and would not with a prop or a file that does not exist', () => {
    const wrong = [
      "import type { ProtectedBucketProps } from 'ai-production-blueprint/storage';\nexport type T = ProtectedBucketProps['eventBus'];\n",
      "// config/rules/x.rule.ts\nexport * from '../../constructs/complaints';\n",
    ].map((code, index) => ({ file: 'planted.md', line: (index + 1) * 10, code }));
    expect(compile([...examples, ...wrong])).toEqual([
      expect.stringMatching(/^planted\.md:12: TS2339: .*'eventBus'/),
      expect.stringMatching(/^planted\.md:22: TS2307: .*constructs\/complaints/),
    ]);
  });
});
