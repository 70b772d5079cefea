/**
 * Measures that the work of `which` does not grow with the history: the same questions to ledgers of 1,000, 10,000 and
 * 100,000 records, behind the query interface of the real table.
 *
 *   npm run bench:ledger -- --json
 */
import { performance } from 'node:perf_hooks';
import {
  LedgerReader,
  itemsOf,
  type LedgerRecord,
  whichAt,
  appendRecord,
  EMPTY_CHAIN,
} from '../constructs/ledger/core';
import { type LongHistory, timeOf, updateFact } from '../test/constructs/ledger/long-history';
import { MemoryLedger } from '../test/constructs/ledger/memory-ledger';

const LENGTHS = [1_000, 10_000, 100_000];
const QUESTIONS = 500;

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

const HISTORY: LongHistory = {
  model: 'churn',
  endpointName: 'excorp-prod--churn',
  account: '333333333333',
  lineage: {
    trainingDataHash: 'sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    metrics: { auc: '0.871' },
  },
};

async function ledgerOf(length: number): Promise<MemoryLedger> {
  const ledger = new MemoryLedger();
  const reader = new LedgerReader(ledger, 6);
  let head: LedgerRecord | undefined;
  // Each block of five arrives with its fourth fact last.
  for (let block = 0; block < length; block += 5) {
    for (const offset of [0, 1, 2, 4, 3]) {
      const fact = updateFact(block + offset, HISTORY);
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
    const at = new Date(timeOf((length * (question + 0.5)) / QUESTIONS) + 7).toISOString();
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
