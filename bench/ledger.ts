/**
 * Measures that the work of `which` does not grow with the history: the same questions to ledgers of 1,000, 10,000 and
 * 100,000 records, behind the query interface of the real table.
 *
 *   npm run bench:ledger -- --json
 */
import { performance } from 'node:perf_hooks';
import { LedgerReader, type Fact, itemsOf, type LedgerRecord, whichAt } from '../constructs/ledger/core';
import { appendRecord, EMPTY_CHAIN } from '../constructs/ledger/core';
import { MemoryLedger } from '../test/constructs/ledger/memory-ledger';

const LENGTHS = [1_000, 10_000, 100_000];
const QUESTIONS = 500;
const START = Date.UTC(2020, 0, 1);
const STEP_MILLISECONDS = 600_000;

interface Measured {
  readonly records: number;
  /** Queries for each question: the most, and on average. */
  readonly queriesMost: number;
  readonly queries: number;
  /** Items read for each question, on average. */
  readonly items: number;
  readonly medianMilliseconds: number;
  readonly p99Milliseconds: number;
}

function version(endpointConfigName: string, number: number) {
  return {
    variantName: 'AllTraffic',
    endpointConfigName,
    weight: 1,
    modelPackageArn: `arn:aws:sagemaker:eu-west-1:333333333333:model-package/excorp-prod-churn/${number}`,
    trainingDataHash: 'sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    metrics: { auc: '0.871' },
  };
}

/** Facts of an endpoint that is updated again and again: updating, all traffic on the new fleet, in service; every fifth arrives late. */
function factOf(index: number): Fact {
  const change = Math.floor(index / 3);
  const [from, to] = [`config-${change}`, `config-${change + 1}`];
  const at = new Date(START + index * STEP_MILLISECONDS).toISOString();
  const observed = [
    { status: 'UPDATING' as const, endpointConfigName: from, versions: [version(from, change)] },
    {
      status: 'UPDATING' as const,
      endpointConfigName: from,
      versions: [version(from, change)],
      transition: { endpointConfigName: to, versions: [version(to, change + 1)], share: 1, plan: [0, 1] },
    },
    { status: 'IN_SERVICE' as const, endpointConfigName: to, versions: [version(to, change + 1)] },
  ][index % 3];
  if (observed === undefined) throw new Error('no such step');
  return {
    kind: 'observation',
    model: 'churn',
    factId: `observation/${index}`,
    cause: 'change',
    at,
    source: { service: 'aws.sagemaker', type: 'SageMaker Endpoint State Change', id: String(index) },
    observed: { endpointName: 'excorp-prod-churn', since: at, ...observed },
  };
}

async function ledgerOf(length: number): Promise<MemoryLedger> {
  const ledger = new MemoryLedger();
  const reader = new LedgerReader(ledger, 6);
  let head: LedgerRecord | undefined;
  // Each block of five arrives with its fourth fact last.
  for (let block = 0; block < length; block += 5) {
    for (const offset of [0, 1, 2, 4, 3]) {
      const fact = factOf(block + offset);
      const record = appendRecord(head ?? EMPTY_CHAIN, fact, fact.at);
      await ledger.write(itemsOf(record, await reader.around('churn', fact.at)));
      head = record;
    }
  }
  return ledger;
}

async function measure(length: number): Promise<Measured> {
  const ledger = await ledgerOf(length);
  const reader = new LedgerReader(ledger);
  const times: number[] = [];
  const queries: number[] = [];
  let items = 0;
  for (let question = 0; question < QUESTIONS; question += 1) {
    // Spread over the history, and never at a fact.
    const at = new Date(START + (length * STEP_MILLISECONDS * (question + 0.5)) / QUESTIONS + 7).toISOString();
    const [queriesBefore, itemsBefore] = [ledger.queries, ledger.itemsRead];
    const began = performance.now();
    const answer = whichAt('churn', await reader.around('churn', at), at);
    times.push(performance.now() - began);
    if (answer.confidence !== 'confirmed') throw new Error(`not confirmed at ${at}: ${answer.reasons.join('; ')}`);
    queries.push(ledger.queries - queriesBefore);
    items += ledger.itemsRead - itemsBefore;
  }
  times.sort((a, b) => a - b);
  return {
    records: length,
    queriesMost: Math.max(...queries),
    queries: queries.reduce((sum, one) => sum + one, 0) / QUESTIONS,
    items: items / QUESTIONS,
    medianMilliseconds: times[Math.floor(QUESTIONS / 2)] ?? Number.NaN,
    p99Milliseconds: times[Math.floor(QUESTIONS * 0.99)] ?? Number.NaN,
  };
}

async function main(): Promise<void> {
  const measured: Measured[] = [];
  for (const length of LENGTHS) measured.push(await measure(length));
  if (process.argv.includes('--json')) {
    console.log(JSON.stringify({ questions: QUESTIONS, measured }, null, 2));
  } else {
    for (const { records, queriesMost, items, medianMilliseconds, p99Milliseconds } of measured) {
      console.log(
        `${records.toLocaleString('en').padStart(8)} records: ${queriesMost} query, ${items.toFixed(1)} items, median ${medianMilliseconds.toFixed(3)} ms, p99 ${p99Milliseconds.toFixed(3)} ms`,
      );
    }
  }
  const [smallest] = measured;
  const grown = measured.some((one) => one.queriesMost > 1 || one.items > (smallest?.items ?? 0) * 1.05);
  if (grown) {
    console.error('the work grows with the history');
    process.exitCode = 1;
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
