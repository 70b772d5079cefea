import { definitionOf, MODEL, registered, version, World } from './world';

// One line for each check.
beforeEach(() => jest.spyOn(console, 'info').mockImplementation());
afterEach(() => jest.restoreAllMocks());

describe('changes nothing', () => {
  const untouched = (world: World, ...stages: string[]) => {
    expect(world.parameter).toBe(version(13));
    expect(world.updates).toEqual([]);
    expect(world.stages()).toEqual(stages);
    expect(world.items.has('lock')).toBe(false);
  };

  test('when the version is not approved', async () => {
    const world = new World();
    world.packages.set(version(14), registered(14, { ModelApprovalStatus: 'PendingManualApproval' }));
    const run = await world.release();
    expect(run).toMatchObject({
      status: 'FAILED',
      error: 'ReleaseRefused',
      cause: expect.stringContaining('NOT_APPROVED'),
    });
    untouched(world, 'refused');
    expect(world.messages).toMatchObject([{ TopicArn: 'warning' }]);
  });

  test('when the version does not exist', async () => {
    const world = new World();
    expect((await world.release({ packageArn: version(99) })).cause).toContain('NOT_REGISTERED');
    untouched(world, 'refused');
  });

  test('when the model is pinned, unless the pin is to be taken off', async () => {
    const world = new World();
    const pinned = {
      kind: { S: 'pin' },
      packageArn: { S: version(13) },
      reason: { S: 'incident 7' },
      actor: { S: 'ben' },
    };
    world.items.set('pin', pinned);
    expect((await world.release()).cause).toContain('PINNED: churn is pinned');
    untouched(world, 'refused');
    expect((await world.release({ pin: false }, 'second')).status).toBe('SUCCEEDED');
    expect(world.items.has('pin')).toBe(false);
    expect(world.stages()).toEqual(['refused', 'intended', 'applied', 'completed', 'unpin']);
  });

  test('and tells the ledger who asked for what, why, and all that was refused', async () => {
    const world = new World();
    const declined = registered(14, { ModelApprovalStatus: 'Rejected', ModelPackageStatus: 'Failed' });
    world.packages.set(version(14), declined);
    const run = await world.release();
    expect(world.facts).toEqual([
      {
        kind: 'refusal',
        model: 'churn',
        factId: 'request/churn-14-release/refused',
        cause: 'release',
        actor: 'arn:aws:iam::333333333333:user/ben',
        at: '2026-11-23T10:00:00.000Z',
        reason: 'better',
        source: { service: 'release', type: 'request', id: 'message' },
        refusal: {
          releaseId: 'churn-14-release',
          modelPackageArn: version(14),
          previousModelPackageArn: version(13),
          refusals: [
            {
              code: 'NOT_COMPLETE',
              problem: 'the model package must be Completed, it is Failed',
              remedy: 'register it again',
            },
            {
              code: 'NOT_APPROVED',
              problem: `only an Approved version is served, ${version(14)} is Rejected`,
              remedy: 'have it approved in the registry',
            },
          ],
        },
      },
    ]);
    expect(run.path.slice(-5)).toEqual(['RecordRefused', 'Notify', 'Unlock', 'End', 'Failed']);
  });

  test('and ends as refused when the ledger cannot be told', async () => {
    const world = new World();
    world.faults = [{ call: 'sqs:sendMessage', times: 99 }];
    expect((await world.release({ packageArn: version(99) })).error).toBe('ReleaseRefused');
    untouched(world);
    expect(world.messages).toMatchObject([{ TopicArn: 'warning', Subject: 'ReleaseRefused: churn' }]);
  });

  test('when the ledger cannot be told of the intention', async () => {
    const world = new World();
    world.faults = [{ call: 'sqs:sendMessage', times: 99 }];
    expect(await world.release()).toMatchObject({ status: 'FAILED', error: 'ReleaseAbandoned' });
    untouched(world);
    expect(world.messages).toMatchObject([{ TopicArn: 'critical' }]);
  });

  test('when the endpoint cannot be read', async () => {
    const world = new World();
    world.faults = [{ call: 'sagemaker:describeEndpoint', times: 99 }];
    expect((await world.release()).error).toBe('ReleaseAbandoned');
    untouched(world);
  });

  test.each([
    ['an unknown model', { model: 'chrun' }],
    ['a cause that does not exist', { cause: 'deploy' }],
    ['a reason that is no text', { reason: 7 }],
    ['a pin that is no truth value', { pin: 'yes' }],
    ['a version that is no text', { packageArn: 14 }],
  ])('when the request has %s', async (_, input) => {
    const world = new World();
    expect(await world.release(input)).toMatchObject({ status: 'FAILED', error: 'InvalidRequest' });
    expect(world.calls).toEqual([]);
  });

  test('when the quotas have no room, while quotas that cannot be read only warn', async () => {
    const world = new World();
    world.quotas = [{ QuotaName: 'ml.g5.2xlarge for endpoint usage', Value: 6 }];
    expect((await world.release()).cause).toContain('QUOTA');
    untouched(world, 'refused');
    world.faults = [{ call: 'servicequotas:listServiceQuotas', times: 99 }];
    const run = await world.release({}, 'second');
    expect(run.output).toMatchObject({ warnings: [expect.stringContaining('could not be read'), expect.anything()] });
  });
});

