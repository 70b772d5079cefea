import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as s3 from 'aws-cdk-lib/aws-s3';
// The rule's own spelling of a resource, so that the acknowledgement matches it to the letter.
import { flattenCfnReference } from 'cdk-nag/lib/utils/flatten-cfn-reference';
import { acknowledge } from '../acknowledge';
import { WorkloadRole } from '../identity';

/** Id of the rule, which its metrics carry. */
export const REPLICATION_RULE = 'Recovery';

/** The destination of a replication: `RecoverySite.replicaFor` of the recovery room returns one. */
export interface ReplicaLocation {
  /** ARN of a versioned bucket, in another Region of the same account. */
  readonly bucketArn: string;
  /** ARN of the key that encrypts the replicas, in the Region of that bucket. */
  readonly keyArn: string;
  /** The Region of that bucket: the role may use the key only through S3 there. */
  readonly region: string;
  /** ARN of the bucket that receives the access logs of that bucket. @default - not known */
  readonly accessLogsArn?: string;
}

/**
 * Replicates every object of a bucket, delete markers included, with its tags and locks.
 *
 * The role can read versions of this bucket, write replicas to that one, and use the two keys through S3 alone
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/setting-repl-config-perm-overview.html).
 */
export function replicate(bucket: s3.Bucket, resource: s3.CfnBucket, keyArn: string, replica: ReplicaLocation): void {
  const role = replicationRole(bucket, keyArn, replica);
  resource.replicationConfiguration = {
    role: role.roleArn,
    rules: [
      {
        id: REPLICATION_RULE,
        priority: 0,
        status: 'Enabled',
        filter: { prefix: '' },
        deleteMarkerReplication: { status: 'Enabled' },
        sourceSelectionCriteria: { sseKmsEncryptedObjects: { status: 'Enabled' } },
        destination: {
          bucket: replica.bucketArn,
          encryptionConfiguration: { replicaKmsKeyId: replica.keyArn },
          // Replication Time Control: 99.99 % of the objects within 15 minutes, and metrics that the alarm watches.
          replicationTime: { status: 'Enabled', time: { minutes: 15 } },
          metrics: { status: 'Enabled', eventThreshold: { minutes: 15 } },
        },
      },
    ],
  };
}

function replicationRole(bucket: s3.Bucket, keyArn: string, replica: ReplicaLocation): WorkloadRole {
  const { region, urlSuffix } = Stack.of(bucket);
  const throughS3 = (where: string) => ({ StringEquals: { 'kms:ViaService': `s3.${where}.${urlSuffix}` } });
  const role = new WorkloadRole(bucket, 'ReplicationRole', {
    // Without a condition, as documented: that S3 sends an aws:Source key here is not (assumption A-REPLICA).
    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/setting-repl-config-perm-overview.html
    assumedBy: new iam.ServicePrincipal('s3.amazonaws.com'),
    description: 'Replicates the objects of one bucket to the recovery Region',
  });
  const allow = (actions: string[], resources: string[], conditions?: Record<string, unknown>) =>
    role.addToPrincipalPolicy(new iam.PolicyStatement({ actions, resources, conditions }));
  allow(['s3:GetReplicationConfiguration', 's3:ListBucket'], [bucket.bucketArn]);
  // By the policy of the bucket, which can only ever speak of its own objects, not by a wildcard of the role.
  bucket.addToResourcePolicy(
    new iam.PolicyStatement({
      sid: 'AdmitReplication',
      principals: [role],
      actions: [
        's3:GetObjectLegalHold',
        's3:GetObjectRetention',
        's3:GetObjectVersionAcl',
        's3:GetObjectVersionForReplication',
        's3:GetObjectVersionTagging',
      ],
      resources: [bucket.arnForObjects('*')],
    }),
  );
  allow(['s3:ReplicateDelete', 's3:ReplicateObject', 's3:ReplicateTags'], [`${replica.bucketArn}/*`]);
  allow(['kms:Decrypt'], [keyArn], throughS3(region));
  allow(['kms:Encrypt', 'kms:GenerateDataKey'], [replica.keyArn], throughS3(replica.region));
  const spelling = flattenCfnReference(Stack.of(role).resolve(`${replica.bucketArn}/*`));
  acknowledge(role.permissions, {
    id: `AwsSolutions::AwsSolutions-IAM5[Resource::${spelling}]`,
    reason: 'All objects of the bucket are replicated, and IAM names the objects of a bucket with a wildcard only.',
    compensatingControl:
      'Exact replication actions on exactly one bucket, for S3 alone, with the keys usable through S3 only.',
  });
  return role;
}
