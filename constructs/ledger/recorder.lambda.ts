/**
 * Trigger: the ledger's queue, which takes events of SageMaker, CloudFormation and CloudTrail, and requests of releases.
 * Effect: looks up which versions an endpoint serves, and appends records to the ledger.
 * Retry: safe. A record is one transaction that claims the id of its fact, so what was recorded before is found and left;
 * messages that fail are reported one by one and come again, in any order.
 */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { LedgerReader, LedgerWriter } from './core';
import { DynamoLedger } from './dynamo-ledger';
import { now, required } from '../handlers/core';
import { Recorder } from './recorder';
import { SageMakerLookup } from './sagemaker-lookup';

/** A batch of SQS, as far as the handler needs it. */
export interface QueueBatch {
  readonly Records: readonly { readonly messageId: string; readonly body: string }[];
}

/** The messages that shall come again. */
export interface BatchAnswer {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

const dynamo = new DynamoDBClient({});
const sagemaker = new SageMakerClient({});

export async function handler(batch: QueueBatch): Promise<BatchAnswer> {
  const ledger = new DynamoLedger({ client: dynamo, tableName: required('TABLE_NAME'), consistent: true });
  const reader = new LedgerReader(ledger);
  const recorder = new Recorder({
    naming: { resourcePrefix: required('RESOURCE_PREFIX'), stackPrefix: required('STACK_PREFIX') },
    reader,
    writer: new LedgerWriter(reader, ledger, now),
    lookup: new SageMakerLookup(sagemaker),
    now,
  });
  const failed: string[] = [];
  for (const { messageId, body } of batch.Records) {
    try {
      const records = await recorder.record(body, messageId);
      const written = records.map(({ model, sequence, kind, cause }) => ({ model, sequence, kind, cause }));
      console.info({ messageId, written });
    } catch (error) {
      console.error({ messageId, failure: String(error) });
      failed.push(messageId);
    }
  }
  return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
}
