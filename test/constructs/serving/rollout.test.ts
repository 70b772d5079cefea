import { Duration, Lazy } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as fc from 'fast-check';
import { BAKE_MINUTES, START_SECONDS, STEP_PERCENT } from '../../../constructs/model';
import { Rollout } from '../../../constructs/serving';
import { newStack, realtime, realtimeToZero } from './endpoint-stack';

const hour = Duration.hours(1);

/** What a template says of the time of a rollout. */
function limitsOf(rollout: Rollout, startSeconds: number) {
  const { blueGreenUpdatePolicy, rollingUpdatePolicy } = rollout.forEndpoint([], startSeconds) as {
    blueGreenUpdatePolicy?: {
      maximumExecutionTimeoutInSeconds: number;
      terminationWaitInSeconds: number;
      trafficRoutingConfiguration: { type: 'CANARY' | 'LINEAR'; waitIntervalInSeconds: number };
    };
    rollingUpdatePolicy?: { maximumExecutionTimeoutInSeconds: number; waitIntervalInSeconds: number };
  };
  const steps = rollout.strategy === 'canary' ? 2 : Math.ceil(100 / rollout.percent);
  const wait =
    rollingUpdatePolicy?.waitIntervalInSeconds ??
    blueGreenUpdatePolicy?.trafficRoutingConfiguration.waitIntervalInSeconds ??
    Number.NaN;
  return {
    limit:
      rollingUpdatePolicy?.maximumExecutionTimeoutInSeconds ??
      blueGreenUpdatePolicy?.maximumExecutionTimeoutInSeconds ??
      Number.NaN,
    waits: steps * wait + (blueGreenUpdatePolicy?.terminationWaitInSeconds ?? 0),
    starts: (rollingUpdatePolicy === undefined ? 1 : steps) * startSeconds,
  };
}

test('fails for rollouts that SageMaker would end before they are done, with ones that fit', () => {
  expect(() => realtime(newStack(), { rollout: Rollout.linear(10, hour) })).toThrow(
    'Serving/Endpoint: a linear rollout of 10 percent with a bakeTime of 60 minutes must end within 28800 seconds, it may take 42000; use a bakeTime of 40 minutes, or 17 percent',
  );
  expect(() => realtime(newStack(), { rollout: Rollout.rolling(5, hour) })).toThrow(
    'a rolling rollout of 5 percent with a bakeTime of 60 minutes must end within 28800 seconds, it may take 120000; use 25 percent',
  );
  expect(() => realtimeToZero(newStack(), { rollout: Rollout.rolling(5, hour) })).toThrow('use 25 percent');
});

test('fails for a start-up that leaves no time for the steps', () => {
  const rollout = Rollout.rolling(10, Duration.minutes(10));
  expect(() => realtime(newStack(), { rollout, downloadTimeout: hour })).toThrow(
    'it may take 57000; use 20 percent, or shorter startupTimeout and downloadTimeout',
  );
});

test('takes the longest time limit where the start-up is known at deployment only', () => {
  const stack = newStack();
  realtime(stack, { startupTimeout: Duration.seconds(Lazy.number({ produce: () => 3600 })) });
  Template.fromStack(stack).hasResourceProperties('AWS::SageMaker::Endpoint', {
    DeploymentConfig: Match.objectLike({
      BlueGreenUpdatePolicy: Match.objectLike({ MaximumExecutionTimeoutInSeconds: 28_800 }),
    }),
  });
});

test('whatever is not refused has the time for all its waits and starts, and no more than the service gives', () => {
  const strategies = fc.constantFrom('canary' as const, 'linear' as const, 'rolling' as const);
  const rollouts = strategies.chain((strategy) =>
    fc
      .tuple(
        fc.integer({ min: STEP_PERCENT[strategy].least, max: STEP_PERCENT[strategy].most }),
        fc.integer({ min: BAKE_MINUTES.least, max: BAKE_MINUTES.most }),
      )
      .map(([percent, minutes]) => Rollout[strategy](percent, Duration.minutes(minutes))),
  );
  const start = fc.integer({ min: 2 * START_SECONDS.least, max: 2 * START_SECONDS.most });
  fc.assert(
    fc.property(rollouts, start, (rollout, startSeconds) => {
      const { limit, waits, starts } = limitsOf(rollout, startSeconds);
      const refused = rollout.problems(startSeconds).length > 0;
      expect(refused).toBe(limit > 28_800);
      expect(limit).toBeGreaterThan(waits + starts);
      expect(limit).toBeGreaterThanOrEqual(600);
    }),
  );
});

test('goes back in batches too, so that a rollback needs no more room than the rollout', () => {
  const size = { type: 'CAPACITY_PERCENT', value: 25 };
  const rollout = Rollout.rolling(25, Duration.minutes(5));
  const policy = { maximumBatchSize: size, rollbackMaximumBatchSize: size };
  expect(rollout.forEndpoint([], 600)).toMatchObject({ rollingUpdatePolicy: policy });
  expect(rollout.forInferenceComponent([], 600)).toMatchObject({ rollingUpdatePolicy: policy });
});

test.each(['canary', 'linear', 'rolling'] as const)(
  'fails for %s with one instance, of which no part can go first',
  (strategy) => {
    const rollout = Rollout[strategy](50, Duration.minutes(5));
    const one = { rollout, minInstances: 1, maxInstances: 4 };
    expect(() => realtime(newStack(), one)).toThrow(
      `minInstances must be at least 2 with a ${strategy} rollout, got 1; a step is at most half of the instances: raise it`,
    );
  },
);
