import { openBlocks } from '../../../template';
import { COMPLIANT, violation, type ComplianceRule } from '../../rule';

/** No policy and no ACL opens a bucket by mistake. */
export const rule: ComplianceRule = {
  id: 'BucketPublicAccessBlocked',
  title: 'Buckets block public access',
  remedy: 'use ProtectedBucket, or set all four settings of PublicAccessBlockConfiguration to true',
  requirements: ['SEC-4'],
  formerIds: ['SEC-4'],
  resourceTypes: ['AWS::S3::Bucket'],
  check: ({ properties }) => {
    const open = openBlocks(properties);
    return open.length === 0
      ? COMPLIANT
      : violation(
          `bucket does not block public access (${open.join(', ')})`,
          'Properties.PublicAccessBlockConfiguration',
        );
  },
};
