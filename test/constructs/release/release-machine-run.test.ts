import { Stopped, ServiceFault } from './executor';
import { definitionOf, MODEL, version, World } from './world';

// One line for each check.
beforeEach(() => jest.spyOn(console, 'info').mockImplementation());
afterEach(() => jest.restoreAllMocks());

test('releases a version: parameter, update with the previous template, observation, history, lock given back', async () => {
  const world = new World();
  const run = await world.release();
  expect(run).toMatchObject({
    status: 'SUCCEEDED',
    output: {
      model: 'churn',
      modelPackageArn: version(14),
      previousModelPackageArn: version(13),
      warnings: [expect.stringContaining('LastModifiedBy')],
    },
  });
  expect(world.parameter).toBe(version(14));
  expect(world.updates).toEqual([
    {
      StackName: 'prod-Serving-churn',
      UsePreviousTemplate: true,
      Parameters: [
        { ParameterKey: 'ModelPackageArn1', UsePreviousValue: true },
        { ParameterKey: 'ModelPackageEndpointExists2', ParameterValue: 'true' },
        { ParameterKey: 'BootstrapVersion', UsePreviousValue: true },
      ],
      Capabilities: ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND'],
      ClientRequestToken: 'release-churn-14-release',
    },
  ]);
  expect(world.stages()).toEqual(['intended', 'applied', 'completed']);
  expect(world.items.get('history')?.['packages']).toEqual({
    L: [{ S: version(14) }, { S: version(13) }, { S: version(12) }],
  });
  expect(world.items.has('lock')).toBe(false);
  expect(world.messages).toEqual([]);
});

test('the ledger hears of the intention before the parameter is written, and of the application after the update', async () => {
  const world = new World();
  await world.release();
  const order = ['RecordIntended', 'WriteParameter', 'UpdateStack', 'RecordApplied', 'WatchStack', 'RecordCompleted'];
  const places = order.map((state) => world.calls.findIndex((call) => call.startsWith(`${state} `)));
  expect(places).toEqual([...places].sort((a, b) => a - b));
  expect(world.facts[0]).toEqual({
    kind: 'release',
    release: {
      releaseId: 'churn-14-release',
      stage: 'intended',
      modelPackageArn: version(14),
      previousModelPackageArn: version(13),
    },
    model: 'churn',
    factId: 'request/churn-14-release/intended',
    cause: 'release',
    actor: 'arn:aws:iam::333333333333:user/ben',
    at: '2026-11-23T10:00:00.000Z',
    intendedAt: '2026-11-23T10:00:00.000Z',
    source: { service: 'release', type: 'request', id: 'message' },
    reason: 'better',
  });
});

test('the first release creates the endpoint', async () => {
  const world = new World();
  world.parameter = 'none';
  world.stack.served = 'none';
  world.endpoint = undefined;
  world.items.clear();
  const run = await world.release();
  expect(run.status).toBe('SUCCEEDED');
  expect(world.updates[0]?.['Parameters']).toContainEqual({
    ParameterKey: 'ModelPackageEndpointExists2',
    ParameterValue: 'false',
  });
  expect(world.facts[0]).toMatchObject({ release: { stage: 'intended', modelPackageArn: version(14) } });
  expect(world.facts[0]).not.toHaveProperty('release.previousModelPackageArn');
  expect(world.items.get('history')?.['packages']).toEqual({ L: [{ S: version(14) }] });
});

test('an inference component is observed by the model that it has', async () => {
  const world = new World();
  const run = await world.release({}, undefined, definitionOf({ ...MODEL, inferenceComponentName: 'churn' }));
  expect(run.status).toBe('SUCCEEDED');
  expect(run.path).toContain('ObserveComponent');
});

test('an update with nothing to change is a success', async () => {
  const world = new World();
  world.rollout = { ends: 'refused', message: 'No updates are to be performed.' };
  world.endpoint = { config: 'config-14', status: 'InService' };
  world.stack.served = version(14);
  world.tellsResolved = false;
  world.parameter = version(14);
  expect((await world.release()).status).toBe('SUCCEEDED');
  expect(world.updates).not.toEqual([]);
  expect(world.stages()).toEqual(['intended', 'applied', 'completed']);
});

test('waits while scaling changes the endpoint after the update', async () => {
  const world = new World();
  world.afterUpdate = { status: 'Updating', seconds: 90 };
  expect((await world.release()).status).toBe('SUCCEEDED');
});

test('a good release stays good when scaling fails after it: RollingBack ends by itself', async () => {
  const world = new World();
  world.afterUpdate = { status: 'RollingBack', seconds: 300 };
  const run = await world.release();
  expect([run.status, run.cause]).toEqual(['SUCCEEDED', undefined]);
  expect(world.stages()).toEqual(['intended', 'applied', 'completed']);
});

