import * as fc from 'fast-check';
import { checkRelease, scalingBeforeRelease, type ReleaseScaling } from '../../../../constructs/release/core';
import { AGREEING } from '../serving-stack';
import { MODEL, registered, version } from '../world';

/** Two instances at least, six at most; three carry the declared peak, and one carries eight requests. */
const SCALING: ReleaseScaling = { counts: 'instances', most: 6, needed: 3, target: 8 };

test('raises the capacity to what the declared peak needs, because scaling is blocked during the rollout', () => {
  expect(scalingBeforeRelease(SCALING, { desired: 2, current: 2 })).toEqual({ raiseTo: 3, refusals: [] });
  expect(scalingBeforeRelease(SCALING, { desired: 3, current: 3 })).toEqual({ refusals: [] });
});

test('keeps what scaling reached, and waits for what it has asked for', () => {
  expect(scalingBeforeRelease(SCALING, { desired: 5, current: 5 })).toEqual({ refusals: [] });
  expect(scalingBeforeRelease(SCALING, { desired: 5, current: 3 })).toEqual({ raiseTo: 5, refusals: [] });
  expect(scalingBeforeRelease(SCALING, { desired: 3, current: 5 })).toEqual({ refusals: [] });
});

test('raises it to what the load needs now, also where scaling has not noticed yet', () => {
  expect(scalingBeforeRelease(SCALING, { desired: 3, current: 3, load: 12 })).toEqual({ raiseTo: 5, refusals: [] });
  expect(scalingBeforeRelease(SCALING, { desired: 3, current: 3, load: 8 })).toEqual({ refusals: [] });
});

test('refuses at a peak that no capacity carries', () => {
  const { raiseTo, refusals } = scalingBeforeRelease(SCALING, { desired: 6, current: 6, load: 8.5 });
  expect(raiseTo).toBeUndefined();
  expect(refusals).toEqual([
    {
      code: 'PEAK',
      problem:
        'scaling is blocked during a release, so the capacity must carry the load; 8.5 requests on each of 6 instances need 7, and 6 are the most',
      remedy: 'release when the load is lower, or raise maxInstances in the file of the model and deploy',
    },
  ]);
});

test('does not judge what waits in a queue, and wakes what is at zero', () => {
  const queued: ReleaseScaling = { counts: 'instances', most: 4, needed: 2 };
  expect(scalingBeforeRelease(queued, { desired: 0, current: 0, load: 900 })).toEqual({ raiseTo: 2, refusals: [] });
  const copies: ReleaseScaling = { counts: 'copies', most: 2, needed: 1, target: 16 };
  expect(scalingBeforeRelease(copies, { desired: 0, current: 0 })).toEqual({ raiseTo: 1, refusals: [] });
});

test('never raises above the most, and never below what serves', () => {
  const count = fc.integer({ min: 0, max: 20 });
  const scaling = fc
    .record({
      most: fc.integer({ min: 1, max: 20 }),
      needed: fc.integer({ min: 1, max: 20 }),
      target: fc.integer({ min: 1, max: 50 }),
    })
    .map(({ most, needed, target }): ReleaseScaling => ({
      counts: 'instances',
      most,
      needed: Math.min(most, needed),
      target,
    }));
  const reading = fc.record({ desired: count, current: count, load: fc.integer({ min: 0, max: 200 }) });
  fc.assert(
    fc.property(scaling, reading, (given, { desired, current, load }) => {
      const now = { desired: Math.min(desired, given.most), current: Math.min(current, given.most), load };
      const { raiseTo, refusals } = scalingBeforeRelease(given, now);
      const carried = (raiseTo ?? now.current) * (given.target ?? Number.NaN);
      expect(refusals.length > 0 || carried >= now.current * load).toBe(true);
      expect(refusals.length > 0 || (raiseTo ?? now.current) >= given.needed).toBe(true);
      if (raiseTo !== undefined) {
        expect(raiseTo).toBeGreaterThan(now.current);
        expect(raiseTo).toBeLessThanOrEqual(given.most);
      }
    }),
  );
});

describe('the release check', () => {
  const check = (changes: Partial<Parameters<typeof checkRelease>[0]>) =>
    checkRelease({
      request: { model: 'churn', packageArn: version(14), cause: 'release', reason: 'better', actor: 'arn' },
      policy: { ...MODEL.policy, scaling: SCALING },
      group: MODEL.modelPackageGroupName,
      today: '2026-11-23',
      approversSettled: true,
      version: registered(14),
      approvals: [],
      stackStatus: 'UPDATE_COMPLETE',
      endpoint: AGREEING,
      serves: false,
      quotas: { read: true, applied: { 'ml.g5.2xlarge': 12 } },
      ...changes,
    });

  test('says to what the machine raises the capacity first', () => {
    expect(check({ scaling: { desired: 2, current: 2 } })).toMatchObject({ outcome: 'accepted', raiseTo: 3 });
    expect(check({ scaling: { desired: 4, current: 4 } })).not.toHaveProperty('raiseTo');
  });

  test('refuses a release at a peak, and raises nothing', () => {
    const refused = check({ scaling: { desired: 6, current: 6, load: 9 } });
    expect(refused).toMatchObject({ outcome: 'refused', cause: expect.stringMatching(/^PEAK: /) });
    expect(refused).not.toHaveProperty('raiseTo');
  });

  test('raises nothing for a release that is refused for something else', () => {
    const refused = check({ scaling: { desired: 2, current: 2 }, stackStatus: 'UPDATE_IN_PROGRESS' });
    expect(refused.refusals.map(({ code }) => code)).toEqual(['STACK_BUSY']);
    expect(refused).not.toHaveProperty('raiseTo');
  });

  test('does not hold up a rollback, nor a pin, nor a machine that has read nothing', () => {
    const scaling = { desired: 6, current: 6, load: 9 };
    const request = { model: 'churn', packageArn: version(14), cause: 'rollback' as const, reason: 'x', actor: 'arn' };
    for (const changes of [{ scaling, request }, { scaling, serves: true }, {}]) {
      const accepted = check(changes);
      expect(accepted.outcome).toBe('accepted');
      expect(accepted).not.toHaveProperty('raiseTo');
    }
  });
});
