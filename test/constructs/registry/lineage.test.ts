import { lineageOf, lineageProblems, propertiesOf, type Lineage } from '../../../constructs/registry/lineage';

const LINEAGE: Lineage = {
  trainingDataUri: 's3://data/snapshots/2026-11-01/',
  trainingDataHash: `sha256:${'a'.repeat(64)}`,
  imageDigest: `sha256:${'b'.repeat(64)}`,
  sourceCommit: 'c'.repeat(40),
  author: 'ana@example.com',
  metrics: { auc: 0.871, recall: 0 },
  metricsHash: `sha256:${'d'.repeat(64)}`,
};

test('what is written is read back, a metric of zero too', () => {
  expect(propertiesOf(LINEAGE)['metric.recall']).toBe('0');
  expect(lineageOf(propertiesOf(LINEAGE))).toEqual(LINEAGE);
});

test('a whole lineage has no problem', () => {
  expect(lineageProblems(LINEAGE)).toEqual([]);
});

test('nothing is made up for a package without properties', () => {
  expect(lineageOf(undefined)).toEqual({});
  expect(lineageOf({ 'metric.auc': 'good' })).toEqual({});
});

test('fails with everything that is missing at once', () => {
  expect(lineageProblems({ author: '' })).toEqual([
    'training-data-uri is missing',
    'training-data-hash is missing',
    'image-digest is missing',
    'source-commit is missing',
    'author is missing',
    'metrics-hash is missing',
    'metrics are missing',
  ]);
});

test.each<[Partial<Lineage>, string]>([
  [{ trainingDataHash: 'md5:1' }, "training-data-hash must be sha256: and 64 hexadecimal digits, got 'md5:1'"],
  [{ imageDigest: 'latest' }, "image-digest must be sha256: and 64 hexadecimal digits, got 'latest'"],
  [{ sourceCommit: 'main' }, "source-commit must be a whole commit id (git rev-parse HEAD), got 'main'"],
  [{ author: 'ana#1' }, "author must have at most 256 letters, digits, spaces and _.:/=+-@, got 'ana#1'"],
  [
    { metrics: Object.fromEntries(Array.from({ length: 45 }, (_, index) => [`m${index}`, index])) },
    'a version holds at most 43 metrics, got 45',
  ],
])('fails on %j', (change, message) => {
  expect(lineageProblems({ ...LINEAGE, ...change })).toEqual([expect.stringContaining(message)]);
});
