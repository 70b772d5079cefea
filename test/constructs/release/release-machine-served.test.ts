import { Stopped } from './executor';
import { definitionOf, MODEL, version, World } from './world';

// One line for each check.
beforeEach(() => jest.spyOn(console, 'info').mockImplementation());
afterEach(() => jest.restoreAllMocks());

const firstOfHistory = (world: World) => world.items.get('history')?.['packages']?.L?.[0]?.S;

/** CloudFormation says that 14 serves; SageMaker went back to 13. */
function disagreeing(): World {
  const world = new World();
  world.stack.served = version(14);
  return world;
}

describe('When SageMaker goes back and CloudFormation says UPDATE_COMPLETE', () => {
  test('the release fails, and the stack is updated to what serves', async () => {
    const world = new World();
    world.nextRollouts = [{ ends: 'rolled back silently' }];
    const run = await world.release();
    expect(run).toMatchObject({ status: 'FAILED', error: 'ReleaseRolledBack' });
    expect(run.cause).toBe(
      `the update ended well, and the endpoint does not serve with it: its status is InService, and it serves ${version(13)}`,
    );
    expect([world.parameter, world.stack.served, world.endpoint?.config]).toEqual([
      version(13),
      version(13),
      'config-13',
    ]);
    expect(world.updates.map((update) => update['DisableRollback'])).toEqual([undefined, true]);
    expect(world.stages()).toEqual(['intended', 'applied', 'failed']);
    expect(firstOfHistory(world)).toBe(version(13));
  });

  test('the same release again is a release: it changes the endpoint, or fails', async () => {
    const world = new World();
    world.nextRollouts = [{ ends: 'rolled back silently' }];
    await world.release({}, 'first');
    world.nextRollouts = [{ ends: 'rolled back silently' }];
    expect((await world.release({}, 'second')).status).toBe('FAILED');
    expect(world.stages().filter((stage) => stage === 'completed')).toEqual([]);
    expect((await world.release({}, 'third')).status).toBe('SUCCEEDED');
    expect(world.endpoint?.config).toBe('config-14');
    expect(firstOfHistory(world)).toBe(version(14));
  });

  test('and the stack cannot be updated either, people are told of both', async () => {
    const world = new World();
    world.nextRollouts = [{ ends: 'rolled back silently' }, { ends: 'rolled back', failureReason: 'no capacity' }];
    const run = await world.release();
    expect(run.cause).toContain(
      `it serves ${version(13)}; the stack could not be brought back to ${version(13)}: the serving stack ended the update with UPDATE_FAILED`,
    );
    expect(world.parameter).toBe(version(13));
    expect(world.endpoint?.config).toBe('config-13');
    expect(world.items.has('lock')).toBe(false);
  });
});

