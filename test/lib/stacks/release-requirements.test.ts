import { resolveEnvironments } from '../../../lib/config';
import { releasePolicy } from '../../../lib/stacks/release-requirements';
import { removeSamples, Sample } from '../config/sample';

afterAll(removeSamples);

const CHURN = 'models/churn.yaml';
const ASSISTANT = 'models/assistant.yaml';

function policyOf(name: string, environmentName = 'prod', sample = new Sample()) {
  const environment = resolveEnvironments(sample.load()).find((one) => one.name === environmentName);
  const model = environment?.models.find((one) => one.name === name);
  if (environment === undefined || model === undefined) throw new Error(`no ${name} in ${environmentName}`);
  return releasePolicy(environment, model);
}

describe('the image of a policy', () => {
  const repository = '763104351884.dkr.ecr.eu-west-1.amazonaws.com/djl-inference';

  test('is a repository, and one build of it where the file pins its digest', () => {
    expect(policyOf('churn').image).toEqual({ repository });
    const digest = `sha256:${'a'.repeat(64)}`;
    const pinned = new Sample().edit(CHURN, 'framework: lmi', `framework: lmi\n  digest: ${digest}`);
    expect(policyOf('churn', 'prod', pinned).image).toEqual({ repository, digest });
  });

  test("is the company's own where it names one", () => {
    const own = '333333333333.dkr.ecr.eu-west-1.amazonaws.com/models/churn';
    const digest = `sha256:${'b'.repeat(64)}`;
    const sample = new Sample().edit(CHURN, 'framework: lmi', `image: ${own}:7@${digest}`);
    expect(policyOf('churn', 'prod', sample).image).toEqual({ repository: own, digest });
  });
});

describe('the capacity of a policy', () => {
  test('is a second fleet for blue/green, and what copies may have anyway', () => {
    expect(policyOf('churn').capacity).toEqual([
      { instanceType: 'ml.g5.2xlarge', instances: 12 },
      { instanceType: 'ml.g6.2xlarge', instances: 12 },
    ]);
    expect(policyOf('assistant').capacity).toEqual([{ instanceType: 'ml.g6.12xlarge', instances: 6 }]);
  });
});

describe('the scaling of a policy', () => {
  test('begins a release with the fewest, and raises nothing that nobody declared', () => {
    expect(policyOf('churn').scaling).toEqual({ counts: 'instances', most: 6, needed: 2, target: 8 });
    expect(policyOf('assistant').scaling).toEqual({ counts: 'copies', most: 4, needed: 2, target: 16 });
  });

  test('wakes what may be at zero: a copy to be replaced, and two instances of which one goes first', () => {
    expect(policyOf('assistant', 'dev').scaling).toEqual({ counts: 'copies', most: 1, needed: 1, target: 16 });
    expect(policyOf('document-extraction').scaling).toEqual({ counts: 'instances', most: 4, needed: 2 });
  });

  test('begins a release with what the declared peak needs', () => {
    const peak = new Sample()
      .edit(CHURN, 'targetConcurrencyPerInstance: 8', 'targetConcurrencyPerInstance: 8, peakConcurrency: 33')
      .edit(ASSISTANT, 'targetConcurrencyPerCopy: 16', 'targetConcurrencyPerCopy: 16, peakConcurrency: 48')
      .edit(CHURN, 'minInstances: 2, maxInstances: 2', 'minInstances: 2, maxInstances: 5')
      .edit(CHURN, 'minInstances: 2, maxInstances: 3', 'minInstances: 2, maxInstances: 5')
      .edit(ASSISTANT, 'minCopies: 0, maxCopies: 1 }', 'minCopies: 0, maxCopies: 1, peakConcurrency: 16 }')
      .edit(ASSISTANT, 'minCopies: 0, maxCopies: 2 }', 'minCopies: 0, maxCopies: 2, peakConcurrency: 32 }');
    expect(policyOf('churn', 'prod', peak).scaling?.needed).toBe(5);
    expect(policyOf('assistant', 'prod', peak).scaling?.needed).toBe(3);
    expect(policyOf('assistant', 'staging', peak).scaling?.needed).toBe(2);
  });
});
