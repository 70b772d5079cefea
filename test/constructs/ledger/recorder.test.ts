import {
  LedgerReader,
  type LedgerRecord,
  LedgerWriter,
  type ObservationDraft,
  type ServingVersion,
  stateKey,
  timeline,
  verifyChain,
  whichAt,
} from '../../../constructs/ledger/core';
import { Reconciler } from '../../../constructs/ledger/reconciler';
import { type EndpointLookup, Recorder } from '../../../constructs/ledger/recorder';
import { MemoryLedger } from './memory-ledger';
import { ENDPOINT, eventOf, type Moment, type Operation, ServingWorld } from './serving-world';

const NAMING = { resourcePrefix: 'excorp-prod--', stackPrefix: 'prod-Serving-' };
const ARN = (version: number) => `arn:aws:sagemaker:eu-west-1:333333333333:model-package/${ENDPOINT}/${version}`;
const DEPLOY: Operation = { kind: 'deploy', sameVersion: false, plan: [0, 0.1, 1], failsAt: 99, pause: 60_000 };

/** Fails calls as a crash would: before the effect, or after it and before the answer. */
class Crashes {
  public calls = 0;
  public constructor(
    private readonly at: number,
    private readonly when: 'before' | 'after',
  ) {}

  public async run<T>(call: () => Promise<T>): Promise<T> {
    this.calls += 1;
    const crashes = this.calls === this.at;
    if (crashes && this.when === 'before') throw new Error('crash');
    const answer = await call();
    if (crashes) throw new Error('crash');
    return answer;
  }
}

function setUp(world = new ServingWorld([DEPLOY]), crashes = new Crashes(0, 'before'), ledger = new MemoryLedger()) {
  let clock = Date.UTC(2026, 10, 20);
  const now = () => new Date((clock += 1)).toISOString();
  const reader = new LedgerReader({ query: (query) => crashes.run(() => ledger.query(query)) });
  const writer = new LedgerWriter(reader, { write: (items) => crashes.run(() => ledger.write(items)) }, now);
  const described: { draft?: Omit<ObservationDraft, 'at'>; live: boolean } = { live: false };
  const lookup: EndpointLookup = {
    versionsOf: (endpointConfigName) =>
      crashes.run(() =>
        Promise.resolve<ServingVersion[]>([
          {
            variantName: 'AllTraffic',
            endpointConfigName,
            weight: 1,
            modelPackageArn: world.packageOf(endpointConfigName),
          },
        ]),
      ),
    planOf: () => Promise.resolve(DEPLOY.plan),
    isLive: () => Promise.resolve(described.live),
    describe: (endpointName) =>
      crashes.run(() => Promise.resolve({ endpointName, status: 'DELETED' as const, ...described.draft, at: now() })),
  };
  const recorder = new Recorder({ naming: NAMING, reader, writer, lookup, now });
  const props = { resourcePrefix: NAMING.resourcePrefix, reader, writer, recorder, lookup, now };
  const reconciler = new Reconciler({ ...props, graceMilliseconds: 300_000 });
  return { ledger, reader, recorder, reconciler, described };
}

async function recordsOf(reader: LedgerReader, model = 'churn'): Promise<LedgerRecord[]> {
  const records: LedgerRecord[] = [];
  for await (const record of reader.chain(model)) records.push(record);
  return records;
}

const messagesOf = (moments: readonly Moment[]) =>
  moments.map((moment, index) => JSON.stringify(eventOf(moment, `event-${index}`)));

const request = (changes: Record<string, unknown> = {}) => ({
  ledgerFact: {
    model: 'churn',
    factId: 'release-7/applied',
    cause: 'release',
    actor: 'arn:aws:iam::333333333333:role/operator',
    at: '2026-11-17T10:30:00.123456Z',
    reason: 'CHG-812',
    release: { releaseId: 'release-7', stage: 'applied', modelPackageArn: ARN(2), previousModelPackageArn: ARN(1) },
    ...changes,
  },
});

