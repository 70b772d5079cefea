import * as fc from 'fast-check';
import {
  batchOf,
  copiesPerInstance,
  instancesForCopies,
  releaseInstances,
  roomForBatch,
} from '../../../../constructs/model/core';

test('blue/green needs a second fleet, rolling a batch more, and inference components what they may have anyway', () => {
  const fleet = { percent: 50, maxInstances: 5 };
  expect(releaseInstances({ mode: 'realtime', strategy: 'canary', ...fleet })).toBe(10);
  expect(releaseInstances({ mode: 'async', strategy: 'rolling', ...fleet })).toBe(8);
  expect(releaseInstances({ mode: 'realtime-to-zero', strategy: 'rolling', ...fleet })).toBe(5);
});

test('counts the copies that every one of the types has room for', () => {
  expect(copiesPerInstance(['ml.g6.12xlarge', 'ml.g6.48xlarge'], 2)).toBe(2);
  expect(copiesPerInstance(['ml.g6.12xlarge', 'ml.g6.xlarge'], 2)).toBe(0);
  expect(copiesPerInstance(['ml.of-tomorrow.xlarge'], 2)).toBeUndefined();
});

test('a single copy needs an instance more while it is replaced', () => {
  const one = { maxCopies: 1, maxInstances: 1, copiesPerInstance: 1, batchPercent: 50 };
  expect(roomForBatch(one)).toEqual({ maxInstances: 2, maxCopies: undefined, batchPercent: undefined });
  expect(roomForBatch({ ...one, maxInstances: 2 })).toBeUndefined();
});

test('proposes more instances, fewer copies and smaller batches, as far as they help', () => {
  const four = { maxCopies: 4, maxInstances: 5, copiesPerInstance: 1, batchPercent: 50 };
  expect(roomForBatch(four)).toEqual({ maxInstances: 6, maxCopies: 3, batchPercent: 25 });
});

test('with or without a proposal, a batch has room beside the copies in the end', () => {
  const places = fc.record({
    maxCopies: fc.integer({ min: 1, max: 40 }),
    maxInstances: fc.integer({ min: 1, max: 40 }),
    copiesPerInstance: fc.integer({ min: 1, max: 8 }),
    batchPercent: fc.integer({ min: 5, max: 50 }),
  });
  fc.assert(
    fc.property(places, (given) => {
      const room = roomForBatch(given);
      const changes = [
        room === undefined ? {} : { maxInstances: room.maxInstances },
        ...(room?.maxCopies === undefined ? [] : [{ maxCopies: room.maxCopies }]),
        ...(room?.batchPercent === undefined ? [] : [{ batchPercent: room.batchPercent }]),
      ];
      for (const change of changes) {
        const { maxCopies, maxInstances, copiesPerInstance: per, batchPercent } = { ...given, ...change };
        const together = maxCopies + batchOf(maxCopies, batchPercent);
        expect(together).toBeGreaterThan(maxCopies);
        expect(together).toBeLessThanOrEqual(maxInstances * per);
      }
      if (room !== undefined) {
        expect(instancesForCopies(given)).toBeGreaterThan(given.maxInstances);
        expect(room.maxInstances * given.copiesPerInstance - given.copiesPerInstance).toBeLessThan(
          given.maxCopies + batchOf(given.maxCopies, given.batchPercent),
        );
      }
    }),
  );
});
