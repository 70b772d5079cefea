import { ArnFormat, Duration, Names, Stack } from 'aws-cdk-lib';
import * as cloudtrail from 'aws-cdk-lib/aws-cloudtrail';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { WorkloadRole } from '../identity';
import type { AlertRoutes } from '../monitoring';
import { type DataRemoval, effectiveRemoval } from '../ground';
import { type ObjectLifetime, type ObjectLock, type ProtectedBucketProps, ProtectedBucket } from '../storage';
import { eventSelectors } from './event-selectors';

/** Properties of an {@link AuditTrail}. */
export interface AuditTrailProps extends DataRemoval {
  /** Encrypts the trail. Its policy is extended, and must allow CloudWatch Logs, as `DataKeys.logs` does. */
  readonly encryptionKey: kms.Key;
  /** Receives the access logs of the trail's bucket. */
  readonly accessLogs: s3.IBucket;
  /** How long nobody can delete the records; they expire the day after. */
  readonly objectLock: ObjectLock;
  /**
   * Where the trail is replicated, or why it is not. @default - not replicated, which the NIST rule on replication refuses
   */
  readonly replica?: ProtectedBucketProps['replica'];
  /** The topics that the alarm on failed replication notifies. @default - see `ProtectedBucketProps.alerts` */
  readonly alerts?: AlertRoutes;
  /**
   * Buckets for which reads and writes of objects are recorded.
   * @default - every bucket of the account, except that of the trail, its replica, and those of their access logs
   */
  readonly dataBuckets?: readonly s3.IBucket[];
  /**
   * Whether the trail records all Regions. It should: events of IAM are recorded in another Region, the recovery Region has
   * resources too, and an attacker may use a Region that nobody watches. Set it to false if the account already has such a
   * trail.
   * @default true
   */
  readonly multiRegion?: boolean;
  /** How long CloudWatch Logs keeps a copy for searches and alarms. @default RetentionDays.ONE_YEAR */
  readonly logRetention?: logs.RetentionDays;
}

/** How long the bucket of a trail keeps its objects, for its replica: locked, and expired the day after. */
export function trailLifetime(objectLock: ObjectLock): ObjectLifetime {
  return {
    objectLock,
    expiration: objectLock.retention.plus(Duration.days(1)),
    noncurrentVersionExpiration: Duration.days(1),
  };
}

/**
 * Records who did what: management events, SageMaker and S3 data events, with log file validation, in a bucket with object
 * lock.
 *
 * For endpoints, CloudTrail documents data events only for streamed invocations
 * (https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html): it does not record
 * who called `InvokeEndpoint`.
 */
export class AuditTrail extends Construct {
  public readonly bucket: ProtectedBucket;
  public readonly logGroup: logs.LogGroup;
  public readonly trail: cloudtrail.CfnTrail;
  private readonly trailArn: string;

  /** @throws Error when the lock is not a whole number of days */
  constructor(scope: Construct, id: string, props: AuditTrailProps) {
    super(scope, id);
    // Bucket and key name the trail in their policies before it exists: its name must be known.
    const trailName = Names.uniqueResourceName(this, { maxLength: 128, separator: '-' });
    this.trailArn = Stack.of(this).formatArn({ service: 'cloudtrail', resource: 'trail', resourceName: trailName });
    this.bucket = this.createBucket(props);
    this.admitToKey(props.encryptionKey);
    this.logGroup = new logs.LogGroup(this, 'Logs', {
      encryptionKey: props.encryptionKey,
      retention: props.logRetention ?? logs.RetentionDays.ONE_YEAR,
      removalPolicy: effectiveRemoval(props),
    });
    const role = new WorkloadRole(this, 'Role', {
      // Without a condition, as documented: with aws:SourceArn the delivery is reported to break (assumption A-TRAIL-LOGS).
      // https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-required-policy-for-cloudwatch-logs.html
      assumedBy: new iam.ServicePrincipal('cloudtrail.amazonaws.com'),
      description: 'Delivers the audit trail to its log group',
    });
    this.logGroup.grantWrite(role);
    this.trail = new cloudtrail.CfnTrail(this, 'Trail', {
      trailName,
      isLogging: true,
      isMultiRegionTrail: props.multiRegion ?? true,
      includeGlobalServiceEvents: true,
      enableLogFileValidation: true,
      s3BucketName: this.bucket.bucketName,
      kmsKeyId: props.encryptionKey.keyArn,
      cloudWatchLogsLogGroupArn: this.logGroup.logGroupArn,
      cloudWatchLogsRoleArn: role.roleArn,
      advancedEventSelectors: eventSelectors(props.dataBuckets, this.ownBuckets(props)),
    });
    this.trail.node.addDependency(role.permissions, ...(this.bucket.policy ? [this.bucket.policy] : []));
  }