const REFUSAL = {
  releaseId: 'release-8',
  modelPackageArn: ARN(3),
  refusals: [
    { code: 'PINNED', problem: 'churn is pinned', remedy: 'unpin the model' },
    { code: 'NOT_APPROVED', problem: 'only an Approved version is served', remedy: 'have it approved' },
  ],
};
const refusalRequest = (changes: Partial<typeof REFUSAL> = {}) =>
  request({ factId: 'release-8/refused', release: undefined, refusal: { ...REFUSAL, ...changes } });

/** An API call as CloudTrail writes it. */
const call = (eventName: string, requestParameters: Record<string, unknown>, more: Record<string, unknown> = {}) => ({
  id: `event-${eventName}`,
  source: 'aws.sagemaker',
  'detail-type': 'AWS API Call via CloudTrail',
  time: '2026-11-17T11:00:00Z',
  detail: {
    eventSource: 'sagemaker.amazonaws.com',
    eventName,
    eventTime: '2026-11-17T10:59:58Z',
    eventID: `call-${eventName}`,
    userIdentity: { arn: 'arn:aws:sts::333333333333:assumed-role/reviewer/session' },
    requestParameters,
    ...more,
  },
});

describe('The recorder', () => {
  test.each(['before', 'after'] as const)(
    'loses and doubles nothing when it crashes %s any one of its calls, and its messages come again',
    async (when) => {
      const world = new ServingWorld([DEPLOY, { ...DEPLOY, failsAt: 1 }]);
      const messages = messagesOf(world.moments);
      const calm = setUp(world);
      const counted = new Crashes(0, when);
      for (const message of messages) await setUp(world, counted, calm.ledger).recorder.record(message, 'm');
      const expected = (await recordsOf(calm.reader)).map(({ factId }) => factId).sort();
      expect(expected).toHaveLength(world.moments.length);
      for (let crash = 1; crash <= counted.calls; crash += 1) {
        const crashes = new Crashes(crash, when);
        const { reader, recorder } = setUp(world, crashes);
        const again: string[] = [];
        for (const message of messages) {
          await recorder.record(message, 'm').catch(() => again.push(message));
        }
        expect(again).toHaveLength(1);
        for (const message of again) await recorder.record(message, 'm');
        const records = await recordsOf(reader);
        expect(records.map(({ factId }) => factId).sort()).toEqual(expected);
        expect(verifyChain(records)).toMatchObject({ intact: true });
        for (const { at } of world.moments) {
          const instant = new Date(at).toISOString();
          const answer = whichAt('churn', await reader.around('churn', instant), instant);
          expect(answer.candidates.map(stateKey)).toEqual([world.truthAt(at)]);
        }
      }
    },
  );

  test('appends to one chain when two run at the same time', async () => {
    const world = new ServingWorld([DEPLOY, DEPLOY]);
    const ledger = new MemoryLedger();
    const two = [setUp(world, undefined, ledger), setUp(world, undefined, ledger)];
    const messages = messagesOf(world.moments);
    await Promise.all(
      two.flatMap(({ recorder }) => messages.map((message) => recorder.record(message, 'm').catch(String))),
    );
    for (const message of messages) await setUp(world, undefined, ledger).recorder.record(message, 'm');
    const [{ reader }] = two as [(typeof two)[0], (typeof two)[0]];
    const records = await recordsOf(reader);
    expect(records).toHaveLength(world.moments.length);
    expect(verifyChain(records)).toMatchObject({ intact: true });
  });

  test('records what the release machine asks for, once', async () => {
    const { reader, recorder } = setUp();
    await recorder.record(JSON.stringify(request()), 'message-1');
    await recorder.record(JSON.stringify(request()), 'message-2');
    const [record, ...others] = await recordsOf(reader);
    expect(others).toEqual([]);
    expect(record).toMatchObject({
      kind: 'release',
      cause: 'release',
      at: '2026-11-17T10:30:00.123Z',
      reason: 'CHG-812',
      release: { stage: 'applied', modelPackageArn: ARN(2), previousModelPackageArn: ARN(1) },
    });
  });

  test('records what the release machine refused, and tells it in one line', async () => {
    const { reader, recorder } = setUp();
    await recorder.record(JSON.stringify(refusalRequest()), 'message-1');
    await recorder.record(JSON.stringify(refusalRequest()), 'message-2');
    const records = await recordsOf(reader);
    expect(records).toMatchObject([{ kind: 'refusal', cause: 'release', reason: 'CHG-812', refusal: REFUSAL }]);
    expect(verifyChain(records)).toMatchObject({ intact: true });
    expect(timeline(records).map(({ summary }) => summary)).toEqual(['release of v3 refused: PINNED, NOT_APPROVED']);
  });

  test('tells of a rollback that found no version', async () => {
    const { reader, recorder } = setUp();
    const { ledgerFact } = refusalRequest({ modelPackageArn: undefined });
    await recorder.record(JSON.stringify({ ledgerFact: { ...ledgerFact, cause: 'rollback' } }), 'message');
    expect(timeline(await recordsOf(reader))).toMatchObject([{ summary: 'rollback refused: PINNED, NOT_APPROVED' }]);
  });

  test.each([
    [{ cause: 'change' }, 'cause must be one of'],
    [{ release: undefined }, 'one of release, refusal and pin must be given'],
    [
      { release: { releaseId: 'x', stage: 'done', modelPackageArn: ARN(1) } },
      'one of release, refusal and pin must be given',
    ],
    [
      { model: '', factId: '', at: 'now' },
      'model must be the name of a model; factId must identify the fact; at must be',
    ],
    [{ refusal: REFUSAL }, 'one of release, refusal and pin must be given'],
    [{ release: undefined, refusal: { ...REFUSAL, refusals: [] } }, 'one of release, refusal and pin must be given'],
    [
      { release: undefined, refusal: { ...REFUSAL, refusals: [{ code: 'PINNED' }] } },
      'one of release, refusal and pin must be given',
    ],
    [{ kind: 'observation', observed: {}, release: undefined }, 'one of release, refusal and pin must be given'],
  ])('fails for the request %j', async (changes, problem) => {
    const { recorder, ledger } = setUp();
    await expect(recorder.record(JSON.stringify(request(changes)), 'm')).rejects.toThrow(problem);
    expect(ledger.items).toEqual([]);
  });

  test('fails for what is neither an event nor a request, so that it ends among the dead letters', async () => {
    await expect(setUp().recorder.record('{"x":1}', 'm')).rejects.toThrow(
      'must be an event of EventBridge or a ledgerFact',
    );
    await expect(setUp().recorder.record('{', 'm')).rejects.toThrow();
  });

  test('leaves endpoints, stacks and packages of others alone', async () => {
    const { recorder, ledger } = setUp();
    const [moment] = new ServingWorld([]).moments as [Moment];
    const event = eventOf(moment, 'event-1');
    const others = [
      { ...event, detail: { ...event.detail, EndpointName: 'excorp-dev--churn' } },
      { ...event, 'detail-type': 'SageMaker Training Job State Change' },
      call('UpdateEndpoint', { endpointName: 'excorp-dev--churn' }),
      call('CreateModel', { modelName: 'excorp-prod--churn' }),
      {
        ...event,
        source: 'aws.cloudformation',
        'detail-type': 'CloudFormation Stack Status Change',
        detail: { 'stack-id': 'arn:aws:cloudformation:eu-west-1:333333333333:stack/dev-Serving-churn/1' },
      },
    ];
    for (const other of others) expect(await recorder.record(JSON.stringify(other), 'm')).toEqual([]);
    expect(ledger.items).toEqual([]);
  });

  test('records who approved and who rejected, from the call, and the registry’s own event beside it', async () => {
    const { recorder, reader } = setUp();
    await recorder.record(
      JSON.stringify(call('UpdateModelPackage', { modelPackageArn: ARN(2), modelApprovalStatus: 'Approved' })),
      'm',
    );
    const event = {
      ...call('x', {}),
      'detail-type': 'SageMaker Model Package State Change',
      detail: {
        ModelPackageArn: ARN(3),
        ModelPackageGroupName: ENDPOINT,
        ModelApprovalStatus: 'Rejected',
        LastModifiedTime: Date.UTC(2026, 10, 17, 12),
      },
    };
    await recorder.record(JSON.stringify(event), 'm');
    expect(await recordsOf(reader)).toMatchObject([
      {
        kind: 'registry',
        cause: 'approval',
        at: '2026-11-17T10:59:58.000Z',
        actor: 'arn:aws:sts::333333333333:assumed-role/reviewer/session',
        registry: { modelPackageArn: ARN(2), approvalStatus: 'Approved' },
      },
      { kind: 'registry', cause: 'rejection', at: '2026-11-17T12:00:00.000Z', registry: { modelPackageArn: ARN(3) } },
    ]);
  });

  test('describes the endpoint after a call that no event tells the effect of', async () => {
    const { recorder, reader, described } = setUp();
    described.draft = {
      endpointName: ENDPOINT,
      status: 'IN_SERVICE',
      fleet: { endpointConfigName: 'config-1', weights: { AllTraffic: 1 }, instances: 1 },
    };
    await recorder.record(JSON.stringify(call('UpdateInferenceComponent', { inferenceComponentName: ENDPOINT })), 'm');
    expect(await recordsOf(reader)).toMatchObject([
      { kind: 'call', call: { action: 'UpdateInferenceComponent' } },
      { kind: 'observation', observed: { status: 'IN_SERVICE', versions: [{ modelPackageArn: ARN(1) }] } },
    ]);
  });

  test('does not look at the endpoint after a call that was refused', async () => {
    const { recorder, reader } = setUp();
    const refused = call(
      'UpdateInferenceComponent',
      { inferenceComponentName: ENDPOINT },
      { errorCode: 'AccessDenied' },
    );
    await recorder.record(JSON.stringify(refused), 'm');
    expect(await recordsOf(reader)).toMatchObject([{ kind: 'call', call: { errorCode: 'AccessDenied' } }]);
  });

  test('names the version to go back to', async () => {
    const world = new ServingWorld([DEPLOY, { ...DEPLOY, failsAt: 1 }]);
    const { recorder, reader } = setUp(world);
    for (const message of messagesOf(world.moments)) await recorder.record(message, 'm');
    const records = await recordsOf(reader);
    const inService = records.filter(
      (record) => record.kind === 'observation' && record.observed.status === 'IN_SERVICE',
    );
    expect(inService.map(({ rollbackTo }) => rollbackTo)).toEqual([undefined, ARN(1), ARN(1)]);
  });
});

