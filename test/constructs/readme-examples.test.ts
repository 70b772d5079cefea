import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.join(__dirname, '../..');
const CONSTRUCTS = path.join(ROOT, 'constructs');
const TSC = path.join(ROOT, 'node_modules/.bin/tsc');

const rooms = readdirSync(CONSTRUCTS).filter((room) => existsSync(path.join(CONSTRUCTS, room, 'README.md')));

/** The first example of a room's README. */
function exampleOf(room: string): string | undefined {
  return /```ts\n([\s\S]*?)```/.exec(readFileSync(path.join(CONSTRUCTS, room, 'README.md'), 'utf8'))?.[1];
}

/** Compiles sources as an app that uses the package would, and gives what the compiler says. */
function compile(sources: Readonly<Record<string, string>>): string {
  // Inside the repository, so that the modules of the package are found.
  mkdirSync(path.join(ROOT, 'dist'), { recursive: true });
  const folder = mkdtempSync(path.join(ROOT, 'dist/readme-'));
  try {
    for (const [name, source] of Object.entries(sources)) writeFileSync(path.join(folder, `${name}.ts`), source);
    writeFileSync(
      path.join(folder, 'tsconfig.json'),
      JSON.stringify({
        extends: path.join(ROOT, 'tsconfig.json'),
        compilerOptions: {
          rootDir: ROOT,
          paths: { 'ai-production-blueprint/*': [path.join(CONSTRUCTS, '*/index.ts')] },
        },
        include: [path.join(folder, '*.ts')],
        exclude: [],
      }),
    );
    execFileSync(TSC, ['--project', folder], { encoding: 'utf8', stdio: 'pipe' });
    return '';
  } catch (error) {
    return (error as { stdout?: string }).stdout ?? String(error);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe('The example in the README of a room', () => {
  test.each(rooms)('is there in %s', (room) => {
    expect(exampleOf(room)).toBeDefined();
  });

  test('compiles against the exports of the package, and would not with a prop that does not exist', () => {
    const examples = Object.fromEntries(rooms.map((room) => [room, exampleOf(room) ?? '']));
    const wrong = exampleOf('storage')?.replace('eventBridge: true', 'eventBus: true') ?? '';
    const errors = compile({ ...examples, wrong })
      .trim()
      .split('\n');
    expect(errors).toEqual([
      expect.stringMatching(/wrong\.ts\(.*'eventBus' does not exist in type 'ProtectedBucketProps'/),
    ]);
  });
});