describe('A stack that says something else than its endpoint serves', () => {
  test('is updated to what serves, and only then to the version that is released', async () => {
    const world = disagreeing();
    const run = await world.release();
    expect([run.status, run.output]).toEqual([
      'SUCCEEDED',
      expect.objectContaining({ previousModelPackageArn: version(13) }),
    ]);
    expect(world.updates).toHaveLength(2);
    // If it failed, CloudFormation would put back what it believes: the version that SageMaker took back.
    expect(world.updates[0]).toMatchObject({ DisableRollback: true, ClientRequestToken: 'repair-churn-14-release' });
    expect(world.endpoint?.config).toBe('config-14');
    expect(world.stages()).toEqual(['intended', 'applied', 'completed']);
  });

  test('a version that fails after that leaves the version that served', async () => {
    const world = disagreeing();
    world.nextRollouts = [{ ends: 'well' }, { ends: 'rolled back', failureReason: 'alarm' }];
    const run = await world.release({ packageArn: version(12) });
    expect(run.error).toBe('ReleaseRolledBack');
    expect([world.parameter, world.stack.served, world.endpoint?.config]).toEqual([
      version(13),
      version(13),
      'config-13',
    ]);
  });

  test('is updated by a rollback to what serves', async () => {
    const world = disagreeing();
    const run = await world.release({ cause: 'rollback', packageArn: version(13), reason: 'scores drift' });
    expect(run.status).toBe('SUCCEEDED');
    expect(world.updates).toHaveLength(1);
    expect(world.stack.served).toBe(version(13));
  });

  test('fails by name when it cannot be updated, and nothing is released', async () => {
    const world = disagreeing();
    world.rollout = { ends: 'rolled back', failureReason: 'no capacity' };
    const run = await world.release({ packageArn: version(12) });
    expect(run).toMatchObject({ status: 'FAILED', error: 'StackNotRepaired' });
    expect(run.cause).toContain(`the stack says that ${version(14)} serves, and ${version(13)} does`);
    expect(world.updates).toHaveLength(1);
    expect([world.parameter, world.endpoint?.config]).toEqual([version(13), 'config-13']);
    world.rollout = { ends: 'well' };
    expect((await world.release({ packageArn: version(12) }, 'second')).status).toBe('SUCCEEDED');
  });

  test('a release that is stopped at any call is made good by the next one', async () => {
    const whole = disagreeing();
    await whole.release();
    for (const [state, call] of whole.effects()) {
      for (const after of [false, true]) {
        const world = disagreeing();
        world.faults.push({ call, state, times: 1, error: new Stopped(), after });
        expect((await world.release({}, 'first')).status).toBe('STOPPED');
        world.clock.now += 3_600_000;
        const second = await world.release({}, 'second');
        expect([state, after, second.status, second.cause]).toEqual([state, after, 'SUCCEEDED', undefined]);
        expect([world.parameter, world.endpoint?.config]).toEqual([version(14), 'config-14']);
      }
    }
  });
});

describe('fails by name when it cannot be known or repaired what serves', () => {
  test('a model that names no package', async () => {
    const world = new World();
    world.packagesOf = { 'model-13': undefined };
    expect((await world.release()).cause).toContain(
      'SERVED_UNKNOWN: a release must know what serves before it, and the model of config-13 names no version of churn',
    );
    expect(world.updates).toEqual([]);
  });

  test('a version of another model', async () => {
    const world = new World();
    const foreign = version(13).replace('churn', 'fraud');
    world.packagesOf = { 'model-13': foreign };
    expect((await world.release()).cause).toContain('SERVED_UNKNOWN');
  });

  test('an endpoint that somebody deleted', async () => {
    const world = new World();
    world.endpoint = undefined;
    expect((await world.release()).cause).toContain('ENDPOINT_MISSING');
  });

  test('an endpoint that the stack did not make', async () => {
    const world = new World();
    world.stack.served = 'none';
    expect((await world.release()).cause).toContain('ENDPOINT_FOREIGN');
  });

  test('an endpoint that fails, except for a rollback', async () => {
    const world = new World();
    world.endpoint = { config: 'config-13', status: 'Failed' };
    expect((await world.release()).cause).toContain('ENDPOINT_BROKEN');
    expect((await world.release({ cause: 'rollback', packageArn: version(12) }, 'second')).status).toBe('SUCCEEDED');
  });
});

test('the parameter is not asked what serves: a leftover value does no harm', async () => {
  const world = new World();
  world.parameter = version(14);
  expect((await world.release({ packageArn: version(12) })).output).toMatchObject({
    previousModelPackageArn: version(13),
  });
});

test('an inference component is asked for its own model', async () => {
  const world = new World();
  world.nextRollouts = [{ ends: 'rolled back silently' }];
  const definition = definitionOf({ ...MODEL, inferenceComponentName: 'churn' });
  const run = await world.release({}, undefined, definition);
  expect(run).toMatchObject({ status: 'FAILED', error: 'ReleaseRolledBack' });
  expect(run.path).not.toContain('ReadConfiguration');
});

test('waits until an endpoint that scales is at rest before it changes it', async () => {
  const world = new World();
  world.scaling(240);
  const run = await world.release();
  expect(run.status).toBe('SUCCEEDED');
  const [waited, checked] = ['WaitForRest', 'Check'].map((state) => run.path.indexOf(state));
  expect(waited).toBeGreaterThan(0);
  expect(waited).toBeLessThan(checked ?? 0);
});