describe('A rollback', () => {
  const rollback = { cause: 'rollback', packageArn: undefined, reason: 'wrong scores', pin: true };

  test('brings back the last version that served well, and pins it', async () => {
    const world = new World();
    world.quotas = [];
    expect((await world.release(rollback)).output).toMatchObject({ modelPackageArn: version(12) });
    expect(world.items.get('pin')).toMatchObject({ packageArn: { S: version(12) }, reason: { S: 'wrong scores' } });
    expect(world.stages()).toEqual(['intended', 'applied', 'completed', 'pin']);
    expect(world.calls.filter((call) => call.includes('servicequotas'))).toEqual([]);
  });

  test('passes a pin', async () => {
    const world = new World();
    await world.release(rollback);
    const again = await world.release({ cause: 'rollback', packageArn: version(13) }, 'second');
    expect(again.status).toBe('SUCCEEDED');
  });

  test('fails when no version served well before', async () => {
    const world = new World();
    world.items.clear();
    expect((await world.release(rollback)).cause).toContain('NO_VERSION');
    const [fact] = world.facts;
    expect(fact).toMatchObject({ kind: 'refusal', cause: 'rollback', refusal: { refusals: [{ code: 'NO_VERSION' }] } });
    expect(fact).not.toHaveProperty('refusal.modelPackageArn');
  });

  test('says so when the version serves and the pin cannot be set', async () => {
    const world = new World();
    world.faults = [{ call: 'dynamodb:putItem', state: 'Pin', times: 99 }];
    expect(await world.release(rollback)).toMatchObject({ status: 'FAILED', error: 'PinFailed' });
    expect(world.parameter).toBe(version(12));
    expect(world.items.has('lock')).toBe(false);
  });
});

test('a pin of the version that serves changes nothing else, and needs no new evidence', async () => {
  const world = new World();
  const expired = definitionOf({ ...MODEL, policy: { ...MODEL.policy, readinessExpires: '2026-01-01' } });
  const pinned = await world.release({ packageArn: version(13), pin: true }, 'first', expired);
  expect(pinned.status).toBe('SUCCEEDED');
  expect(world.items.get('pin')).toMatchObject({ packageArn: { S: version(13) } });
  expect((await world.release({ packageArn: version(13), pin: false }, 'second', expired)).status).toBe('SUCCEEDED');
  expect(world.items.has('pin')).toBe(false);
  expect(world.stages()).toEqual(['pin', 'unpin']);
  expect(world.updates).toEqual([]);
});

