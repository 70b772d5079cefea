import * as fc from 'fast-check';
import { BAKE_MINUTES, fitsTimeLimit, STEP_PERCENT } from '../../../../constructs/model/core';
import { removeSamples, Sample } from '../sample';

afterAll(removeSamples);

const CHURN = 'models/churn.yaml';
const ASSISTANT = 'models/assistant.yaml';
const DOCUMENTS = 'models/document-extraction.yaml';
const CANARY = 'strategy: canary, canaryPercent: 10, bakeMinutes: 15';

describe('the time of a rollout', () => {
  test('fails when SageMaker would end it, and names rollouts that fit', () => {
    const sample = new Sample().edit(CHURN, CANARY, 'strategy: linear, linearPercent: 10, bakeMinutes: 60');
    expect(sample.problem()).toMatchObject({
      rule: 'CONFIG-ROLLOUT',
      file: 'config/models/churn.yaml',
      line: sample.lineOf(CHURN, 'linearPercent: 10'),
      path: 'serving.rollout.bakeMinutes',
      what: 'a linear rollout of 10 percent with 60 minutes for each step may take 42000 seconds, and SageMaker ends it after 28800',
      remedy: 'lower bakeMinutes to 40, or raise linearPercent to 17',
      requirement: 'REL-1',
    });
  });

  test('fails for inference components too', () => {
    const sample = new Sample().edit(
      ASSISTANT,
      'batchPercent: 50, bakeMinutes: 10',
      'batchPercent: 5, bakeMinutes: 60',
    );
    expect(sample.problems().map(({ remedy }) => remedy)).toContain(
      'raise batchPercent to 34, or lower startupTimeoutSeconds and downloadTimeoutSeconds',
    );
  });

  test('what it proposes is accepted, and nothing else is refused', () => {
    const sample = new Sample();
    const text = sample.read(CHURN);
    const strategies = fc.constantFrom(
      ['canary', 'canaryPercent'] as const,
      ['linear', 'linearPercent'] as const,
      ['rolling', 'batchPercent'] as const,
    );
    const rollouts = strategies.chain(([strategy, key]) =>
      fc.record({
        strategy: fc.constant(strategy),
        key: fc.constant(key),
        percent: fc.integer({ min: STEP_PERCENT[strategy].least, max: STEP_PERCENT[strategy].most }),
        bakeMinutes: fc.integer({ min: BAKE_MINUTES.least, max: BAKE_MINUTES.most }),
      }),
    );
    const problemsWith = ({ strategy, key, percent, bakeMinutes }: ReturnType<typeof given>) => {
      sample.write(
        CHURN,
        text.replace(CANARY, `strategy: ${strategy}, ${key}: ${percent}, bakeMinutes: ${bakeMinutes}`),
      );
      return sample.problems();
    };
    const given = (one: {
      strategy: 'canary' | 'linear' | 'rolling';
      key: string;
      percent: number;
      bakeMinutes: number;
    }) => one;
    fc.assert(
      fc.property(rollouts, (rollout) => {
        const problems = problemsWith(rollout);
        const steps = { strategy: rollout.strategy, percent: rollout.percent, bakeSeconds: rollout.bakeMinutes * 60 };
        expect(problems.length === 0).toBe(fitsTimeLimit(steps, 1500));
        const [, bake] = /lower bakeMinutes to (\d+)/.exec(problems[0]?.remedy ?? '') ?? [];
        const [, percent] = /raise \w+Percent to (\d+)/.exec(problems[0]?.remedy ?? '') ?? [];
        if (bake !== undefined) expect(problemsWith({ ...rollout, bakeMinutes: Number(bake) })).toEqual([]);
        if (percent !== undefined) expect(problemsWith({ ...rollout, percent: Number(percent) })).toEqual([]);
        expect(problems.length === 0 || bake !== undefined || percent !== undefined).toBe(true);
      }),
      { numRuns: 25 },
    );
  });
});

describe('the room of a rollout', () => {
  const dev = 'scaling: { minInstances: 0, maxInstances: 2, minCopies: 0, maxCopies: 1 }';

  test('fails when a copy that takes a whole instance has no other to be replaced on', () => {
    const sample = new Sample().edit(ASSISTANT, dev, dev.replace('maxInstances: 2', 'maxInstances: 1'));
    expect(sample.problem()).toMatchObject({
      rule: 'CONFIG-ROLLOUT',
      environment: 'dev',
      line: sample.lineOf(ASSISTANT, 'maxInstances: 1'),
      path: 'environments.dev.serving.scaling.maxInstances',
      what: 'a release starts a batch (1) beside the copies (1), which need 2 instances together, and maxInstances is 1',
      remedy: 'raise maxInstances to 2',
      requirement: 'REL-1',
    });
  });

  test('names fewer copies and a smaller batch where they help', () => {
    const problem = new Sample().edit(ASSISTANT, 'maxInstances: 6', 'maxInstances: 5').problem();
    expect(problem).toMatchObject({
      what: 'a release starts a batch (2) beside the copies (4), which need 6 instances together, and maxInstances is 5',
      remedy: 'raise maxInstances to 6, lower maxCopies to 3, or lower batchPercent to 25',
    });
  });

  test('several copies of an instance leave room on it', () => {
    const halves = new Sample()
      .edit(ASSISTANT, 'acceleratorsPerCopy: 4', 'acceleratorsPerCopy: 2')
      .edit(ASSISTANT, dev, dev.replace('maxInstances: 2', 'maxInstances: 1'));
    expect(halves.problems()).toEqual([]);
  });

  test.each([
    ['canary', CANARY],
    ['linear', 'strategy: linear, linearPercent: 50, bakeMinutes: 15'],
    ['rolling', 'strategy: rolling, batchPercent: 50, bakeMinutes: 15'],
  ])('fails on %s with one instance, of which no part can go first', (strategy, rollout) => {
    const text = new Sample().read(CHURN).replace(CANARY, rollout);
    const sample = new Sample()
      .write(CHURN, text)
      .edit(
        CHURN,
        'minInstances: 2, maxInstances: 3 } }\n    budget: { monthlyUsd: 2500 }',
        'minInstances: 1, maxInstances: 3 } }\n    budget: { monthlyUsd: 2500 }',
      );
    expect(sample.problem()).toMatchObject({
      rule: 'CONFIG-ROLLOUT',
      environment: 'staging',
      path: 'environments.staging.serving.scaling.minInstances',
      what: `a step of a ${strategy} rollout is at most half of the instances, and minInstances is 1`,
      remedy: 'raise minInstances to 2',
    });
  });

  test('fails on an asynchronous model that has never more than one instance', () => {
    const sample = new Sample().edit(
      DOCUMENTS,
      'maxInstances: 2 } }\n    budget: { monthlyUsd: 500 }',
      'maxInstances: 1 } }\n    budget: { monthlyUsd: 500 }',
    );
    expect(sample.problem()).toMatchObject({
      environment: 'dev',
      what: 'a step of a canary rollout is at most half of the instances, and maxInstances is 1',
    });
  });

  test('the sample has room in every environment, and can be released again and again', () => {
    expect(new Sample().problems()).toEqual([]);
  });
});
