import {
  DescribeEndpointCommand,
  DescribeModelPackageCommand,
  ListModelPackagesCommand,
} from '@aws-sdk/client-sagemaker';
import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  StartExecutionCommand,
  type HistoryEvent,
} from '@aws-sdk/client-sfn';
import { ACCOUNT, arnOf, CALLER, Cloud } from '../cloud';
import { serves } from '../ledger-facts';

const cloud = new Cloud();
const MACHINE = `arn:aws:states:eu-west-1:${ACCOUNT}:stateMachine:excorp-prod-release`;
const EXECUTION = `arn:aws:states:eu-west-1:${ACCOUNT}:execution:excorp-prod-release:one`;
const HISTORY = { kind: { S: 'history' }, packages: { L: [{ S: arnOf(15) }, { S: arnOf(14) }, { S: arnOf(13) }] } };
const PIN = {
  kind: { S: 'pin' },
  packageArn: { S: arnOf(14) },
  reason: { S: 'INC-77' },
  actor: { S: 'bert' },
  since: { S: '2026-11-20T10:00:00Z' },
};

/** What was started, as the machine reads it. */
function started() {
  return cloud.sfn.commandCalls(StartExecutionCommand).map(({ args }) => args[0].input);
}

function request(): unknown {
  return JSON.parse(started()[0]?.input ?? '');
}

function described(version: number, ModelApprovalStatus: 'Approved' | 'Rejected' = 'Approved'): void {
  cloud.sagemaker.on(DescribeModelPackageCommand, { ModelPackageName: arnOf(version) }).resolves({
    ModelPackageName: 'x',
    ModelPackageArn: arnOf(version),
    CreationTime: new Date(0),
    ModelPackageStatus: 'Completed',
    ModelPackageStatusDetails: { ValidationStatuses: [] },
    ModelApprovalStatus,
  });
}

const event = (id: number, name: string): HistoryEvent => ({
  id,
  type: 'TaskStateEntered',
  timestamp: new Date(Date.UTC(2026, 10, 23, 12, 0, id)),
  stateEnteredEventDetails: { name },
});

beforeEach(() => {
  cloud.reset();
  cloud.releases(15).remembers(HISTORY);
  cloud.sfn.on(StartExecutionCommand).resolves({ executionArn: EXECUTION, startDate: new Date() });
  const execution = {
    executionArn: EXECUTION,
    stateMachineArn: MACHINE,
    startDate: new Date(Date.UTC(2026, 10, 23, 12)),
  };
  cloud.sfn
    .on(DescribeExecutionCommand)
    .resolvesOnce({ ...execution, status: 'RUNNING' })
    .resolves({ ...execution, status: 'SUCCEEDED', stopDate: new Date(Date.UTC(2026, 10, 23, 12, 12, 3)) });
  cloud.sfn
    .on(GetExecutionHistoryCommand)
    .resolvesOnce({ events: [event(2, 'Check'), event(1, 'Lock')] })
    .resolves({
      events: [
        event(5, 'WaitForStack'),
        event(4, 'IsUpdating'),
        event(3, 'UpdateStack'),
        event(2, 'Check'),
        event(1, 'Lock'),
      ],
    });
  cloud.sagemaker.on(DescribeEndpointCommand).resolves({
    EndpointName: 'excorp-prod--churn',
    EndpointStatus: 'InService',
    LastDeploymentConfig: {
      BlueGreenUpdatePolicy: {
        TrafficRoutingConfiguration: {
          Type: 'CANARY',
          CanarySize: { Type: 'CAPACITY_PERCENT', Value: 10 },
          WaitIntervalInSeconds: 900,
        },
        TerminationWaitInSeconds: 300,
      },
      AutoRollbackConfiguration: { Alarms: [{ AlarmName: 'errors' }, { AlarmName: 'latency' }] },
    },
  });
});

