import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import type { Log } from 'sarif';
import { ability } from './changes/ability';
import { alarm } from './changes/alarm';
import { apply, edit, filesOf, listedFiles } from './changes/change';
import { rule } from './changes/rule';
import { store } from './changes/store';
import { verb } from './changes/verb';
import { APP, Checkout, node, type Outcome, PROJECT } from './support/checkout';

const CHANGES = [ability, alarm, rule, verb, store];
/** What is copied besides what the app is made from. */
const REST = [
  'docs',
  'examples',
  'README.md',
  'CONTRIBUTING.md',
  'bench',
  'sandbox',
  'test',
  'jest.config.js',
  '.gitignore',
  '.ci',
  'NOTICE',
  'jest.proofs.config.js',
];
/** What is made from the code, and holds something of one of the changes. */
const MADE = ['docs/configuration.md', 'docs/operator.md', 'docs/reviewer.md', 'docs/runbooks.md'];

/** An app of a company with sessions in memory; `PLAIN` leaves out what the gate asks of them. */
const COMPANY_APP = `import { cloudFormationEngine } from '../lib/synthesis/started-engine';
import { Stack } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as memorydb from 'aws-cdk-lib/aws-memorydb';
import { synthesize, type SynthesisOptions } from '../lib/synthesis';

const plain = process.env['PLAIN'] !== undefined;
const extend: SynthesisOptions['extend'] = (stage) => {
  const stack = new Stack(stage, 'Sessions', { description: 'Sessions of users' });
  const key = new kms.Key(stack, 'Key', { enableKeyRotation: true, description: plain ? undefined : 'Sessions of users' });
  new memorydb.CfnCluster(stack, 'Cluster', {
    clusterName: 'sessions',
    nodeType: 'db.r7g.large',
    aclName: 'sessions',
    tlsEnabled: true,
    kmsKeyId: plain ? undefined : key.keyArn,
  });
};

synthesize({
  root: process.cwd(),
  outdir: process.env['CDK_OUTDIR'] ?? 'cdk.out',
  evaluationDate: '2026-11-23',
  environment: 'prod',
  project: { name: 'sample', version: '0.0.0' },
  cloudFormationEngine,
  extend,
}).then(
  ({ message, verdict }) => {
    console.error(message);
    process.exitCode = verdict === 'passed' ? 0 : 1;
  },
  (error: unknown) => {
    console.error(error);
    process.exitCode = 2;
  },
);
`;

interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly Metadata?: Readonly<Record<string, unknown>>;
}
interface Evidence {
  readonly verdict: string;
  readonly controls: readonly { readonly control: string; readonly passed: number; readonly requirements: string[] }[];
  readonly pictures: readonly object[];
  readonly encryption: readonly { readonly path: string; readonly atRest: { readonly holder: string } }[];
}
interface Synthesis {
  readonly outcome: Outcome;
  readonly assembly: string;
}

describe.each(CHANGES)('$title', (change) => {
  const listed = listedFiles(read(PROJECT, 'docs/architecture.md'), change.title);

  test('touches no file that docs/architecture.md does not list', () => {
    expect(filesOf(change).filter((file) => !listed.some(({ matches }) => matches.test(file)))).toEqual([]);
  });

  test('touches every file that is listed without a condition', () => {
    const needed = listed.filter(({ optional }) => !optional);
    expect(needed.length).toBeGreaterThan(0);
    expect(needed.filter(({ matches }) => !filesOf(change).some((file) => matches.test(file)))).toEqual([]);
  });
});

