import * as fc from 'fast-check';
import {
  draftOf,
  LedgerReader,
  LedgerWriter,
  type LedgerRecord,
  stateKey,
  verifyChain,
  type WhichAnswer,
  whichAt,
} from '../../../constructs/ledger/core';
import { Recorder } from '../../../constructs/ledger/recorder';
import { MemoryLedger } from './memory-ledger';
import { type Delivered, delivered, oracle, type Possible } from './oracle';
import {
  type Deployment,
  detailOf,
  ENDPOINT,
  eventOf,
  type Moment,
  type Operation,
  ServingWorld,
} from './serving-world';

const MODEL = 'churn';
const PLANS = [
  [0, 0.1, 1],
  [0, 1],
  [0, 0.2, 0.4, 0.6, 0.8, 1],
  [0, 0.5, 1],
] as const;

/** What becomes of one event on its way. */
interface Fate {
  /** 0: lost. */
  readonly copies: number;
  readonly delay: number;
  /** Whether the second copy has an id of its own, as SageMaker's own repetitions do. */
  readonly renamed: boolean;
}

/** A history, and what becomes of its events. */
export interface Mangled {
  readonly operations: readonly Operation[];
  readonly fates: readonly Fate[];
  /** Checks of the endpoint, at moments between the first and the last event, in thousandths. */
  readonly checks: readonly number[];
  /** Instants to ask for, likewise. */
  readonly asked: readonly number[];
}

const operation: fc.Arbitrary<Operation> = fc.record({
  kind: fc.oneof(
    { weight: 6, arbitrary: fc.constant('deploy' as const) },
    { weight: 2, arbitrary: fc.constant('scale' as const) },
    { weight: 1, arbitrary: fc.constant('recreate' as const) },
  ),
  sameVersion: fc.boolean().map((same) => same),
  plan: fc.constantFrom(...PLANS),
  failsAt: fc.constantFrom(-1, 0, 1, 2, 99, 99, 99),
  pause: fc.integer({ min: 1, max: 5_000_000 }),
});

/** Histories whose events are lost, repeated, late and out of order. */
export function mangled(lossPercent: number): fc.Arbitrary<Mangled> {
  const fate = fc.record({
    copies: fc.integer({ min: 0, max: 99 }).map((dice) => (dice < lossPercent ? 0 : 1 + (dice % 3 === 0 ? 1 : 0))),
    delay: fc.integer({ min: 0, max: 12 }),
    renamed: fc.boolean(),
  });
  return fc.record({
    operations: fc.array(operation, { minLength: 1, maxLength: 4 }),
    fates: fc.array(fate, { minLength: 24, maxLength: 24 }),
    checks: fc.array(fc.integer({ min: 0, max: 1000 }), { maxLength: 2 }),
    asked: fc.array(fc.integer({ min: -20, max: 1020 }), { minLength: 6, maxLength: 6 }),
  });
}

/** An answer of the ledger beside that of the oracle and the truth. */
export interface Compared {
  readonly at: number;
  readonly answer: WhichAnswer;
  /** The answer over all records instead of those of one query. */
  readonly fromAll: WhichAnswer;
  readonly possible: Possible;
  readonly truth: string;
  /** Whether the endpoint was in an operation all of whose events were lost: nothing can tell of it. */
  readonly traceless: boolean;
}

/** What a history came to. */
export interface Outcome {
  readonly world: ServingWorld;
  readonly ledger: MemoryLedger;
  readonly records: readonly LedgerRecord[];
  readonly compared: readonly Compared[];
}

/**
 * Delivers the events of a history to a recorder, and asks.
 * @param released whether the release machine made the deployments, and recorded its steps
 */
export async function play({ operations, fates, checks, asked }: Mangled, released = false): Promise<Outcome> {
  const world = new ServingWorld(operations);
  const { moments } = world;
  const [first, last] = [moments[0]?.at ?? 0, moments.at(-1)?.at ?? 0];
  const within = (thousandths: number) => Math.round(first + ((last - first) * thousandths) / 1000);
  const fateOf = (index: number) => fates[index % fates.length] ?? { copies: 1, delay: 0, renamed: false };
  const kept = moments.filter((_, index) => fateOf(index).copies > 0);
  const observed = [...new Set(checks.map(within))].flatMap((at) => checkOf(moments, at));
  const ledger = new MemoryLedger();
  const reader = new LedgerReader(ledger, 5);
  const recorder = recorderOf(world, ledger, reader);
  for (const [index, moment] of arrivals(moments, fateOf)) {
    await recorder.recorder.record(JSON.stringify(eventOf(moment, `event-${index}`)), 'message');
  }
  for (const { at, since, phase } of observed) {
    const draft = draftOf(detailOf({ at: since, phase }), new Date(at).toISOString());
    if (draft === undefined) throw new Error('a check saw no endpoint');
    const source = { service: 'ledger', type: 'reconciliation', id: String(at) };
    await recorder.writer.append(await recorder.recorder.observe(MODEL, draft, source, 'reconciliation'));
  }
  for (const request of released ? world.deployments.flatMap((one) => stepsOf(world, one)) : []) {
    await recorder.recorder.record(JSON.stringify(request), 'message');
  }
  const facts = [...kept.map(delivered), ...observed].sort((a, b) => a.at - b.at || a.since - b.since);
  const records: LedgerRecord[] = [];
  for await (const record of reader.chain(MODEL)) records.push(record);
  const compared: Compared[] = [];
  const edges = moments.flatMap(({ at }, index) => (index % 3 === 0 ? [at, at - 1] : []));
  for (const at of [...asked.map(within), ...edges]) {
    const instant = new Date(at).toISOString();
    compared.push({
      at,
      answer: whichAt(MODEL, await reader.around(MODEL, instant), instant),
      fromAll: whichAt(MODEL, records, instant),
      possible: oracle(world, facts, at),
      truth: world.truthAt(at),
      traceless: isTraceless(moments, facts, at),
    });
  }
  return { world, ledger, records, compared };
}

