import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { VERBS } from '../../lib/operator/commands';
import { removeSamples, Sample } from '../lib/config/sample';

afterAll(removeSamples);

/** What `loaded-packages.ts` prints. */
interface Loaded {
  readonly codes: readonly number[];
  /** Packages that were loaded when help had been printed for every verb. */
  readonly help: readonly string[];
  /** And after a verb that asks AWS. */
  readonly asked: readonly string[];
  /** And after a verb that reads the configuration. */
  readonly checked: readonly string[];
}

test('help loads no SDK, no CDK and no library of the configuration: each is loaded by the verbs that need it', () => {
  const program = path.join(__dirname, 'support/loaded-packages.ts');
  const output = execFileSync(process.execPath, ['--import', 'tsx', program, new Sample().root], {
    encoding: 'utf8',
    env: {
      PATH: process.env.PATH,
      TMPDIR: process.env.TMPDIR,
      AWS_ACCESS_KEY_ID: 'none',
      AWS_SECRET_ACCESS_KEY: 'none',
      AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const { codes, help, asked, checked } = JSON.parse(output) as Loaded;
  expect(help).toEqual(['commander', 'fastest-levenshtein', 'picocolors']);
  const since = (later: readonly string[], earlier: readonly string[]) =>
    later.filter((name) => !earlier.includes(name));
  expect(since(asked, help).filter((name) => !/^@(?:aws|smithy)/.test(name))).toEqual([]);
  expect(asked.filter((name) => name.startsWith('@aws-sdk/client-'))).toEqual([
    '@aws-sdk/client-ssm',
    '@aws-sdk/client-sts',
  ]);
  expect(since(checked, asked)).toEqual(['aws-cdk-lib', 'yaml', 'zod']);
  // Every help ends well, AWS cannot be reached, and the configuration is valid.
  expect(codes).toEqual([...Array.from({ length: VERBS.length + 1 }, () => 0), 4, 0]);
});
