import { isSet } from '../../../template';
import { COMPLIANT, violation, type ComplianceRule } from '../../rule';
import { takesAccessLogs } from '../shared/log-delivery';

/** Access logs show afterwards who read what. */
export const rule: ComplianceRule = {
  id: 'BucketAccessLogged',
  title: 'Buckets have server access logging, except the bucket that receives the logs',
  remedy: 'give ProtectedBucket its accessLogs, or set LoggingConfiguration',
  requirements: ['SEC-4'],
  formerIds: ['SEC-4'],
  resourceTypes: ['AWS::S3::Bucket'],
  check: (bucket, context) =>
    isSet(bucket.properties, 'LoggingConfiguration') || takesAccessLogs(bucket, context)
      ? COMPLIANT
      : violation('bucket does not log who reads it', 'Properties.LoggingConfiguration'),
};
