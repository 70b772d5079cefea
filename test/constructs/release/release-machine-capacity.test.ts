import { Stopped } from './executor';
import { definitionOf, MODEL, version, World } from './world';

// One line for each check.
beforeEach(() => jest.spyOn(console, 'info').mockImplementation());
afterEach(() => jest.restoreAllMocks());

const COMPONENT = definitionOf({ ...MODEL, inferenceComponentName: 'churn' });

describe('After the first release', () => {
  function unreleased(): World {
    const world = new World();
    world.parameter = 'none';
    world.stack = { ...world.stack, served: 'none', exists: 'false' };
    world.endpoint = undefined;
    world.items.clear();
    return world;
  }

  test('the stack knows that the endpoint exists: a deployment keeps the number of instances', async () => {
    const world = unreleased();
    expect((await world.release()).status).toBe('SUCCEEDED');
    expect(world.stack).toMatchObject({ status: 'UPDATE_COMPLETE', served: version(14), exists: 'true' });
    expect(world.updates).toHaveLength(2);
    expect(world.updates[1]).toMatchObject({ ClientRequestToken: 'keep-churn-14-release' });
    expect(world.stages()).toEqual(['intended', 'applied', 'completed']);
  });

  test('the version serves and counts as good when the stack cannot be told, and a warning says it', async () => {
    const world = unreleased();
    world.nextRollouts = [{ ends: 'well' }, { ends: 'rolled back', failureReason: 'the same configuration' }];
    const run = await world.release();
    expect(run).toMatchObject({
      status: 'SUCCEEDED',
      output: {
        warnings: [
          expect.stringContaining('LastModifiedBy'),
          'until the next release, a deployment of the stack resets the number of instances: the stack could not be told that the endpoint exists: the serving stack ended the update with UPDATE_ROLLBACK_COMPLETE: resource(s) failed: [Endpoint]',
        ],
      },
    });
    expect(world.items.get('history')?.['packages']).toEqual({ L: [{ S: version(14) }] });
    expect(world.items.has('lock')).toBe(false);
  });

  test('a release that is stopped at any call is made good by the next one', async () => {
    const whole = unreleased();
    await whole.release();
    for (const [state, call] of whole.effects()) {
      for (const after of [false, true]) {
        const world = unreleased();
        world.faults.push({ call, state, times: 1, error: new Stopped(), after });
        await world.release({}, 'first');
        world.clock.now += 3_600_000;
        const second = await world.release({}, 'second');
        expect([state, after, second.status, second.cause]).toEqual([state, after, 'SUCCEEDED', undefined]);
        expect(world.stack).toMatchObject({ served: version(14), exists: 'true' });
      }
    }
  });
});

describe('A release under load, in which SageMaker blocks scaling', () => {
  /** The check of the machine's policy, which wants more to run. */
  const wanting = (world: World, raiseTo: number) => {
    world.checked = (answer) => ({ ...answer, raiseTo });
    return world;
  };

  test('tells the check what runs, what scaling asks for and the most that one carries now', async () => {
    const world = new World();
    world.load = [3, 7.5, 4];
    await world.release();
    expect(world.checks[0]).toMatchObject({ scaling: { desired: 2, current: 2, load: 7.5 } });
    const [query] = world.loadQueries;
    expect(query).toEqual({
      StartTime: '2026-11-23T09:45:00.000Z',
      EndTime: '2026-11-23T10:00:00.000Z',
      MetricDataQueries: [
        {
          Id: 'load',
          MetricStat: {
            Metric: {
              Namespace: 'AWS/SageMaker',
              MetricName: 'ConcurrentRequestsPerModel',
              Dimensions: [
                { Name: 'EndpointName', Value: MODEL.endpointName },
                { Name: 'VariantName', Value: 'AllTraffic' },
              ],
            },
            Period: 60,
            Stat: 'Maximum',
          },
        },
      ],
    });
  });

  test('judges by the declared peak alone where the load cannot be read, or there is none', async () => {
    for (const fault of [true, false]) {
      const world = new World();
      if (fault) world.faults = [{ call: 'cloudwatch:getMetricData', times: 99 }];
      expect((await world.release()).status).toBe('SUCCEEDED');
      expect(world.checks[0]?.['scaling']).toEqual({ desired: 2, current: 2 });
    }
  });

  test('raises the capacity first, and waits for it', async () => {
    const world = wanting(new World(), 5);
    const run = await world.release();
    expect(run.status).toBe('SUCCEEDED');
    expect([world.woken, world.instances]).toEqual([['StartInstances'], 5]);
    expect(run.path.indexOf('StartInstances')).toBeLessThan(run.path.indexOf('WriteParameter'));
  });

  test('does not begin when the capacity does not come, and changes nothing', async () => {
    const world = wanting(new World(), 5);
    world.startable = () => false;
    const run = await world.release();
    expect(run).toMatchObject({ status: 'FAILED', error: 'ReleaseAbandoned' });
    expect(run.cause).toContain(
      'a release needs 5 running before it, because scaling is blocked during an update, and 2 are',
    );
    expect([world.parameter, world.updates]).toEqual([version(13), []]);
  });

  test('is rolled back without delay', async () => {
    const world = wanting(new World(), 5);
    await world.release({ cause: 'rollback', packageArn: version(12) });
    expect(world.woken).toEqual([]);
  });
});