describe('fails and puts everything back', () => {
  const putBack = (world: World) => {
    expect(world.parameter).toBe(version(13));
    expect(world.stages().at(-1)).toBe('failed');
    expect(world.items.has('lock')).toBe(false);
    expect(world.items.get('history')?.['packages']?.L?.[0]).toEqual({ S: version(13) });
    expect(world.messages).toMatchObject([{ TopicArn: 'critical', Subject: 'ReleaseRolledBack: churn' }]);
  };

  test('when an alarm takes the version back, and names the alarm', async () => {
    const world = new World();
    world.rollout = { ends: 'rolled back', failureReason: 'The alarm prod-churn-ErrorRate was in ALARM state.' };
    const run = await world.release();
    expect(run).toMatchObject({ status: 'FAILED', error: 'ReleaseRolledBack' });
    expect(run.cause).toBe(
      'the serving stack ended the update with UPDATE_ROLLBACK_COMPLETE: resource(s) failed: [Endpoint]; The alarm prod-churn-ErrorRate was in ALARM state.',
    );
    putBack(world);
    expect(world.facts.at(-1)).toMatchObject({
      cause: 'automatic-rollback',
      reason: run.cause,
      release: { stage: 'failed', previousModelPackageArn: version(13) },
    });
    const applied = world.facts.find((fact) => fact.kind === 'release' && fact.release.stage === 'applied');
    expect(applied?.appliedAt).toBeDefined();
    expect(world.facts.at(-1)?.appliedAt).toBe(applied?.appliedAt);
    expect(world.messages[0]?.['Message']).toContain('prod-churn-ErrorRate');
  });

  test('when CloudFormation refuses the update', async () => {
    const world = new World();
    world.rollout = { ends: 'refused', message: 'User is not authorized to perform iam:PassRole' };
    const run = await world.release();
    expect(run).toMatchObject({ status: 'FAILED', cause: expect.stringContaining('iam:PassRole') });
    putBack(world);
    expect(world.stages()).toEqual(['intended', 'failed']);
    expect(world.facts.at(-1)?.appliedAt).toBeUndefined();
  });

  test('when the update ends well and the endpoint stays with the old configuration', async () => {
    const world = new World();
    world.rollout = { ends: 'rolled back silently' };
    expect((await world.release()).cause).toContain('the endpoint does not serve with it');
    putBack(world);
  });

  test('when the update takes too long: it is cancelled, and an alarm told', async () => {
    const world = new World();
    world.rollout = { ends: 'never' };
    const run = await world.release();
    expect(run.status).toBe('FAILED');
    expect(run.seconds).toBeGreaterThan(36_000);
    expect(run.path.filter((state) => state === 'CancelUpdate')).toHaveLength(1);
    expect(world.metrics[0]).toMatchObject({
      Namespace: 'AiProduction/Release',
      MetricData: [{ MetricName: 'OverdueReleases' }],
    });
    putBack(world);
  });

  test('when the stack cannot be read for as long as an update may take', async () => {
    const world = new World();
    world.faults = [{ call: 'cloudformation:describeStacks', state: 'WatchStack', times: 1e6 }];
    expect((await world.release()).status).toBe('FAILED');
    putBack(world);
  });

  test('when the parameter cannot be put back, and says so', async () => {
    const world = new World();
    world.rollout = { ends: 'rolled back', failureReason: 'alarm' };
    world.faults = [{ call: 'ssm:putParameter', state: 'PutBack', times: 99 }];
    const run = await world.release();
    expect(run.cause).toContain(`the release parameter could not be put back to ${version(13)}`);
    expect(world.parameter).toBe(version(14));
    expect(world.items.has('lock')).toBe(false);
  });
});

describe('A release that is stopped at any call', () => {
  test.each([
    ['before', false],
    ['after', true],
  ])('%s its effect is made good by the next one, and nothing happens twice', async (_, after) => {
    const whole = new World();
    await whole.release();
    for (let stop = 0; stop < whole.calls.length; stop += 1) {
      const [state = '', call = ''] = (whole.calls[stop] ?? '').split(' ');
      const world = new World();
      const seen = whole.calls.slice(0, stop).filter((one) => one === whole.calls[stop]).length;
      if (seen > 0) continue;
      world.faults.push({ call, state, times: 1, error: new Stopped(), after });
      const first = await world.release({}, 'first');
      expect(first.status).toBe('STOPPED');
      // CloudFormation goes on without the machine.
      world.clock.now += 3_600_000;
      const second = await world.release({}, 'second');
      expect([state, second.status, second.cause]).toEqual([state, 'SUCCEEDED', undefined]);
      expect(world.parameter).toBe(version(14));
      expect(world.endpoint?.config).toBe('config-14');
      expect(world.updates.length).toBeLessThanOrEqual(2);
      expect(world.items.has('lock')).toBe(false);
      expect(world.items.get('history')?.['packages']?.L?.map(({ S }) => S)).toEqual([
        version(14),
        version(13),
        version(12),
      ]);
    }
  });
});

test('every call survives two faults of the service in a row', async () => {
  const whole = new World();
  await whole.release();
  for (const seen of new Set(whole.calls)) {
    const [state = '', call = ''] = seen.split(' ');
    const world = new World();
    world.faults = [{ call, state, times: 2, error: new ServiceFault('Sdk.Throttling', 'slow down') }];
    const run = await world.release();
    expect([seen, run.status]).toEqual([seen, 'SUCCEEDED']);
    expect(world.stages()).toEqual(['intended', 'applied', 'completed']);
  }
});
