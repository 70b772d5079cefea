import { Duration, Stack } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { fail, failIfAny, type DataRemoval, effectiveRemoval } from '../ground';
import { EnvironmentNames } from '../model';
import { type ObjectLifetime, type ReplicaLocation, AccessLogBucket, ProtectedBucket } from '../storage';
import { problemsOfReplicaName } from './replica-name';

/** Properties of a {@link RecoverySite}. */
export interface RecoverySiteProps extends DataRemoval {
  /** The company's prefix, e.g. `excorp`. */
  readonly prefix: string;
  /** e.g. `prod`. */
  readonly environment: string;
  /** The replica buckets by content, e.g. `audit`, `models`: each with the lifetime of its source. */
  readonly replicas: Readonly<Record<string, ObjectLifetime>>;
}

/**
 * What the recovery Region has for the main Region: a key, and replicas of the buckets whose data cannot be recreated.
 *
 * Put it into a stack of the recovery Region, and give `replicaFor(…)` to the buckets of the main Region. CDK then deploys
 * this stack first.
 */
export class RecoverySite extends Construct {
  /** Encrypts the replicas. */
  public readonly encryptionKey: kms.Key;
  public readonly accessLogs: AccessLogBucket;
  private readonly locations = new Map<string, ReplicaLocation>();

  /** @throws Error naming every replica whose bucket name S3 would refuse */
  constructor(scope: Construct, id: string, props: RecoverySiteProps) {
    super(scope, id);
    const purposes = Object.keys(props.replicas);
    failIfAny(
      this,
      purposes.flatMap((purpose) => problemsOfReplicaName(this.bucketName(purpose, props))),
    );
    this.encryptionKey = new kms.Key(this, 'Key', {
      description: 'Encrypts the replicas in the recovery Region',
      enableKeyRotation: true,
      pendingWindow: Duration.days(30),
      removalPolicy: effectiveRemoval(props),
    });
    const { removalPolicy, deletionProtection } = props;
    this.accessLogs = new AccessLogBucket(this, 'AccessLogs', { removalPolicy, deletionProtection });
    for (const purpose of purposes) this.locations.set(purpose, this.createReplica(purpose, props));
  }

  /** The destination of a replication. @throws Error when there is no such replica */
  public replicaFor(purpose: string): ReplicaLocation {
    return (
      this.locations.get(purpose) ??
      fail(this, `there is no replica '${purpose}', only ${[...this.locations.keys()].join(', ')}; add it to replicas`)
    );
  }

  private createReplica(purpose: string, props: RecoverySiteProps): ReplicaLocation {
    const { partition, region } = Stack.of(this);
    const bucketName = this.bucketName(purpose, props);
    new ProtectedBucket(this, `Replica-${purpose}`, {
      bucketName,
      encryptionKey: this.encryptionKey,
      accessLogs: this.accessLogs,
      ...props.replicas[purpose],
      removalPolicy: props.removalPolicy,
      deletionProtection: props.deletionProtection,
      replica: {
        reason: 'The bucket is itself the replica of a bucket in the main Region.',
        compensatingControl: 'The bucket in the main Region; versioning of both.',
      },
    });
    // Not by the bucket, which another Region may name only by a physical name.
    const logs = this.accessLogs.node.defaultChild;
    return {
      bucketArn: `arn:${partition}:s3:::${bucketName}`,
      keyArn: this.encryptionKey.keyArn,
      region,
      accessLogsArn: logs instanceof s3.CfnBucket ? logs.attrArn : undefined,
    };
  }

  private bucketName(purpose: string, { prefix, environment }: RecoverySiteProps): string {
    const { account, region } = Stack.of(this);
    return new EnvironmentNames(prefix, environment).replicaBucket(purpose, account, region);
  }
}
