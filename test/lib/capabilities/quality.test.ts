import { MAX_OTHER_ROLLBACK_ALARMS } from '../../../constructs/model';
import { resolveEnvironments } from '../../../lib/config';
import { removeSamples, Sample, TODAY } from '../config/sample';

const FILE = 'models/churn.yaml';
/** The key and its list, up to the next key. */
const METRICS = /^qualityMetrics:\n(?: .*\n)+/m;

const churnIn = (sample: Sample, environment: string) =>
  resolveEnvironments(sample.load(TODAY))
    .find(({ name }) => name === environment)
    ?.models.find(({ name }) => name === 'churn');

const PRECISION = {
  name: 'Precision',
  description: 'Share of the customers scored above 0.5 whom a retention agent found about to leave',
  floor: 0.6,
};

afterAll(removeSamples);

test('a model says how good its answers must be, and the template will', () => {
  const churn = churnIn(new Sample(), 'prod');
  expect(churn?.capabilities.qualityMetrics).toEqual([PRECISION]);
  expect(churn?.governance['quality']).toEqual([PRECISION]);
});

test('a model without it has none, and says nothing', () => {
  const churn = churnIn(new Sample().edit(FILE, METRICS, ''), 'dev');
  expect(churn?.capabilities.qualityMetrics).toEqual([]);
  expect(churn?.governance).not.toHaveProperty('quality');
});

test('an environment puts a list of its own in the place of it', () => {
  const sample = new Sample().edit(
    FILE,
    '    budget: { monthlyUsd: 2400 }',
    '    budget: { monthlyUsd: 2400 }\n    qualityMetrics: [{ name: Rejected, description: Share, ceiling: 0 }]',
  );
  expect(churnIn(sample, 'dev')?.capabilities.qualityMetrics).toEqual([
    { name: 'Rejected', description: 'Share', ceiling: 0 },
  ]);
  expect(churnIn(sample, 'prod')?.capabilities.qualityMetrics).toEqual([PRECISION]);
  expect(churnIn(sample, 'dev')?.origins.get('qualityMetrics[0].ceiling')).toMatchObject({ kind: 'override' });
});

test.each([
  ['neither floor nor ceiling', '{ name: Precision, description: Share }', 'either floor or ceiling, one of the two'],
  [
    'both',
    '{ name: Precision, description: Share, floor: 0.5, ceiling: 1 }',
    'either floor or ceiling, one of the two',
  ],
  [
    'a name that CloudWatch metrics do not have here',
    '{ name: precision at 5, description: Share, floor: 0.5 }',
    'letters and digits, beginning with a capital, e.g. Precision',
  ],
  ['no description', '{ name: Precision, floor: 0.5 }', 'What the judge measures, one sentence'],
  ['an unknown key', '{ name: Precision, description: Share, flor: 0.5 }', 'name, description, floor, ceiling'],
])('fails with %s, at its line', (_, metric, allowed) => {
  const sample = new Sample().edit(FILE, METRICS, `qualityMetrics:\n  - ${metric}\n`);
  expect(sample.problems()).toContainEqual(
    expect.objectContaining({ file: `config/${FILE}`, line: sample.lineOf(FILE, `  - ${metric}`), allowed }),
  );
});

test('fails with a name that stands twice, at the second', () => {
  const metric = '{ name: Precision, description: Share, floor: 0.5 }';
  const sample = new Sample().edit(FILE, METRICS, `qualityMetrics:\n  - ${metric}\n  - ${metric}\n`);
  expect(sample.problems()).toMatchObject([
    {
      line: sample.lineOf(FILE, 'qualityMetrics:') + 2,
      path: 'qualityMetrics[1].name',
      rule: 'CONFIG-CAPABILITY',
      what: 'Precision stands twice',
      remedy: 'give each metric a name of its own: each has an alarm of its own',
    },
  ]);
});

test('fails with more metrics than a rollout can have alarms', () => {
  const metrics = (count: number) =>
    Array.from({ length: count }, (_, index) => `  - { name: Metric${index}, description: Share, floor: 0 }\n`).join(
      '',
    );
  const sample = (count: number) => new Sample().edit(FILE, METRICS, `qualityMetrics:\n${metrics(count)}`);
  expect(sample(MAX_OTHER_ROLLBACK_ALARMS).problems()).toEqual([]);
  expect(sample(MAX_OTHER_ROLLBACK_ALARMS + 1).problems()).toMatchObject([
    { path: 'qualityMetrics', what: 'got 8 entries', allowed: 'at most 7 entries' },
  ]);
});
