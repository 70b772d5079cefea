import { Duration, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { acknowledge } from '../acknowledge';
import { failIfAnyIn, type DataRemoval, effectiveRemoval } from '../ground';
import { abortIncompleteUploads, wholeDays } from './lifecycle';

/** Properties of an {@link AccessLogBucket}. */
export interface AccessLogBucketProps extends DataRemoval {
  /**
   * How long the logs are kept, in whole days.
   * @default Duration.days(365)
   */
  readonly retention?: Duration;
  /**
   * The physical name; needed only if another Region refers to it.
   * @default - CloudFormation chooses one
   */
  readonly bucketName?: string;
}

/**
 * Receives the server access logs of all buckets of one account and Region.
 *
 * Its policy allows S3 log delivery for buckets of the same account, so that buckets of other stacks can log here without a
 * dependency between the stacks.
 */
export class AccessLogBucket extends s3.Bucket {
  /** @throws Error when the retention is not a whole number of days */
  constructor(scope: Construct, id: string, props: AccessLogBucketProps = {}) {
    const retention = props.retention ?? Duration.days(365);
    failIfAnyIn(scope, id, wholeDays('retention', retention));
    super(scope, id, {
      bucketName: props.bucketName,
      encryption: s3.BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      versioned: true,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
      lifecycleRules: [
        { id: 'Expire', expiration: retention, noncurrentVersionExpiration: Duration.days(1) },
        abortIncompleteUploads(),
      ],
      removalPolicy: effectiveRemoval(props),
    });
    this.admitLogDelivery();
    acknowledge(
      this,
      {
        id: 'NIST.800.53.R5::NIST.800.53.R5-S3DefaultEncryptionKMS',
        reason:
          'S3 delivers server access logs only to buckets whose default encryption is SSE-S3 (https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html).',
        compensatingControl:
          'AES-256 with keys of S3, TLS 1.2 or later, no public access; the log holds who asked for which key, never the data.',
      },
      {
        id: 'NIST.800.53.R5::NIST.800.53.R5-S3BucketReplicationEnabled',
        reason:
          'Access logs are the second witness of what CloudTrail data events record, and nothing is restored from them.',
        compensatingControl: 'The object-locked audit trail; versioning and expiry of this bucket.',
      },
    );
  }

  private admitLogDelivery(): void {
    const { account, partition } = Stack.of(this);
    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html#grant-log-delivery-permissions-general
    this.addToResourcePolicy(
      new iam.PolicyStatement({
        sid: 'AdmitLogDelivery',
        principals: [new iam.ServicePrincipal('logging.s3.amazonaws.com')],
        actions: ['s3:PutObject'],
        resources: [this.arnForObjects('*')],
        conditions: {
          StringEquals: { 'aws:SourceAccount': account },
          ArnLike: { 'aws:SourceArn': `arn:${partition}:s3:::*` },
        },
      }),
    );
  }
}
