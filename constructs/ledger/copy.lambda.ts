/**
 * Trigger: the stream of the ledger's table.
 * Effect: puts each record, byte by byte, into the locked bucket, under a key that sorts by model and sequence.
 * Retry: safe. A record has one key and one content; an object that is there is left alone (`If-None-Match`).
 */
import { PutObjectCommand, S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { copyKey, parseRecord } from './core';
import { required } from '../handlers/core';

/** A batch of a DynamoDB stream, as far as the handler needs it. */
export interface StreamBatch {
  readonly Records: readonly {
    readonly eventName?: string;
    readonly dynamodb?: {
      readonly SequenceNumber?: string;
      readonly NewImage?: Readonly<Record<string, { readonly S?: string }>>;
    };
  }[];
}

/** Where the stream shall go on: at the first record that failed. */
export interface StreamAnswer {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

const s3 = new S3Client({});

export async function handler(batch: StreamBatch): Promise<StreamAnswer> {
  for (const { eventName, dynamodb } of batch.Records) {
    const text = dynamodb?.NewImage?.['record']?.S;
    const isRecord = dynamodb?.NewImage?.['entry']?.S?.startsWith('record#') ?? false;
    if (eventName !== 'INSERT' || text === undefined || !isRecord) continue;
    try {
      await copy(text);
    } catch (error) {
      console.error({ entry: dynamodb?.NewImage?.['entry']?.S, failure: String(error) });
      return { batchItemFailures: [{ itemIdentifier: dynamodb?.SequenceNumber ?? '' }] };
    }
  }
  return { batchItemFailures: [] };
}

async function copy(text: string): Promise<void> {
  const record = parseRecord(text);
  try {
    await s3.send(
      new PutObjectCommand({
        Bucket: required('BUCKET_NAME'),
        Key: copyKey(record),
        Body: text,
        ContentType: 'application/json',
        ChecksumAlgorithm: 'SHA256',
        IfNoneMatch: '*',
      }),
    );
  } catch (error) {
    if (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 412) return;
    throw error;
  }
}
