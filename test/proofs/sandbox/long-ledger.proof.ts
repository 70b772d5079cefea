import { z } from 'zod';
import {
  LedgerReader,
  type LedgerSource,
  whichAt,
  appendRecord,
  EMPTY_CHAIN,
  itemsOf,
  type LedgerRecord,
} from '../../../constructs/ledger/core';
import { DynamoLedger } from '../../../constructs/ledger/dynamo-ledger';
import { bootstrap } from '../../../sandbox/bootstrap';
import { resourceOf } from '../../../sandbox/stacks';
import { timeOf, updateFact } from '../../constructs/ledger/long-history';
import { type Harness, startSandbox, stopSandbox } from './harness';
import { Operator } from './operator';

/** Records of one model, written in about a minute; `LEDGER_RECORDS=5000` is quicker. */
const RECORDS = Number(process.env['LEDGER_RECORDS'] ?? 100_000);
const QUESTIONS = 50;
const LIMIT_MILLISECONDS = 200;
/** What BatchWriteItem takes. */
const BATCH = 25;
const WRITERS = 8;
const HISTORY = { model: 'measured', endpointName: 'excorp-dev--measured', account: '111111111111' };
const ACTIONS = [
  'sts:GetCallerIdentity',
  'ssm:DescribeParameters',
  'ssm:GetParameter',
  'ssm:GetParameters',
  'ssm:GetParametersByPath',
  'dynamodb:Query',
  'kms:Decrypt',
  'sagemaker:DescribeEndpointConfig',
  'sagemaker:DescribeModel',
];

let harness: Harness;
let onCall: Operator;
let table: string;
let seconds: number;

const call = <T>(service: string, operation: string, parameters: Record<string, unknown>, answer: z.ZodType<T>) =>
  harness.aws.call(harness.subject.place, service, operation, parameters, answer);

beforeAll(async () => {
  harness = await startSandbox('long-ledger');
  const { cdk, aws, subject } = harness;
  await cdk.synth(subject.place, 'dev');
  await bootstrap(harness.aws, cdk, subject, harness.run);
  await cdk.deploy(subject.place, 'dev/Registry');
  onCall = await Operator.signIn(harness, 'on-call', ACTIONS);
  table = await resourceOf(aws, subject, 'AWS::DynamoDB::Table', 'Ledger');
  await stopCopies();
  const began = performance.now();
  await seed();
  seconds = (performance.now() - began) / 1000;
}, 900_000);

afterAll(() => stopSandbox(harness));

test(`which asks one Query, in less than ${LIMIT_MILLISECONDS} ms, whatever the length of the history`, async () => {
  const times: number[] = [];
  const ledger = new DynamoLedger({ tableName: table, client: onCall.dynamo() });
  const source: LedgerSource = {
    query: async (query) => {
      const began = performance.now();
      const page = await ledger.query(query);
      times.push(performance.now() - began);
      return page;
    },
  };
  const reader = new LedgerReader(source);
  // The emulator sorts the partition at the first question after a change.
  await reader.around('measured', new Date(timeOf(0)).toISOString());
  times.length = 0;
  for (let question = 0; question < QUESTIONS; question += 1) {
    const at = new Date(timeOf((RECORDS * (question + 0.5)) / QUESTIONS) + 7).toISOString();
    expect(whichAt('measured', await reader.around('measured', at), at).confidence).toBe('confirmed');
  }
  times.sort((a, b) => a - b);
  const [median, most] = [times[Math.floor(times.length / 2)] ?? Number.NaN, times.at(-1) ?? Number.NaN];
  const whole = await onCall.blueprint('which', 'measured', '--at', new Date(timeOf(0) + 7e9).toISOString());
  process.stdout.write(
    `\nledger of ${RECORDS} records: one Query for each question, median ${median.toFixed(1)} ms, most ${most.toFixed(1)} ms` +
      ` in ${QUESTIONS} questions; the whole command ${whole.seconds.toFixed(1)} s; written in ${seconds.toFixed(0)} s\n\n`,
  );
  expect(times).toHaveLength(QUESTIONS);
  expect(median).toBeLessThan(LIMIT_MILLISECONDS);
  expect([whole.exitCode, whole.output]).toEqual([0, expect.stringContaining('confidence: confirmed')]);
});

/** Copies of this many records are no part of the question. */
async function stopCopies(): Promise<void> {
  const mappings = z.object({
    EventSourceMappings: z.array(z.object({ UUID: z.string(), EventSourceArn: z.string() })),
  });
  const { EventSourceMappings } = await call('lambda', 'list_event_source_mappings', {}, mappings);
  for (const { UUID, EventSourceArn } of EventSourceMappings) {
    if (!EventSourceArn.includes(':dynamodb:')) continue;
    await call('lambda', 'update_event_source_mapping', { UUID, Enabled: false }, z.unknown());
  }
}

/** Writes past the recorder, as nobody could on AWS: the chain of a model whose endpoint was updated again and again. */
async function seed(): Promise<void> {
  const puts = items();
  const write = async () => {
    for (;;) {
      const batch: unknown[] = [];
      while (batch.length < BATCH) {
        const next = puts.next();
        if (next.done === true) break;
        batch.push(next.value);
      }
      if (batch.length === 0) return;
      await call('dynamodb', 'batch_write_item', { RequestItems: { [table]: batch } }, z.unknown());
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, write));
}

function* items(): Generator<object> {
  let before: LedgerRecord | undefined;
  for (let index = 0; index < RECORDS; index += 1) {
    const fact = updateFact(index, HISTORY);
    const record = appendRecord(before ?? EMPTY_CHAIN, fact, fact.at);
    for (const item of itemsOf(record, before === undefined ? [] : [before])) {
      const texts = Object.entries(item).filter(([, value]) => value !== undefined);
      yield { PutRequest: { Item: Object.fromEntries(texts.map(([name, value]) => [name, { S: value }])) } };
    }
    before = record;
  }
}
