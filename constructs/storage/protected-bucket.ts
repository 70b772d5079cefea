import { Duration, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { type EngineAcknowledgement, acknowledge } from '../acknowledge';
import { fail, failIfAnyIn, type DataRemoval, effectiveRemoval } from '../ground';
import type { AlertRoutes } from '../monitoring';
import { abortIncompleteUploads, wholeDays } from './lifecycle';
import { type ReplicaLocation, replicate, REPLICATION_RULE } from './replication';
import { REPLICATION_ALARMS } from './replication-alarms';

/** Protects every object version from deletion for a time. */
export interface ObjectLock {
  /** `COMPLIANCE`: nobody can shorten it, not even the root user. `GOVERNANCE`: principals with a special permission can. */
  readonly mode: 'GOVERNANCE' | 'COMPLIANCE';
  /** How long from the creation of a version, in whole days, at most 36,500. */
  readonly retention: Duration;
}

/** How long a bucket keeps its objects. A replica has the same as its source: S3 replicates no deletion by a lifecycle. */
export interface ObjectLifetime {
  /** @default - no lock: principals with permission can delete objects, and old versions can be restored */
  readonly objectLock?: ObjectLock;
  /** How long objects are kept, in whole days. @default - until they are deleted */
  readonly expiration?: Duration;
  /** How long overwritten and deleted versions are kept, in whole days. @default Duration.days(90) */
  readonly noncurrentVersionExpiration?: Duration;
}

/** Why a bucket has no replica in another Region, and what protects its data instead. */
export type NoReplica = Omit<EngineAcknowledgement, 'id'>;

/** Properties of a {@link ProtectedBucket}. */
export interface ProtectedBucketProps extends DataRemoval, ObjectLifetime {
  /** Encrypts the objects: the key of the bucket's data class. */
  readonly encryptionKey: kms.IKey;
  /** Receives the access logs: the `AccessLogBucket` of the same account and Region. */
  readonly accessLogs: s3.IBucket;
  /**
   * Where the objects are replicated, or why they are not. NIST `S3BucketReplicationEnabled` demands it of every bucket.
   * @default - not replicated, which that rule refuses
   */
  readonly replica?: ReplicaLocation | NoReplica;
  /**
   * The topics that the alarm on failed replication notifies.
   * @default - no alarm, which the rule `ReplicationFailureAlarmed` refuses for a bucket that is replicated
   */
  readonly alerts?: AlertRoutes;
  /** Whether the events of the bucket go to EventBridge. @default false */
  readonly eventBridge?: boolean;
  /** The physical name; needed only if another Region refers to it. @default - CloudFormation chooses one */
  readonly bucketName?: string;
}

/**
 * A bucket that is private, encrypted with a customer managed key, versioned, logged, and accessible only over TLS 1.2 or
 * later.
 *
 * It is destroyed with its stack only if both `removalPolicy` and the environment's `deletionProtection` allow it.
 */
export class ProtectedBucket extends s3.Bucket {
  private readonly key: kms.IKey;

  /** @throws Error naming every duration that is not a whole number of days */
  constructor(scope: Construct, id: string, props: ProtectedBucketProps) {
    failIfAnyIn(scope, id, problemsOf(props));
    super(scope, id, {
      bucketName: props.bucketName,
      encryption: s3.BucketEncryption.KMS,
      encryptionKey: props.encryptionKey,
      // One data key for many objects: fewer calls to KMS, and replication that does not meet its quota.
      bucketKeyEnabled: true,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      versioned: true,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
      objectLockDefaultRetention: props.objectLock && lockOf(props.objectLock),
      lifecycleRules: [
        {
          id: 'Expire',
          expiration: props.expiration,
          noncurrentVersionExpiration: props.noncurrentVersionExpiration ?? Duration.days(90),
        },
        abortIncompleteUploads(),
      ],
      removalPolicy: effectiveRemoval(props),
    });
    this.key = props.encryptionKey;
    const resource = this.resource();
    resource.loggingConfiguration = {
      destinationBucketName: props.accessLogs.bucketName,
      logFilePrefix: `${this.node.path}/`,
    };
    // The `eventBridgeEnabled` prop would bring a custom resource for what CloudFormation can do itself.
    if (props.eventBridge ?? false) {
      resource.notificationConfiguration = { eventBridgeConfiguration: { eventBridgeEnabled: true } };
    }
    this.place(resource, props);
  }

  /**
   * Lets a role read objects: `s3:GetObject` and `s3:ListBucket` below a prefix, and `kms:Decrypt`.
   * @param prefix e.g. `models/churn/`; the whole bucket by default
   */
  public grantReadObjects(grantee: iam.IGrantable, prefix = ''): iam.Grant {
    return this.allow(grantee, ['s3:GetObject'], [this.arnForObjects(`${prefix}*`)])
      .combine(
        this.allow(grantee, ['s3:ListBucket'], [this.bucketArn], {
          conditions: { StringLike: { 's3:prefix': `${prefix}*` } },
        }),
      )
      .combine(this.key.grant(grantee, 'kms:Decrypt'));
  }

  /**
   * Lets a role write objects: `s3:PutObject` and `s3:AbortMultipartUpload` below a prefix, `kms:GenerateDataKey`, and
   * `kms:Decrypt`, which multipart uploads need.
   * @param prefix e.g. `captures/churn/`; the whole bucket by default
   */
  public grantWriteObjects(grantee: iam.IGrantable, prefix = ''): iam.Grant {
    const objects = this.arnForObjects(`${prefix}*`);
    return this.allow(grantee, ['s3:AbortMultipartUpload', 's3:PutObject'], [objects]).combine(
      this.key.grant(grantee, 'kms:Decrypt', 'kms:GenerateDataKey'),
    );
  }

  private allow(
    grantee: iam.IGrantable,
    actions: string[],
    resourceArns: string[],
    statement: { conditions?: Record<string, Record<string, unknown>> } = {},
  ): iam.Grant {
    return iam.Grant.addToPrincipal({ grantee, actions, resourceArns, ...statement });
  }

  private place(resource: s3.CfnBucket, { replica, alerts }: ProtectedBucketProps): void {
    if (replica === undefined) return;
    if ('bucketArn' in replica) {
      replicate(this, resource, this.key.keyArn, replica);
      const replicated = { source: this, destinationArn: replica.bucketArn, ruleId: REPLICATION_RULE };
      if (alerts !== undefined) REPLICATION_ALARMS.create(this, replicated, alerts);
    } else {
      acknowledge(this, { id: 'NIST.800.53.R5::NIST.800.53.R5-S3BucketReplicationEnabled', ...replica });
    }
  }

  private resource(): s3.CfnBucket {
    const { defaultChild } = this.node;
    return defaultChild instanceof s3.CfnBucket ? defaultChild : fail(this, 'has no AWS::S3::Bucket');
  }
}

function lockOf({ mode, retention }: ObjectLock): s3.ObjectLockRetention {
  return mode === 'COMPLIANCE'
    ? s3.ObjectLockRetention.compliance(retention)
    : s3.ObjectLockRetention.governance(retention);
}

function problemsOf(props: ProtectedBucketProps): string[] {
  const problems = [
    ...wholeDays('objectLock.retention', props.objectLock?.retention),
    ...wholeDays('expiration', props.expiration),
    ...wholeDays('noncurrentVersionExpiration', props.noncurrentVersionExpiration),
  ];
  const { replica } = props;
  if (replica && 'bucketArn' in replica && !Token.isUnresolved(replica.bucketArn)) {
    if (!/^arn:[\w-]+:s3:::[a-z0-9.-]{3,63}$/.test(replica.bucketArn)) {
      problems.push(
        `replica.bucketArn must be the ARN of a bucket, got '${replica.bucketArn}'; take it from RecoverySite`,
      );
    }
  }
  return problems;
}
