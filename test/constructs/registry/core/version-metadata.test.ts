import { originOf } from '../../../../constructs/registry/core';

const DIGEST = `sha256:${'a'.repeat(64)}`;
const IMAGE = `763104351884.dkr.ecr.eu-west-1.amazonaws.com/djl-inference@${DIGEST}`;

test('reads origin, metrics and hyperparameters of a registered version', () => {
  expect(
    originOf({
      CustomerMetadataProperties: {
        author: 'arn:aws:iam::333333333333:user/ana',
        'source-commit': 'c0ffee',
        'training-data-uri': 's3://data/churn/2026-11',
        'training-data-hash': DIGEST,
        'metric.auc': '0.8710',
        'hyperparameter.depth': '6',
        ticket: 'CHG-812',
      },
      InferenceSpecification: { Containers: [{ Image: IMAGE }] },
    }),
  ).toEqual({
    author: 'arn:aws:iam::333333333333:user/ana',
    sourceCommit: 'c0ffee',
    trainingDataUri: 's3://data/churn/2026-11',
    trainingDataHash: DIGEST,
    imageDigest: DIGEST,
    metrics: { auc: '0.8710' },
    hyperparameters: { depth: '6' },
  });
});

test('says nothing of what was not registered, or is empty', () => {
  const nothing = { metrics: {}, hyperparameters: {} };
  expect(originOf({})).toEqual(nothing);
  expect(originOf({ CustomerMetadataProperties: { author: '', 'metric.': '1' } })).toEqual(nothing);
  expect(originOf({ InferenceSpecification: { Containers: [{ Image: 'djl-inference:latest' }] } })).toEqual(nothing);
});

test('takes the digest that the service found before the one that the image names', () => {
  const found = `sha256:${'b'.repeat(64)}`;
  const Containers = [{ Image: IMAGE, ImageDigest: found }];
  expect(originOf({ InferenceSpecification: { Containers } }).imageDigest).toBe(found);
});
