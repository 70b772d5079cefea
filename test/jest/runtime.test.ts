import { spawnSync } from 'node:child_process';
import path from 'node:path';

const ROOT = path.join(__dirname, '../..');

interface Results {
  readonly testResults: readonly {
    readonly name: string;
    readonly assertionResults: readonly {
      readonly title: string;
      readonly status: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

/** Runs the files of `fixture/` one after the other in one process, as a worker does. */
function runFixture() {
  const {
    globalSetup: _setup,
    globalTeardown: _teardown,
    ...config
  } = require('../../jest.config.js') as Record<string, unknown>;
  const ours = { ...config, rootDir: ROOT, roots: [__dirname], testMatch: ['**/*.fixture.ts'] };
  const jest = [require.resolve('jest/bin/jest'), '--config', JSON.stringify(ours), '--runInBand', '--json'];
  const { stdout } = spawnSync(process.execPath, jest, { cwd: ROOT, encoding: 'utf8' });
  return (JSON.parse(stdout) as Results).testResults.flatMap(({ name, assertionResults }) =>
    assertionResults.map((result) => ({ file: path.basename(name, '.fixture.ts'), ...result })),
  );
}

describe('the test files of a worker', () => {
  const results = runFixture();
  const visits = results.filter(({ title }) => title.startsWith('is visit')).map(({ title }) => title);
  const traces = results.filter(({ title }) => title.startsWith('finds no'));

  test('have packages in common', () => {
    expect(visits).toEqual(['is visit 1 to one and the same package', 'is visit 2 to one and the same package']);
  });

  test('find nothing else of one another', () => {
    expect(traces).toHaveLength(2 * 12);
    expect(traces.flatMap(({ title, failureMessages }) => failureMessages.map((text) => `${title}: ${text}`))).toEqual(
      [],
    );
  });

  test('name the line of TypeScript in which they fail', () => {
    const failing = results.find(({ file }) => file === 'failing');
    expect(failing?.failureMessages.join('\n')).toContain('failing.fixture.ts:3:');
  });
});