describe('rollback', () => {
  test('goes back to the last version that served well, pins it, and says how long it took', async () => {
    const { code, out, err } = await cloud.call(['rollback', 'churn', '--reason', 'INC-77', '--yes']);
    expect({ code, out }).toEqual({ code: 0, out: 'done: churn serves v14 after 12 min 3 s' });
    expect(err.split('\n')).toEqual([
      'rollback churn in prod',
      '  version   v15 → v14',
      '  reason    INC-77',
      '  pin       stays on v14 until the next promote or unpin',
      '  endpoint  InService',
      '  traffic   canary of 10 % for 15 min',
      '  alarms    errors, latency take it back',
      '  time      about 20 min of watching, and the start of the instances',
      '  00:01  take the lock',
      '  00:02  check the version',
      '  00:03  update the serving stack',
      '  00:05  traffic moves, alarms are watched',
    ]);
    expect(started()).toEqual([
      { stateMachineArn: MACHINE, name: 'churn-14-rollback-20261123T120000Z', input: expect.any(String) },
    ]);
    expect(request()).toEqual({
      model: 'churn',
      packageArn: arnOf(14),
      cause: 'rollback',
      reason: 'INC-77',
      pin: true,
      actor: CALLER,
    });
  });

  test('goes back to the version that is named', async () => {
    described(13);
    const { code } = await cloud.call(['rollback', 'churn', '--to', 'v13', '--reason', 'INC-77', '--yes', '--json']);
    expect(code).toBe(0);
    expect(request()).toMatchObject({ packageArn: arnOf(13), cause: 'rollback' });
  });

  test('prints a stable shape as JSON', async () => {
    const { out } = await cloud.call(['rollback', 'churn', '--reason', 'INC-77', '--yes', '--json']);
    expect(JSON.parse(out)).toEqual({
      ok: true,
      status: 'SUCCEEDED',
      model: 'churn',
      environment: 'prod',
      verb: 'rollback',
      from: arnOf(15),
      to: arnOf(14),
      reason: 'INC-77',
      pinned: true,
      executionArn: EXECUTION,
      seconds: 723,
      steps: [
        { name: 'Lock', at: '2026-11-23T12:00:01.000Z' },
        { name: 'Check', at: '2026-11-23T12:00:02.000Z' },
        { name: 'UpdateStack', at: '2026-11-23T12:00:03.000Z' },
        { name: 'IsUpdating', at: '2026-11-23T12:00:04.000Z' },
        { name: 'WaitForStack', at: '2026-11-23T12:00:05.000Z' },
      ],
    });
  });

  test('asks at a terminal for the reason and for confirmation, and does nothing on no', async () => {
    const asked: string[] = [];
    const terminal = (yes: boolean | undefined) => ({
      confirm: async (question: string) => {
        asked.push(question);
        return yes;
      },
      text: async (question: string) => {
        asked.push(question);
        return 'INC-77';
      },
    });
    const no = await cloud.call(['rollback', 'churn'], { terminal: terminal(false) });
    expect(no).toMatchObject({ code: 3, err: expect.stringContaining('error: nothing was changed') });
    expect(asked).toEqual(['Why is it rolled back?', 'Go ahead?']);
    expect(started()).toEqual([]);
    expect((await cloud.call(['rollback', 'churn'], { terminal: terminal(true) })).code).toBe(0);
    expect(request()).toMatchObject({ reason: 'INC-77' });
  });

  test('fails without a terminal, naming the flags', async () => {
    const silent = await cloud.call(['rollback', 'churn']);
    expect(silent).toMatchObject({ code: 3, err: expect.stringContaining('--reason is needed') });
    const unasked = await cloud.call(['rollback', 'churn', '--reason', 'INC-77']);
    expect(unasked).toMatchObject({ code: 3, err: expect.stringContaining('run it again with --yes') });
    expect(unasked.err).toContain('version   v15 → v14');
    expect(started()).toEqual([]);
  });

  test('fails on an empty reason', async () => {
    expect(await cloud.call(['rollback', 'churn', '--reason', ' '])).toMatchObject({
      code: 2,
      err: expect.stringContaining('--reason must not be empty'),
    });
  });

  test('fails when nothing served well before, or nothing at all', async () => {
    cloud.remembers();
    expect((await cloud.call(['rollback', 'churn', '--reason', 'x', '--yes'])).err).toContain(
      'churn has no version that served well before v15\nnext: name one: blueprint rollback churn --to VERSION',
    );
    cloud.publishes('/excorp/prod/churn/model-package-arn', 'none');
    expect(await cloud.call(['rollback', 'churn', '--reason', 'x', '--yes'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('no version of churn was ever released in prod'),
    });
  });

  test('says that it cancels a release that is in progress', async () => {
    cloud.remembers(HISTORY, { kind: { S: 'lock' }, execution: { S: 'arn:other' } });
    cloud.sfn.on(DescribeExecutionCommand, { executionArn: 'arn:other' }).resolves({ status: 'RUNNING' });
    const { code, err } = await cloud.call(['rollback', 'churn', '--reason', 'x', '--yes', '--no-watch']);
    expect(code).toBe(0);
    expect(err).toContain('  cancels   the release in progress, arn:other');
  });

  test('goes ahead when the release that holds the lock was stopped', async () => {
    cloud.remembers(HISTORY, { kind: { S: 'lock' }, execution: { S: 'arn:other' } });
    cloud.sfn.on(DescribeExecutionCommand, { executionArn: 'arn:other' }).resolves({ status: 'ABORTED' });
    const { code } = await cloud.call(['rollback', 'churn', '--reason', 'x', '--yes', '--no-watch']);
    expect(code).toBe(0);
    expect(started()).toHaveLength(1);
  });

  test('goes back to what the ledger saw before, when the release machine remembers nothing', async () => {
    cloud.remembers();
    await cloud.records(serves(15, '2026-11-17T10:00:00.000Z', 13));
    await cloud.call(['rollback', 'churn', '--reason', 'x', '--yes', '--no-watch']);
    expect(request()).toMatchObject({ packageArn: arnOf(13), pin: true });
  });

  test('leaves the release running on Ctrl-C, and says how to look again', async () => {
    const { code, err } = await cloud.call(['rollback', 'churn', '--reason', 'x', '--yes'], {
      interruptible: (work) => work(() => Promise.resolve(true)),
    });
    expect(code).toBe(5);
    expect(err).toContain('no longer watching: the release goes on\nlook again: blueprint list churn --env prod');
  });

  test('fails when the release fails, with its cause', async () => {
    const startDate = new Date(0);
    cloud.sfn.reset();
    cloud.sfn.on(StartExecutionCommand).resolves({ executionArn: EXECUTION, startDate });
    cloud.sfn.on(GetExecutionHistoryCommand).resolves({ events: [] });
    cloud.sfn.on(DescribeExecutionCommand).resolves({
      executionArn: EXECUTION,
      stateMachineArn: MACHINE,
      startDate,
      stopDate: startDate,
      status: 'FAILED',
      error: 'ReleaseRolledBack',
      cause: 'the alarm errors went off',
    });
    const { code, out, err } = await cloud.call(['rollback', 'churn', '--reason', 'x', '--yes']);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain('failed: rollback of churn to v14 ended as FAILED\n  the alarm errors went off');
    expect(err).toContain('next: see what serves with: blueprint which churn --env prod');
  });
});

describe('promote', () => {
  test('releases the newest approved version, and takes a pin off', async () => {
    cloud.remembers(HISTORY, PIN).releases(14);
    const ModelPackageSummaryList = [
      {
        ModelPackageGroupName: 'excorp-prod--churn',
        ModelPackageArn: arnOf(16),
        CreationTime: new Date(0),
        ModelPackageStatus: 'Completed' as const,
      },
    ];
    cloud.sagemaker.on(ListModelPackagesCommand).resolves({ ModelPackageSummaryList });
    const { code, out, err } = await cloud.call(['promote', 'churn', '--yes', '--no-watch']);
    expect({ code, out }).toEqual({ code: 0, out: `started ${EXECUTION}` });
    expect(err).toContain('  version   v14 → v16');
    expect(err).toContain('  pin       on v14 by bert since 2026-11-20T10:00:00Z (INC-77) is taken off');
    expect(request()).toEqual({
      model: 'churn',
      packageArn: arnOf(16),
      cause: 'release',
      reason: 'promoted v16',
      pin: false,
      actor: CALLER,
    });
    expect(cloud.sagemaker.commandCalls(ListModelPackagesCommand)[0]?.args[0].input).toMatchObject({
      ModelApprovalStatus: 'Approved',
      MaxResults: 1,
    });
  });

  test('fails on a version that is not approved, and names the command', async () => {
    described(16, 'Rejected');
    const { code, err } = await cloud.call(['promote', 'churn', '16', '--yes']);
    expect(code).toBe(1);
    expect(err).toBe(
      'error: only an approved version is released, churn v16 is Rejected\n' +
        'next: have it approved: blueprint approve churn v16 --env prod --reason "…"',
    );
  });

  test('fails on a version that does not exist, and on another model\u2019s', async () => {
    const missing = Object.assign(new Error('does not exist'), { name: 'ValidationException' });
    cloud.sagemaker.on(DescribeModelPackageCommand).rejects(missing);
    cloud.sagemaker.on(ListModelPackagesCommand).resolves({ ModelPackageSummaryList: [] });
    expect((await cloud.call(['promote', 'churn', '99', '--yes'])).err).toContain('churn has no version v99');
    const other = await cloud.call(['promote', 'churn', arnOf(3).replace('churn', 'assistant'), '--yes']);
    expect(other).toMatchObject({ code: 2, err: expect.stringContaining('a version is a number such as 14 or v14') });
  });

  test('fails while another release is in progress, naming it', async () => {
    described(16);
    cloud.remembers(HISTORY, { kind: { S: 'lock' }, execution: { S: 'arn:other' } });
    cloud.sfn.on(DescribeExecutionCommand, { executionArn: 'arn:other' }).resolves({ status: 'RUNNING' });
    const { code, err } = await cloud.call(['promote', 'churn', '16', '--yes']);
    expect(code).toBe(1);
    expect(err).toContain('error: a release of churn is in progress: arn:other');
    expect(err).toContain('aws stepfunctions stop-execution --execution-arn arn:other');
    expect(started()).toEqual([]);
  });

  test('does nothing for the version that serves already', async () => {
    described(15);
    const { code, out } = await cloud.call(['promote', 'churn', '15']);
    expect({ code, out }).toEqual({ code: 0, out: 'churn serves v15 already' });
    expect(started()).toEqual([]);
  });
});

describe('pin and unpin', () => {
  test('pin keeps the version that serves', async () => {
    const { code, err } = await cloud.call(['pin', 'churn', '--reason', 'end of quarter', '--yes', '--no-watch']);
    expect(code).toBe(0);
    expect(err).toContain('  version  stays v15');
    expect(request()).toMatchObject({ packageArn: arnOf(15), cause: 'release', pin: true, reason: 'end of quarter' });
  });

  test('unpin takes the pin off', async () => {
    cloud.remembers(HISTORY, PIN);
    await cloud.call(['unpin', 'churn', '--reason', 'over', '--yes', '--no-watch']);
    expect(request()).toMatchObject({ packageArn: arnOf(15), pin: false });
  });

  test('both do nothing when it is so already', async () => {
    expect((await cloud.call(['unpin', 'churn', '--reason', 'x'])).out).toBe('churn is not pinned');
    cloud.remembers(HISTORY, PIN);
    expect((await cloud.call(['pin', 'churn', '--reason', 'x'])).out).toBe('churn is pinned to v14 already');
    expect(started()).toEqual([]);
  });
});