describe('The reconciler', () => {
  const fleet = (endpointConfigName: string) => ({ endpointConfigName, weights: { AllTraffic: 1 }, instances: 1 });
  const OLD = '2026-11-18T00:00:00.000Z';

  async function settled() {
    const world = new ServingWorld([DEPLOY]);
    const set = setUp(world);
    for (const message of messagesOf(world.moments)) await set.recorder.record(message, 'm');
    return { ...set, before: (await recordsOf(set.reader)).length };
  }

  test('finds nothing where the ledger saw what there is', async () => {
    const { reconciler, reader, described, before } = await settled();
    described.draft = { endpointName: ENDPOINT, status: 'IN_SERVICE', since: OLD, fleet: fleet('config-2') };
    expect(await reconciler.reconcile('churn', 'check-1')).toEqual({ model: 'churn', verdict: 'same' });
    expect(await recordsOf(reader)).toHaveLength(before);
  });

  test('records an endpoint that was changed by hand, once', async () => {
    const { reconciler, reader, described, before } = await settled();
    described.draft = { endpointName: ENDPOINT, status: 'IN_SERVICE', since: OLD, fleet: fleet('config-1') };
    expect(await reconciler.reconcile('churn', 'check-1')).toMatchObject({
      verdict: 'different',
      sequence: before + 1,
    });
    expect(await reconciler.reconcile('churn', 'check-2')).toMatchObject({ verdict: 'same' });
    expect((await recordsOf(reader)).at(-1)).toMatchObject({
      kind: 'observation',
      cause: 'reconciliation',
      observed: { since: OLD, versions: [{ modelPackageArn: ARN(1) }] },
    });
    const asked = '2026-11-18T12:00:00.000Z';
    expect(whichAt('churn', await reader.around('churn', asked), asked)).toMatchObject({
      confidence: 'confirmed',
      from: OLD,
    });
  });

  test('waits for events that may be on their way', async () => {
    const { reconciler, described } = await settled();
    described.draft = {
      endpointName: ENDPOINT,
      status: 'IN_SERVICE',
      since: '2026-11-20T00:00:00.000Z',
      fleet: fleet('config-1'),
    };
    expect(await reconciler.reconcile('churn', 'check-1')).toMatchObject({ verdict: 'in transition' });
  });

  test('takes an endpoint for new that was there before the ledger, and finds one that is gone', async () => {
    const fresh = setUp();
    expect(await fresh.reconciler.reconcile('churn', 'check-1')).toMatchObject({ verdict: 'none' });
    fresh.described.draft = { endpointName: ENDPOINT, status: 'IN_SERVICE', since: OLD, fleet: fleet('config-1') };
    expect(await fresh.reconciler.reconcile('churn', 'check-2')).toMatchObject({ verdict: 'new', sequence: 1 });
    const { reconciler } = await settled();
    expect(await reconciler.reconcile('churn', 'check-1')).toMatchObject({ verdict: 'different' });
  });
});

