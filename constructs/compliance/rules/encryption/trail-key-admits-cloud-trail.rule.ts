import {
  isTrue,
  itemsAt,
  itemsOf,
  policyDocuments,
  resourcesIn,
  type ResourceView,
  type Statement,
  valuesAt,
} from '../../../template';
import { COMPLIANT, NOT_APPLICABLE, violation, type ComplianceRule } from '../../rule';
import type { RuleContext } from '../../template-check';

/**
 * CloudTrail refuses to create a trail otherwise:
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html
 */
export const rule: ComplianceRule = {
  id: 'TrailKeyAdmitsCloudTrail',
  title: 'The key of a trail lets CloudTrail decrypt if the bucket of the trail has an S3 Bucket Key',
  remedy:
    'use AuditTrail, or allow cloudtrail.amazonaws.com kms:Decrypt in the key policy, for aws:SourceArn of the trail',
  requirements: ['SEC-5'],
  resourceTypes: ['AWS::CloudTrail::Trail'],
  check: (trail, context) => {
    const keys = ofType(trail.properties['KMSKeyId'], 'AWS::KMS::Key', context);
    const buckets = ofType(trail.properties['S3BucketName'], 'AWS::S3::Bucket', context);
    if (keys.length === 0 || !buckets.some(mayHaveBucketKey)) return NOT_APPLICABLE;
    return keys.every((key) => policyDocuments(key).some(({ statements }) => statements.some(admitsDecrypt)))
      ? COMPLIANT
      : violation(
          'the policy of the key does not allow CloudTrail kms:Decrypt, and the bucket has an S3 Bucket Key: the trail cannot be created',
          'Properties.KMSKeyId',
        );
  },
};

function ofType(value: unknown, type: string, { resources }: RuleContext): readonly ResourceView[] {
  return resourcesIn(value, resources).filter((resource) => resource.type === type);
}

function mayHaveBucketKey({ properties }: ResourceView): boolean {
  return itemsAt(properties, 'BucketEncryption', 'ServerSideEncryptionConfiguration').some((one) =>
    isTrue(one, 'BucketKeyEnabled'),
  );
}

function admitsDecrypt({ conditional, value }: Statement): boolean {
  return (
    !conditional &&
    valuesAt(value, 'Effect').every((effect) => effect === 'Allow') &&
    itemsAt(value, 'Principal', 'Service').includes('cloudtrail.amazonaws.com') &&
    itemsOf(value['Action']).some((action) => action === 'kms:Decrypt' || action === 'kms:*') &&
    // S3 decrypts the bucket key with a context of its own, so that a condition on that of CloudTrail does not match.
    !JSON.stringify(value['Condition'] ?? {}).includes('kms:EncryptionContext')
  );
}
