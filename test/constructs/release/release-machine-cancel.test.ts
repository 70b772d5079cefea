import { MODEL, version, World } from './world';

// One line for each check.
beforeEach(() => jest.spyOn(console, 'info').mockImplementation());
afterEach(() => jest.restoreAllMocks());

const FIRST = 'arn:aws:states:eu-west-1:333333333333:execution:excorp-prod-release:first';

/** A release of 14 by another execution is in its rollout, which the alarm takes back when it is published. */
function inRollout(world: World, cause = 'release', after: () => void = () => undefined): void {
  world.items.set('lock', {
    kind: { S: 'lock' },
    execution: { S: FIRST },
    cause: { S: cause },
    since: { S: '2026-11-23T09:58:00.000Z' },
  });
  world.executions.add(FIRST);
  world.parameter = version(14);
  world.stack = { ...world.stack, status: 'UPDATE_IN_PROGRESS' };
  world.onMetric = (name, value) => {
    if (name !== 'CancelledReleases' || value !== 1) return;
    after();
    world.stack = { ...world.stack, status: 'UPDATE_ROLLBACK_COMPLETE' };
    world.parameter = version(13);
    world.items.delete('lock');
    world.executions.delete(FIRST);
  };
}

const rollback = { packageArn: undefined, from: version(14), cause: 'rollback', reason: 'scores drift' };

describe('A rollback during a rollout', () => {
  test('lets SageMaker take the rollout back by its alarm: nothing is updated while it is being updated', async () => {
    const world = new World();
    inRollout(world);
    const run = await world.release(rollback);
    expect(run).toMatchObject({ status: 'SUCCEEDED', output: { modelPackageArn: version(13) } });
    expect(world.calls.filter((call) => call.includes('cancelUpdateStack'))).toEqual([]);
    expect(world.updates).toEqual([]);
    expect(world.published('CancelledReleases')).toEqual([
      { StackName: MODEL.stackName, Value: 1 },
      { StackName: MODEL.stackName, Value: 0 },
    ]);
  });

  test('waits until the alarm is calm, which would take the next rollout back too', async () => {
    const world = new World();
    inRollout(world);
    const run = await world.release({ ...rollback, packageArn: version(12) });
    expect(run.status).toBe('SUCCEEDED');
    expect(world.endpoint?.config).toBe('config-12');
    const [calm, update] = ['CalmAlarm', 'UpdateStack'].map((state) => run.path.indexOf(state));
    expect(run.path.slice((calm ?? 0) - 1, (calm ?? 0) + 2)).toEqual(['WaitForPeriod', 'CalmAlarm', 'WaitForCalm']);
    expect(calm).toBeLessThan(update ?? 0);
  });

  test('cancels the update of the stack besides when the alarm does not take it back within five minutes', async () => {
    const world = new World();
    inRollout(world);
    world.onMetric = () => undefined;
    world.onCancel = () => {
      world.stack = { ...world.stack, status: 'UPDATE_ROLLBACK_COMPLETE' };
      world.parameter = version(13);
      world.items.delete('lock');
    };
    const run = await world.release(rollback);
    expect(run.status).toBe('SUCCEEDED');
    expect(run.path.filter((state) => state === 'CancelRelease')).toHaveLength(1);
    expect(run.path.filter((state) => state === 'TripRollout').length).toBeGreaterThan(9);
  });

  test('does not cancel the update of a repair: CloudFormation would bring in what does not serve', async () => {
    const world = new World();
    inRollout(world, 'repair');
    world.onMetric = () => undefined;
    const run = await world.release(rollback);
    expect(run.cause).toContain('IN_PROGRESS');
    expect(run.path).not.toContain('CancelRelease');
  });
});

describe('A stack whose rollback failed because the endpoint was being updated', () => {
  test('goes on when the endpoint is at rest, and the release fails as one that was taken back', async () => {
    const world = new World();
    world.rollout = { ends: 'rollback refused', seconds: 900 };
    const run = await world.release();
    expect(run).toMatchObject({ status: 'FAILED', error: 'ReleaseRolledBack' });
    expect(run.path.filter((state) => state === 'WaitForStuck').length).toBeGreaterThan(10);
    expect(run.path.filter((state) => state === 'ContinueRollback')).toHaveLength(1);
    expect(run.cause).toContain('the serving stack ended the update with UPDATE_ROLLBACK_COMPLETE');
    expect([world.stack.status, world.parameter, world.endpoint?.config]).toEqual([
      'UPDATE_ROLLBACK_COMPLETE',
      version(13),
      'config-13',
    ]);
  });

  test('is told to people by name when it cannot go on', async () => {
    const world = new World();
    world.rollout = { ends: 'rollback refused', seconds: 900 };
    world.continues = false;
    const run = await world.release();
    expect(run.cause).toContain('the serving stack ended the update with UPDATE_ROLLBACK_FAILED');
    expect(run.path.filter((state) => state === 'ContinueRollback')).toHaveLength(3);
  });

  test('is continued by the next release, which then reads again what serves', async () => {
    const world = new World();
    world.stack = { ...world.stack, status: 'UPDATE_ROLLBACK_FAILED' };
    const run = await world.release(rollback);
    expect(run.status).toBe('SUCCEEDED');
    expect(run.path.filter((state) => state === 'ReadStack')).toHaveLength(2);
    expect(run.path.filter((state) => state === 'ContinueRollback')).toHaveLength(1);
  });
});

test('an update that takes too long is taken back by the alarm too, which is calm afterwards', async () => {
  const world = new World();
  world.rollout = { ends: 'never' };
  const run = await world.release();
  expect(run.status).toBe('FAILED');
  expect(world.published('CancelledReleases').map(({ Value }) => Value)).toEqual([1, 0]);
});
