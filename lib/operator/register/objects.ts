import { HeadObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { nameOf } from '../aws/failure';
import type { Session } from '../aws/session';

/** Bucket and key of an `s3://` URI. */
export function partsOf(uri: string): { readonly bucket: string; readonly key: string } {
  const [, bucket = '', key = ''] = /^s3:\/\/([^/]+)\/(.+)$/.exec(uri) ?? [];
  return { bucket, key };
}

/** What is wrong with an object, or with a folder whose URI ends in a slash; undefined when it is there. */
export async function objectProblem(session: Session, flag: string, uri: string): Promise<string | undefined> {
  const { bucket, key } = partsOf(uri);
  const s3 = session.client(S3Client);
  try {
    if (key.endsWith('/')) {
      const { KeyCount = 0 } = await s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: key, MaxKeys: 1 }));
      return KeyCount > 0 ? undefined : `${flag}: there is nothing below ${uri}; upload it first`;
    }
    await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
    return undefined;
  } catch (error) {
    switch (nameOf(error)) {
      case 'NotFound':
      case 'NoSuchKey':
        return `${flag}: there is no object ${uri}; upload it first`;
      case 'NoSuchBucket':
        return `${flag}: there is no bucket ${bucket}; correct it`;
      case 'AccessDenied':
      case 'Forbidden':
      case '403':
        return `${flag}: these credentials may not read ${uri}, or it is not there; upload it, or use a role that may read it`;
      default:
        throw error;
    }
  }
}

/**
 * Keeps the metrics file beside the weights, under the name of its hash.
 *
 * @returns its URI
 */
export async function keepMetrics(
  session: Session,
  model: string,
  metrics: { readonly body: string; readonly hash: string },
): Promise<string> {
  const Bucket = session.description.modelBucket;
  const Key = `models/${model}/metrics/${metrics.hash.replace('sha256:', '')}.json`;
  await session
    .client(S3Client)
    .send(new PutObjectCommand({ Bucket, Key, Body: metrics.body, ContentType: 'application/json' }));
  return `s3://${Bucket}/${Key}`;
}