describe('A release that no observation shows yet', () => {
  const T = '2026-11-17T18:00:00.000Z';

  async function after(stage: string, modelPackageArn = ARN(2)) {
    const world = new ServingWorld([]);
    const { recorder, reader } = setUp(world);
    for (const message of messagesOf(world.moments)) await recorder.record(message, 'm');
    const release = { releaseId: 'release-7', stage, modelPackageArn };
    await recorder.record(JSON.stringify(request({ factId: `r/${stage}`, release })), 'm');
    return whichAt('churn', await reader.around('churn', T), T);
  }
  const served = ({ candidates }: { candidates: readonly { versions: readonly ServingVersion[] }[] }) =>
    candidates.map(({ versions }) => versions.map((version) => version.modelPackageArn).join());

  test('changes nothing when it was only intended', async () => {
    const answer = await after('intended');
    expect([answer.confidence, served(answer)]).toEqual(['confirmed', [ARN(1)]]);
    expect(answer.reasons.join()).toContain('nothing was changed yet');
  });

  test('leaves both versions possible while it is applied', async () => {
    const answer = await after('applied');
    expect([answer.confidence, served(answer), answer.versions]).toEqual(['either', [ARN(1), ARN(2)], []]);
  });

  test('is not hidden by another that was refused meanwhile', async () => {
    const { recorder, reader } = setUp(new ServingWorld([]));
    for (const message of messagesOf(new ServingWorld([]).moments)) await recorder.record(message, 'm');
    await recorder.record(JSON.stringify(request()), 'm');
    const before = whichAt('churn', await reader.around('churn', T), T);
    await recorder.record(JSON.stringify(refusalRequest()), 'm');
    expect(whichAt('churn', await reader.around('churn', T), T)).toEqual(before);
    expect([before.confidence, served(before)]).toEqual(['either', [ARN(1), ARN(2)]]);
  });

  test('is taken at its word when it is completed, with less confidence', async () => {
    const answer = await after('completed');
    expect([answer.confidence, served(answer)]).toEqual(['recorded', [ARN(2)]]);
  });

  test('is taken at its word when it failed', async () => {
    const answer = await after('failed');
    expect([answer.confidence, served(answer)]).toEqual(['recorded', [ARN(1)]]);
  });

  test('is all that is known before the first observation', async () => {
    const { recorder, reader } = setUp();
    expect(whichAt('churn', await reader.around('churn', T), T)).toMatchObject({
      confidence: 'unknown',
      candidates: [],
    });
    await recorder.record(JSON.stringify(request()), 'm');
    const answer = whichAt('churn', await reader.around('churn', T), T);
    expect([answer.confidence, served(answer)]).toEqual(['either', ['', ARN(2)]]);
  });

  test('does not hide the last observation, however many fail one after the other', async () => {
    const world = new ServingWorld([]);
    const { recorder, reader, ledger } = setUp(world);
    for (const message of messagesOf(world.moments)) await recorder.record(message, 'm');
    for (let release = 0; release < 60; release += 1) {
      await recorder.record(
        JSON.stringify(
          request({
            factId: `r/${release}`,
            release: { releaseId: `r${release}`, stage: 'failed', modelPackageArn: ARN(2) },
          }),
        ),
        'm',
      );
    }
    const queries = ledger.queries;
    const answer = whichAt('churn', await reader.around('churn', T), T);
    expect([answer.confidence, served(answer)]).toEqual(['recorded', [ARN(1)]]);
    expect(ledger.queries - queries).toBeGreaterThan(1);
  });
});

