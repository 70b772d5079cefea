import { resolveEnvironments } from '../../../lib/config';
import { removeSamples, Sample, TODAY } from './sample';

const EVALUATION = 'evaluation: [{ metric: areaUnderCurve, floor: 0.7 }]';

afterAll(removeSamples);

test('a model says what a version must reach', () => {
  const prod = resolveEnvironments(new Sample().load(TODAY)).find(({ name }) => name === 'prod');
  expect(prod?.models.find(({ name }) => name === 'churn')?.evaluation).toEqual([
    { metric: 'areaUnderCurve', floor: 0.7 },
  ]);
});

test('a model without it releases whatever has metrics', () => {
  const sample = new Sample().edit('models/churn.yaml', EVALUATION, '');
  const [environment] = resolveEnvironments(sample.load());
  expect(environment?.models.find(({ name }) => name === 'churn')?.evaluation).toEqual([]);
});

test.each([
  ['neither floor nor ceiling', 'evaluation: [{ metric: auc }]'],
  ['both', 'evaluation: [{ metric: auc, floor: 0.8, ceiling: 1 }]'],
])('fails with %s, at the line of the metric', (_, text) => {
  const sample = new Sample().edit('models/churn.yaml', EVALUATION, text);
  expect(sample.problems()).toMatchObject([
    {
      file: 'config/models/churn.yaml',
      line: sample.lineOf('models/churn.yaml', 'evaluation: ['),
      allowed: 'either floor or ceiling, one of the two',
    },
  ]);
});
