/**
 * Trigger: a schedule, with the models to check.
 * Effect: compares each endpoint with what the ledger saw of it last. A difference that no event told of is recorded with
 * cause `reconciliation`, and its log line is what the alarm counts.
 * Retry: safe. A second run finds what the first one recorded, and no difference.
 */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { LedgerReader, LedgerWriter } from './core';
import { DynamoLedger } from './dynamo-ledger';
import { now, required } from '../handlers/core';
import { Recorder } from './recorder';
import { Reconciler } from './reconciler';
import { SageMakerLookup } from './sagemaker-lookup';

/** What the schedule sends. */
export interface ReconcileRequest {
  readonly models: readonly string[];
}

/** Events arrive within seconds, and are tried again for minutes. */
const GRACE_MILLISECONDS = 5 * 60_000;

const dynamo = new DynamoDBClient({});
const sagemaker = new SageMakerClient({});

export async function handler({ models }: ReconcileRequest, context: { awsRequestId: string }): Promise<void> {
  const resourcePrefix = required('RESOURCE_PREFIX');
  const ledger = new DynamoLedger({ client: dynamo, tableName: required('TABLE_NAME'), consistent: true });
  const reader = new LedgerReader(ledger);
  const writer = new LedgerWriter(reader, ledger, now);
  const lookup = new SageMakerLookup(sagemaker);
  const naming = { resourcePrefix, stackPrefix: required('STACK_PREFIX') };
  const recorder = new Recorder({ naming, reader, writer, lookup, now });
  const reconciler = new Reconciler({
    resourcePrefix,
    reader,
    writer,
    recorder,
    lookup,
    now,
    graceMilliseconds: GRACE_MILLISECONDS,
  });
  const failures: string[] = [];
  for (const model of models) {
    try {
      const { verdict, sequence } = await reconciler.reconcile(model, context.awsRequestId);
      // The metric filter of the construct counts this field.
      console.info({ model, verdict, sequence, ledgerDifference: verdict === 'different' ? 1 : 0 });
    } catch (error) {
      console.error({ model, failure: String(error) });
      failures.push(model);
    }
  }
  // The others were checked; the alarm on errors names the function, its log the models.
  if (failures.length > 0) throw new Error(`could not check ${failures.join(', ')}`);
}