describe('A release that failed', () => {
  /** What is known an hour after a deployment that the machine made, of whose events only some arrived. */
  async function after(
    deployment: Partial<Operation>,
    changes: { readonly arrived?: (status: string) => boolean; readonly appliedAt?: string } = {},
  ) {
    const world = new ServingWorld([{ ...DEPLOY, ...deployment }]);
    const { recorder, reader } = setUp(world);
    const [{ began, ended } = { began: 0, ended: 0 }] = world.deployments;
    const arrived = world.moments.filter(({ at, phase }) => at < began || (changes.arrived?.(phase.status) ?? true));
    for (const message of messagesOf(arrived)) await recorder.record(message, 'm');
    const at = new Date(ended + 60_000).toISOString();
    const release = { releaseId: 'release-7', stage: 'failed', modelPackageArn: ARN(2) };
    const fact = { appliedAt: new Date(began).toISOString(), ...changes, at, release };
    await recorder.record(JSON.stringify(request(fact)), 'm');
    const asked = new Date(ended + 3_600_000).toISOString();
    const { confidence, candidates, reasons } = whichAt('churn', await reader.around('churn', asked), asked);
    return { confidence, served: candidates.map(stateKey), reason: reasons.at(-1) };
  }
  const first = [`${ARN(1)}@1.0000`];

  test('is undone when the endpoint came back to rest with what it served before', async () => {
    const answer = await after({ failsAt: 1 });
    expect(answer).toMatchObject({ confidence: 'confirmed', served: first });
    expect(answer.reason).toMatch(
      /^release release-7 was failed at .*, and the endpoint had come back to rest before$/,
    );
  });

  test('is taken at its word while the endpoint is still on its way back', async () => {
    const arrived = (status: string) => status !== 'IN_SERVICE';
    expect(await after({ failsAt: 1 }, { arrived })).toMatchObject({ confidence: 'recorded', served: first });
  });

  test('is taken at its word when no event tells that the endpoint began to change', async () => {
    expect(await after({ failsAt: 1 }, { arrived: () => false })).toMatchObject({
      confidence: 'recorded',
      served: first,
    });
  });

  test('is taken at its word when it does not say when it was applied', async () => {
    const answer = await after({ failsAt: 1 }, { appliedAt: '' });
    expect(answer).toMatchObject({ confidence: 'recorded', served: first });
  });

  test('is not sure of a version that the endpoint still serves', async () => {
    expect(await after({})).toMatchObject({ confidence: 'recorded', served: [`${ARN(2)}@1.0000`] });
  });
});