describe('five changes, made in those files alone,', () => {
  let checkout: Checkout;
  let stale: Outcome;
  let compliant: Synthesis;
  let plain: Synthesis;

  const run = (...args: readonly string[]) => node(checkout.root, args, { TMPDIR: process.env.TMPDIR });
  const blueprint = (...args: readonly string[]) => run('dist/bin/blueprint.js', ...args);

  function synthesize(name: string, env: NodeJS.ProcessEnv): Synthesis {
    const assembly = path.join(checkout.root, name);
    const app = [...APP.slice(0, -1), 'dist/config/app.js'];
    return { outcome: node(checkout.root, app, { CDK_OUTDIR: assembly, ...env }), assembly };
  }

  function resourcesOf({ assembly }: Synthesis, stack: string): readonly Resource[] {
    const folder = path.join(assembly, 'assembly-prod');
    const file = readdirSync(folder).find((one) => one.startsWith(`prod${stack}`) && one.endsWith('.template.json'));
    if (file === undefined) throw new Error(`there is no template of ${stack}`);
    const { Resources } = JSON.parse(read(folder, file)) as { Resources: Record<string, Resource> };
    return Object.values(Resources);
  }

  const evidenceOf = ({ assembly }: Synthesis) => JSON.parse(read(assembly, 'evidence/evidence.json')) as Evidence;

  beforeAll(() => {
    checkout = new Checkout('changed', REST);
    const { root } = checkout;
    for (const change of CHANGES) apply(change, root);
    stale = run('--import', 'tsx', 'scripts/docs/index.ts', '--check');
    for (const script of ['scripts/schema.ts', 'scripts/docs/index.ts']) {
      const { status, output } = run('--import', 'tsx', script);
      if (status !== 0) throw new Error(output);
    }
    const hours = '\nenvironments:\n  prod: { supportHours: always }\n';
    edit(path.join(root, 'config/models/churn.yaml'), '\nenvironments:\n', hours);
    writeFileSync(path.join(root, 'config/app.ts'), COMPANY_APP);
    checkout.build();
    compliant = synthesize('compliant', {});
    plain = synthesize('plain', { PLAIN: 'true' });
  }, 300_000);
  afterAll(() => checkout.remove());

  test('compile', () => {
    expect(run('node_modules/typescript/bin/tsc', '--noEmit')).toEqual({ status: 0, output: '\n' });
  });

  test('make every document stale that shows one of them', () => {
    expect(stale.status).toBe(1);
    expect(stale.output.match(/^\S+(?= is out of date)/gm)?.sort()).toEqual(MADE);
  });

  test('stand in the documents once those are generated, and the tests of documents pass', () => {
    const rows = MADE.map((file) =>
      read(checkout.root, file)
        .split('\n')
        .filter((line) => / `?(?:supportHours|on-call|KeyDescribed|NoRequests)`? /.test(line)),
    );
    expect(rows).toEqual([
      ['| `supportHours` | `none`, `office`, `always` | `"none"` | When people stand by who can mend the model. |'],
      ['| `on-call` | `cloudwatch:DescribeAlarms` on the alarms of models, for whoever is on call |'],
      [expect.stringMatching(/^\| OWN-1 .* \| `KeyDescribed` \| Keys say what they are for \|$/)],
      ['| `NoRequests` | warning | [No requests](../constructs/monitoring/runbook.md#no-requests) |'],
    ]);
    const tests = ['test/docs', 'test/scripts', 'test/architecture', 'test/lib/config/schema'];
    const { status, output } = run('node_modules/jest/bin/jest.js', ...tests);
    expect({ status, failed: output.match(/^(?:FAIL| *●) .*/gm) }).toEqual({ status: 0, failed: null });
  });

  test('give editors the key of the model', () => {
    const schema = JSON.parse(read(checkout.root, 'config/schema/model.schema.json')) as {
      readonly properties: Readonly<Record<string, object>>;
    };
    expect(schema.properties['supportHours']).toMatchObject({
      default: 'none',
      enum: ['none', 'office', 'always'],
      description: 'When people stand by who can mend the model.',
    });
  });

  test('let the configuration refuse a wrong value, with its place', () => {
    const file = path.join(checkout.root, 'config/models/assistant.yaml');
    const text = readFileSync(file, 'utf8');
    try {
      writeFileSync(file, `${text.trimEnd()}\n`.replace(/^owner:/m, 'supportHours: always\nowner:'));
      const { status, output } = blueprint('config', 'check');
      expect(status).not.toBe(0);
      expect(output).toMatch(/config\/models\/assistant\.yaml:\d+.*supportHours.*nobody stands by at night for a test/);
    } finally {
      writeFileSync(file, text);
    }
  });

  test('pass the gate, and stand in the templates', () => {
    expect(compliant.outcome).toMatchObject({ status: 0, output: expect.stringContaining('gate passed') });
    const churn = resourcesOf(compliant, 'Servingchurn');
    expect(
      churn.filter(({ Type }) => Type === 'AWS::SSM::Parameter').map(({ Properties }) => Properties['Value']),
    ).toContain('always');
    expect(churn.find(({ Type }) => Type === 'AWS::SageMaker::Endpoint')?.Metadata).toMatchObject({
      'ai-production:model': expect.objectContaining({ supportHours: 'always' }),
    });
    for (const model of ['assistant', 'churn', 'documentextraction']) {
      const descriptions = resourcesOf(compliant, `Serving${model}`).map(({ Properties }) =>
        JSON.stringify(Properties?.['AlarmDescription'] ?? ''),
      );
      expect(descriptions.filter((text) => text.includes('nobody has asked the model for a day'))).toEqual([
        expect.stringContaining('monitoring/no-requests'),
      ]);
    }
  });

  test('stand in the evidence', () => {
    const { controls, encryption, pictures } = evidenceOf(compliant);
    const control = controls.find((one) => one.control === 'AiProduction-KeyDescribed');
    expect(control).toMatchObject({ requirements: ['OWN-1'], failed: 0 });
    expect(control?.passed).toBeGreaterThan(1);
    expect(encryption.filter((row) => row.path === 'prod/Sessions/Cluster')).toMatchObject([
      { atRest: { holder: 'customer managed' } },
    ]);
    expect(JSON.stringify(pictures)).toContain('"lines":["Cluster"],"title":"Other stores"');
    expect(read(compliant.assembly, 'evidence/index.html')).toContain('KeyDescribed');
    const card = `require('./dist/lib/capabilities').capabilityCard({ qualityMetrics: [], supportHours: 'always' })`;
    expect(JSON.parse(run('-p', `JSON.stringify(${card})`).output)).toEqual({ 'support hours': 'always' });
  });

  test('are refused by the gate where they are broken, for each by itself and with its place', () => {
    expect(plain.outcome.status).toBe(1);
    const log = JSON.parse(read(plain.assembly, 'evidence/active.sarif')) as Log;
    const found = (log.runs[0]?.results ?? []).map(({ ruleId, locations = [] }) => [
      ruleId,
      ...locations.flatMap(({ logicalLocations = [] }) => logicalLocations.map((one) => one.fullyQualifiedName)),
    ]);
    expect(found).toEqual(
      expect.arrayContaining([
        [
          'AiProduction-KeyDescribed',
          'prod/Sessions/Key/Resource',
          'prod/Sessions/Key/Resource/Properties.Description',
        ],
        [
          'AiProduction-StoreEncryptedWithCustomerKey',
          'prod/Sessions/Cluster',
          'prod/Sessions/Cluster/Properties.KmsKeyId',
        ],
      ]),
    );
    expect(evidenceOf(plain).encryption.filter((row) => row.path === 'prod/Sessions/Cluster')).toMatchObject([
      { atRest: { holder: 'AWS owned' } },
    ]);
  });

  test('are what the command shows', () => {
    expect(blueprint('config', 'show', '--env', 'prod', '--model', 'churn').output).toMatch(
      /supportHours +config\/models\/churn\.yaml:\d+ \(environments\.prod\) +always/,
    );
    expect(blueprint('--help').output).toContain('list the alarms of a model that ring');
    expect(blueprint('on-call', '--help')).toMatchObject({
      status: 0,
      output: expect.stringContaining('$ blueprint on-call churn --env prod'),
    });
    expect(blueprint('runbook', 'monitoring/no-requests').output).toContain('Ask the owner of the caller');
  });
});

function read(root: string, file: string): string {
  return readFileSync(path.join(root, file), 'utf8');
}