  /** Where recording leads to writes: the trail's bucket, its replica, and the access logs of both. */
  private ownBuckets({ accessLogs, replica }: AuditTrailProps): readonly string[] {
    const here = [this.bucket.bucketArn, accessLogs.bucketArn];
    if (replica === undefined || !('bucketArn' in replica)) return here;
    const { bucketArn, accessLogsArn } = replica;
    return [...here, bucketArn, ...(accessLogsArn === undefined ? [] : [accessLogsArn])];
  }

  private createBucket(props: AuditTrailProps): ProtectedBucket {
    const bucket = new ProtectedBucket(this, 'Bucket', {
      encryptionKey: props.encryptionKey,
      accessLogs: props.accessLogs,
      ...trailLifetime(props.objectLock),
      replica: props.replica,
      alerts: props.alerts,
      removalPolicy: props.removalPolicy,
      deletionProtection: props.deletionProtection,
    });
    // https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
    const conditions = this.onlyThisTrail();
    const principals = [new iam.ServicePrincipal('cloudtrail.amazonaws.com')];
    bucket.addToResourcePolicy(
      new iam.PolicyStatement({
        sid: 'TrailChecksAcl',
        principals,
        actions: ['s3:GetBucketAcl'],
        resources: [bucket.bucketArn],
        conditions,
      }),
    );
    bucket.addToResourcePolicy(
      new iam.PolicyStatement({
        sid: 'TrailDelivers',
        principals,
        actions: ['s3:PutObject'],
        resources: [bucket.arnForObjects(`AWSLogs/${Stack.of(this).account}/*`)],
        conditions: {
          StringEquals: { ...conditions.StringEquals, 's3:x-amz-acl': 'bucket-owner-full-control' },
        },
      }),
    );
    return bucket;
  }

  private admitToKey(key: kms.Key): void {
    const stack = Stack.of(this);
    const trails = stack.formatArn({
      service: 'cloudtrail',
      region: '*',
      resource: 'trail',
      resourceName: '*',
      arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    });
    // https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html
    key.addToResourcePolicy(
      new iam.PolicyStatement({
        sid: 'AdmitTrail',
        principals: [new iam.ServicePrincipal('cloudtrail.amazonaws.com')],
        actions: ['kms:GenerateDataKey'],
        resources: ['*'],
        conditions: {
          ...this.onlyThisTrail(),
          StringLike: { 'kms:EncryptionContext:aws:cloudtrail:arn': trails },
        },
      }),
    );
    key.addToResourcePolicy(
      new iam.PolicyStatement({
        // Decrypt: a bucket with an S3 Bucket Key needs it to create or change the trail (assumption A-TRAIL-KEY). S3
        // decrypts with a context of its own, which is not that of CloudTrail.
        sid: 'AdmitTrailToBucketKey',
        principals: [new iam.ServicePrincipal('cloudtrail.amazonaws.com')],
        actions: ['kms:Decrypt', 'kms:DescribeKey'],
        resources: ['*'],
        conditions: this.onlyThisTrail(),
      }),
    );
  }

  private onlyThisTrail() {
    return { StringEquals: { 'aws:SourceArn': this.trailArn } };
  }
}