/** What the release machine has recorded of a deployment: it looks at the stack, and hears of its end a moment later. */
function stepsOf(
  world: ServingWorld,
  { began, ended, root, target, succeeded }: Deployment,
): { ledgerFact: unknown }[] {
  const appliedAt = new Date(began).toISOString();
  const step = (stage: string, at: number) => ({
    ledgerFact: {
      model: MODEL,
      factId: `${target}/${stage}`,
      cause: 'release',
      at: new Date(at).toISOString(),
      appliedAt,
      release: {
        releaseId: target,
        stage,
        modelPackageArn: world.packageOf(target),
        previousModelPackageArn: world.packageOf(root),
      },
    },
  });
  return [step('applied', began), step(succeeded ? 'completed' : 'failed', ended + 1)];
}

function isTraceless(moments: readonly Moment[], facts: readonly Delivered[], at: number): boolean {
  const phase = moments.findLast((moment) => moment.at <= at)?.phase;
  return phase?.target !== undefined && !facts.some((fact) => fact.phase.began === phase.began);
}

/** What a check of the endpoint sees: its phase, which has been the same since the moment before. */
function checkOf(moments: readonly Moment[], at: number): Delivered[] {
  const moment = moments.findLast((one) => one.at <= at);
  return moment === undefined ? [] : [{ at, since: moment.at, phase: moment.phase }];
}

/** Copies of events in the order in which they arrive. */
function arrivals(moments: readonly Moment[], fateOf: (index: number) => Fate): readonly [string, Moment][] {
  return moments
    .flatMap((moment, index) => {
      const { copies, delay, renamed } = fateOf(index);
      return Array.from({ length: copies }, (_, copy) => ({
        order: index + delay * (copy + 1),
        arrival: [`${index}${renamed && copy > 0 ? '-again' : ''}`, moment] as [string, Moment],
      }));
    })
    .sort((a, b) => a.order - b.order)
    .map(({ arrival }) => arrival);
}

function recorderOf(world: ServingWorld, ledger: MemoryLedger, reader: LedgerReader) {
  let clock = Date.UTC(2026, 10, 20);
  const now = () => new Date((clock += 1)).toISOString();
  const writer = new LedgerWriter(reader, ledger, now);
  const recorder = new Recorder({
    naming: { resourcePrefix: ENDPOINT.slice(0, -MODEL.length), stackPrefix: 'prod-Serving-' },
    reader,
    writer,
    now,
    lookup: {
      versionsOf: (endpointConfigName) =>
        Promise.resolve([
          {
            variantName: 'AllTraffic',
            endpointConfigName,
            weight: 1,
            modelPackageArn: world.packageOf(endpointConfigName),
          },
        ]),
      planOf: ({ pending }) => Promise.resolve(world.plans.get(pending?.endpointConfigName ?? '')),
      isLive: () => Promise.resolve(false),
      describe: () => Promise.reject(new Error('nothing is described')),
    },
  });
  return { writer, recorder };
}

/** Says what is wrong with an answer, beside the oracle's; undefined when nothing is. */
export function complaint({ answer, fromAll, possible, truth, traceless, at }: Compared): string | undefined {
  const said = {
    confidence: answer.confidence,
    exhaustive: answer.exhaustive,
    states: answer.candidates.map(stateKey).sort(),
  };
  const whole = {
    confidence: fromAll.confidence,
    exhaustive: fromAll.exhaustive,
    states: fromAll.candidates.map(stateKey).sort(),
  };
  const because = `at ${new Date(at).toISOString()} said ${JSON.stringify(said)}; ${answer.reasons.join('; ')}; truth ${truth}`;
  if (JSON.stringify(said) !== JSON.stringify(whole))
    return `one query is not enough: ${because}, of all ${JSON.stringify(whole)}`;
  const expected = {
    unknown: { confidence: 'unknown', exhaustive: false },
    decided: { confidence: 'confirmed', exhaustive: true },
    either: { confidence: 'either', exhaustive: true },
    anything: { confidence: 'either', exhaustive: false },
  }[possible.kind];
  if (said.confidence !== expected.confidence || said.exhaustive !== expected.exhaustive) {
    return `expected ${possible.kind}: ${because}`;
  }
  if (possible.kind === 'decided' && said.states.join('|') !== possible.state)
    return `expected ${possible.state}: ${because}`;
  if (possible.kind === 'either' && said.states.join('|') !== [...possible.states].sort().join('|')) {
    return `expected ${[...possible.states].sort().join('|')}: ${because}`;
  }
  const misled = possible.kind === 'decided' ? possible.state !== truth && !possible.direct && !traceless : false;
  const excluded = possible.kind === 'either' && !possible.states.has(truth) && !traceless;
  return misled || excluded ? `the truth is not among the possibilities: ${because}` : undefined;
}

/** Whether a chain is whole. */
export function isIntact(records: readonly LedgerRecord[]): boolean {
  return verifyChain(records).intact;
}
