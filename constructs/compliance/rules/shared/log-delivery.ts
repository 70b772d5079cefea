import { type ResourceView, referencesIn } from '../../../template';
import type { RuleContext } from '../../template-check';
import { resourcesOfType } from './endpoints';

/**
 * Whether a bucket takes the access logs of S3. S3 delivers them only to buckets whose default encryption is SSE-S3, and a
 * bucket that logged into itself would never come to rest:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
 */
export function takesAccessLogs(bucket: ResourceView, context: RuleContext): boolean {
  return resourcesOfType(context, 'AWS::S3::BucketPolicy').some(
    ({ properties }) =>
      referencesIn(properties['Bucket']).has(bucket.logicalId) &&
      JSON.stringify(properties['PolicyDocument'] ?? '').includes('logging.s3.amazonaws.com'),
  );
}