describe('An endpoint at zero', () => {
  function atZero(): World {
    const world = new World();
    world.instances = 0;
    return world;
  }

  test.each([
    ['an instance', undefined, 'StartInstances'],
    ['a copy of its inference component', COMPONENT, 'StartCopies'],
  ])('gets %s before it is updated, so that the update starts the new version', async (_, definition, state) => {
    const world = atZero();
    const run = await world.release({}, undefined, definition);
    expect(run.status).toBe('SUCCEEDED');
    expect(world.woken).toEqual([state]);
    expect(run.path.indexOf(state)).toBeLessThan(run.path.indexOf('UpdateStack'));
  });

  test('is updated though the version before does not start, and the new one must start', async () => {
    const world = atZero();
    world.startable = (packageArn) => packageArn === version(14);
    const run = await world.release();
    expect(run.status).toBe('SUCCEEDED');
    expect(world.instances).toBe(1);
    expect(run.path.lastIndexOf('StartInstances')).toBeGreaterThan(run.path.indexOf('UpdateStack'));
  });

  test('fails for a new version that does not start, and the one before comes back', async () => {
    const world = atZero();
    world.startable = () => false;
    const run = await world.release();
    expect(run).toMatchObject({ status: 'FAILED', error: 'ReleaseRolledBack' });
    expect(run.cause).toContain(`it serves ${version(14)} with nothing started`);
    expect([world.parameter, world.stack.served, world.endpoint?.config]).toEqual([
      version(13),
      version(13),
      'config-13',
    ]);
    expect(world.items.get('history')?.['packages']?.L?.[0]).toEqual({ S: version(13) });
  });

  test('is rolled back without a start: what comes back has served before', async () => {
    const world = atZero();
    const run = await world.release({ cause: 'rollback', packageArn: version(12) });
    expect(run.status).toBe('SUCCEEDED');
    expect(world.woken).toEqual([]);
  });

  test('a scale-in after the update is no failure of the version: it is started again', async () => {
    const world = new World();
    world.afterUpdate = { status: 'InService', seconds: 1, instances: 0 };
    expect((await world.release()).status).toBe('SUCCEEDED');
    expect(world.woken).toEqual(['StartInstances']);
  });

  test('a release that is stopped at any call is made good by the next one', async () => {
    const whole = atZero();
    await whole.release();
    for (const [state, call] of whole.effects()) {
      for (const after of [false, true]) {
        const world = atZero();
        world.faults.push({ call, state, times: 1, error: new Stopped(), after });
        await world.release({}, 'first');
        world.clock.now += 3_600_000;
        const second = await world.release({}, 'second');
        expect([state, after, second.status, second.cause]).toEqual([state, after, 'SUCCEEDED', undefined]);
        expect(world.endpoint?.config).toBe('config-14');
      }
    }
  });
});
