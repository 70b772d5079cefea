import { nameOf } from '../aws/failure';
import type { SessionFor } from '../aws/session';
import type { Permissions } from '../permissions';

/** What looking for weights and training data asks for. */
export const OBJECT_PERMISSIONS = [
  { calls: ['ListObjectsV2'], on: 'the buckets of weights and training data', when: 'one of them is a folder' },
  { calls: ['HeadObject'], on: 'weights and training data', when: 'one of them is an object' },
] as const satisfies Permissions;

/** What keeping the metrics asks for. */
export const METRICS_PERMISSIONS = [
  {
    calls: ['PutObject'],
    on: '`models/<model>/metrics/*` in the bucket of the weights',
    key: 'kms:GenerateDataKey',
  },
] as const satisfies Permissions;

/** Bucket and key of an `s3://` URI. */
export function partsOf(uri: string): { readonly bucket: string; readonly key: string } {
  const [, bucket = '', key = ''] = /^s3:\/\/([^/]+)\/(.+)$/.exec(uri) ?? [];
  return { bucket, key };
}

/** What is wrong with an object, or with a folder whose URI ends in a slash; undefined when it is there. */
export async function objectProblem(
  session: SessionFor<typeof OBJECT_PERMISSIONS>,
  flag: string,
  uri: string,
): Promise<string | undefined> {
  const { bucket, key } = partsOf(uri);
  try {
    if (key.endsWith('/')) {
      const { KeyCount = 0 } = await session.call('ListObjectsV2', { Bucket: bucket, Prefix: key, MaxKeys: 1 });
      return KeyCount > 0 ? undefined : `${flag}: there is nothing below ${uri}; upload it first`;
    }
    await session.call('HeadObject', { Bucket: bucket, Key: key });
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
  session: SessionFor<typeof METRICS_PERMISSIONS>,
  model: string,
  metrics: { readonly body: string; readonly hash: string },
): Promise<string> {
  const Bucket = session.description.modelBucket;
  const Key = `models/${model}/metrics/${metrics.hash.replace('sha256:', '')}.json`;
  await session.call('PutObject', { Bucket, Key, Body: metrics.body, ContentType: 'application/json' });
  return `s3://${Bucket}/${Key}`;
}