describe('A rollback during a release', () => {
  const holder = 'arn:aws:states:eu-west-1:333333333333:execution:excorp-prod-release:canary';
  const held = (cause: string) => ({
    kind: { S: 'lock' },
    execution: { S: holder },
    cause: { S: cause },
    since: { S: '2026-11-23T09:58:00.000Z' },
  });
  const rejected = { packageArn: undefined, from: version(14), cause: 'rollback', reason: 'rejected' };

  /** Version 14 takes over from 13; when it is taken back, its release puts 13 back and unlocks. */
  function inCanary(cause: string): World {
    const world = new World();
    world.items.set('lock', held(cause));
    world.executions.add(holder);
    world.parameter = version(14);
    world.onMetric = (name, value) => {
      if (name !== 'CancelledReleases' || value !== 1) return;
      world.parameter = version(13);
      world.items.delete('lock');
      world.executions.delete(holder);
    };
    return world;
  }

  test('takes it back, and then has nothing to do: the version before serves', async () => {
    const world = inCanary('release');
    const run = await world.release(rejected);
    expect(run).toMatchObject({ status: 'SUCCEEDED', output: { modelPackageArn: version(13) } });
    expect(run.path.filter((state) => state === 'TripRollout')).toHaveLength(1);
    expect(world.updates).toEqual([]);
    expect(world.parameter).toBe(version(13));
  });

  test('does not cancel another rollback: it waits for it, and in the end is refused', async () => {
    const world = inCanary('rollback');
    const run = await world.release(rejected);
    expect(run.path).not.toContain('CancelRelease');
    expect(run.cause).toContain('IN_PROGRESS');
    expect(run.seconds).toBeGreaterThanOrEqual(3600);
  });
});

describe('Two releases', () => {
  const holder = 'arn:aws:states:eu-west-1:333333333333:execution:excorp-prod-release:other';
  const lock = { kind: { S: 'lock' }, execution: { S: holder }, since: { S: '2026-11-23T09:58:00.000Z' } };

  test('do not run at the same time, and the second leaves the lock alone', async () => {
    const world = new World();
    world.items.set('lock', lock);
    world.executions.add(holder);
    expect((await world.release()).cause).toContain(
      `IN_PROGRESS: only one release of a model runs at a time, and ${holder}`,
    );
    expect(world.items.get('lock')).toEqual(lock);
  });

  test('a lock of a moment ago is looked at again: its execution may not be listed yet', async () => {
    const world = new World();
    world.items.set('lock', { ...lock, since: { S: '2026-11-23T09:59:50.000Z' } });
    const run = await world.release();
    expect(run.path.slice(2, 8)).toEqual(['Lock', 'ReadLock', 'HasHolder', 'ReadHolder', 'IsHeld', 'WaitForHolder']);
    expect(run.status).toBe('SUCCEEDED');
  });

  test('a lock whose release has ended passes on', async () => {
    const world = new World();
    world.items.set('lock', lock);
    expect((await world.release()).status).toBe('SUCCEEDED');
    expect(world.items.has('lock')).toBe(false);
  });
});

test('waits for CloudTrail to tell of two approvers, for twenty minutes', async () => {
  const definition = definitionOf({ ...MODEL, policy: { ...MODEL.policy, riskClass: 'high' } });
  const world = new World();
  const run = await world.release({}, undefined, definition);
  expect(run.cause).toContain('SECOND_APPROVER');
  expect(run.seconds).toBeGreaterThanOrEqual(1200);
  const fact = (decision: string, person: string) => ({
    kind: { S: `approver#${version(14)}#2026-11-23T09:58:00Z#${decision}` },
    decision: { S: decision },
    at: { S: '2026-11-23T09:58:00Z' },
    arn: { S: `arn:aws:iam::333333333333:user/${person}` },
  });
  world.items.set(`approver#${version(14)}#1`, fact('review', 'cleo'));
  world.items.set(`approver#${version(14)}#2`, fact('approval', 'ben'));
  expect((await world.release({}, 'second', definition)).status).toBe('SUCCEEDED');
});
