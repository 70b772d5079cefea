import { GROUPS, VERBS } from '../../../lib/operator/commands';
import { removeSamples, Sample } from '../config/sample';
import { call } from './call';

afterAll(removeSamples);

const CHURN = 'models/churn.yaml';

test.each(VERBS)('$name --help has an example and ends well', async ({ name }) => {
  const { code, out } = await call('/', [...name.split(' '), '--help']);
  expect(code).toBe(0);
  expect(out).toContain(`Usage: blueprint ${name} `);
  expect(out).toContain(`$ blueprint ${name}`);
  expect(out).toContain('--json');
});

test('every group of verbs says what it is about', () => {
  const groups = VERBS.flatMap(({ name }) => name.split(' ').slice(0, -1));
  expect([...GROUPS.keys()]).toEqual([...new Set(groups)]);
});

describe('calls', () => {
  test.each([
    ['--help'],
    ['config'],
    ['config', 'check', '--help'],
    ['config', 'show', '--help'],
    ['doctor', '--help'],
  ])('%s %s %s explains itself', async (...argv) => {
    const { out, err } = await call('/', argv);
    expect(out + err).toContain('Usage: blueprint');
  });

  test('help has examples, and ends well', async () => {
    const { code, out } = await call('/', ['config', 'show', '--help']);
    expect(code).toBe(0);
    expect(out).toContain('$ blueprint config show --env dev --model churn --json');
  });

  test.each([
    [['config', 'show'], "error: required option '--env <name>' not specified"],
    [['config', 'shwo'], "error: unknown command 'shwo'\n(Did you mean show?)"],
    [['config', 'check', '--jsn'], "error: unknown option '--jsn'\n(Did you mean --json?)"],
    [
      ['config', 'check'],
      'error: there is no config/company.yaml here or in a folder above\nnext: change into the project, or name it with --root <folder>',
    ],
    [['config', 'check', '--root', 'nowhere'], 'error: there is no folder config in nowhere'],
    [
      ['doctor', '--evaluation-date', '2026-02-30'],
      'error: --evaluation-date must be a day that exists, YYYY-MM-DD, got 2026-02-30',
    ],
  ])('fails with exit code 2 on %j', async (argv, message) => {
    const root = argv.includes('--evaluation-date') ? new Sample().root : '/';
    const { code, err } = await call(root, argv);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });

  test('prints a stack trace with --debug alone', async () => {
    const plain = await call('/', ['config', 'check']);
    const debug = await call('/', ['config', 'check', '--debug']);
    expect(plain.err).not.toContain('    at ');
    expect(debug.err).toContain('    at ');
  });

  test('colours only where the host has a terminal', async () => {
    const sample = new Sample().edit(CHURN, 'owner: customer-analytics', 'owner: nobody');
    const escape = '\u001b[';
    expect((await call(sample.root, ['config', 'check'])).err).not.toContain(escape);
    expect((await call(sample.root, ['config', 'check'], { colour: true })).err).toContain(
      `${escape}36mconfig/models/churn.yaml:6`,
    );
  });
});
