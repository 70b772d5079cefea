import * as fc from 'fast-check';
import {
  BAKE_MINUTES,
  fitsTimeLimit,
  fittingRollout,
  MAX_ROLLOUT_SECONDS,
  ROLLOUT_STRATEGIES,
  rolloutSeconds,
  rolloutSteps,
  START_SECONDS,
  STEP_PERCENT,
  waitSeconds,
  type RolloutSteps,
} from '../../../../constructs/model/core';

/** Every rollout that the service takes, with every start-up that it waits for: download and container. */
const rollout = fc.constantFrom(...ROLLOUT_STRATEGIES).chain((strategy) =>
  fc.record({
    strategy: fc.constant(strategy),
    percent: fc.integer({ min: STEP_PERCENT[strategy].least, max: STEP_PERCENT[strategy].most }),
    bakeSeconds: fc.integer({ min: BAKE_MINUTES.least, max: BAKE_MINUTES.most }).map((minutes) => minutes * 60),
  }),
);
const startSeconds = fc.integer({ min: 2 * START_SECONDS.least, max: 2 * START_SECONDS.most });

test('waits for each step, and in blue/green once more before the old fleet ends', () => {
  const hour = { bakeSeconds: 3600 };
  expect(waitSeconds({ strategy: 'canary', percent: 10, ...hour }, 3600)).toBe(10_800);
  expect(waitSeconds({ strategy: 'linear', percent: 10, ...hour }, 3600)).toBe(39_600);
  expect(waitSeconds({ strategy: 'rolling', percent: 5, ...hour }, 3600)).toBe(72_000);
});

test('a last step may be smaller than the others', () => {
  expect(rolloutSteps({ strategy: 'linear', percent: 30 })).toBe(4);
  expect(rolloutSteps({ strategy: 'rolling', percent: 50 })).toBe(2);
});

test('blue/green starts one fleet, rolling a batch in each step', () => {
  const steps = { percent: 25, bakeSeconds: 600 };
  expect(rolloutSeconds({ strategy: 'linear', ...steps }, 1500)).toBe(5 * 600 + 2400);
  expect(rolloutSeconds({ strategy: 'rolling', ...steps }, 1500)).toBe(4 * (600 + 2400));
});

test('what takes longer than the service allows does not fit, to the second', () => {
  const canary: RolloutSteps = { strategy: 'canary', percent: 10, bakeSeconds: 3600 };
  expect(fitsTimeLimit(canary, MAX_ROLLOUT_SECONDS - 10_800 - 900)).toBe(true);
  expect(fitsTimeLimit(canary, MAX_ROLLOUT_SECONDS - 10_800 - 899)).toBe(false);
});

test('proposes the longest watch with the same steps, and the smallest steps with the same watch', () => {
  const hourly = (strategy: 'linear' | 'rolling', percent: number) =>
    fittingRollout({ strategy, percent, bakeSeconds: 3600 }, 1500);
  expect(hourly('linear', 10)).toEqual({ bakeMinutes: 40, percent: 17 });
  expect(hourly('rolling', 5)).toEqual({ bakeMinutes: undefined, percent: 25 });
});

test('whatever does not fit, something else does, and it is the nearest', () => {
  fc.assert(
    fc.property(rollout, startSeconds, (wanted, start) => {
      const { bakeMinutes, percent } = fittingRollout(wanted, start);
      expect(bakeMinutes ?? percent).toBeDefined();
      if (bakeMinutes !== undefined) {
        const bakeSeconds = bakeMinutes * 60;
        expect(bakeSeconds).toBeLessThanOrEqual(wanted.bakeSeconds);
        expect(fitsTimeLimit({ ...wanted, bakeSeconds }, start)).toBe(true);
        const longer = { ...wanted, bakeSeconds: bakeSeconds + 60 };
        expect(bakeSeconds === wanted.bakeSeconds || !fitsTimeLimit(longer, start)).toBe(true);
      }
      if (percent !== undefined) {
        expect(percent).toBeGreaterThanOrEqual(wanted.percent);
        expect(fitsTimeLimit({ ...wanted, percent }, start)).toBe(true);
        const smaller = { ...wanted, percent: percent - 1 };
        expect(percent === wanted.percent || !fitsTimeLimit(smaller, start)).toBe(true);
      }
    }),
  );
});

test('a longer watch, a smaller step and a longer start-up never take less time', () => {
  fc.assert(
    fc.property(rollout, startSeconds, (given, start) => {
      const seconds = rolloutSeconds(given, start);
      expect(rolloutSeconds({ ...given, bakeSeconds: given.bakeSeconds + 60 }, start)).toBeGreaterThan(seconds);
      expect(rolloutSeconds({ ...given, percent: given.percent + 1 }, start)).toBeLessThanOrEqual(seconds);
      expect(rolloutSeconds(given, start + 1)).toBeGreaterThan(seconds);
      // The service demands it of blue/green, and a rolling update would end without it.
      expect(seconds).toBeGreaterThan(waitSeconds(given, given.bakeSeconds));
    }),
  );
});
