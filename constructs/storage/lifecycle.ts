import { Duration } from 'aws-cdk-lib';
import type * as s3 from 'aws-cdk-lib/aws-s3';

/** Parts of uploads that nobody finished cost money and show up in no listing. */
export function abortIncompleteUploads(): s3.LifecycleRule {
  return { id: 'AbortIncompleteUploads', abortIncompleteMultipartUploadAfter: Duration.days(7) };
}

/** S3 counts lifecycle and lock in days. @returns what is wrong, if anything */
export function wholeDays(name: string, duration: Duration | undefined): string[] {
  if (duration === undefined || duration.isUnresolved()) return [];
  const days = duration.toDays({ integral: false });
  if (Number.isInteger(days) && days >= 1) return [];
  return [`${name} must be a whole number of days, at least 1, got ${days}; use Duration.days(…)`];
}
