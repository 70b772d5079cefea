import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { servingMode } from '../../constructs/model';
import { ServingPlatform } from '../../constructs/serving';
import { ProtectedBucket } from '../../constructs/storage';
import type { ResolvedEnvironment } from '../config';
import { EnvironmentStack } from './environment-stack';
import { type FoundationStack, WITHOUT_RECOVERY_REGION } from './foundation-stack';
import type { RecoveryStack } from './recovery-stack';
import { lifetimesOf, logRetentionOf, removalOf } from './retention';

/** Days for which requests and answers are kept: whoever asked has fetched the answer long before. */
const QUEUE_DAYS = 30;

/** Properties of a {@link ArtifactsStack}. */
export interface ArtifactsStackProps {
  readonly environment: ResolvedEnvironment;
  readonly foundation: FoundationStack;
  /** @default - the environment has no recovery Region */
  readonly recovery?: RecoveryStack;
}

/** Where weights, requests and answers of the models lie, and what endpoints may do with them. */
export class ArtifactsStack extends EnvironmentStack {
  public readonly platform: ServingPlatform;

  constructor(scope: Construct, id: string, { environment, foundation, recovery }: ArtifactsStackProps) {
    super(scope, id, { environment, description: 'Weights, requests and answers of the models' });
    // Weights tell of the data that they were made from, and requests hold it: both get the key of the highest class.
    const encryptionKey = foundation.keys.keyFor('restricted');
    const { accessLogs, alerts } = foundation;
    const bucketProps = { ...removalOf(environment), encryptionKey, accessLogs };
    const modelBucket = new ProtectedBucket(this, 'Artifacts', {
      ...bucketProps,
      ...lifetimesOf(environment).artifacts,
      replica: recovery?.replicaFor('artifacts') ?? WITHOUT_RECOVERY_REGION,
      alerts,
    });
    const isQueued = environment.models.some(({ serving }) => servingMode(serving.mode).queued);
    this.platform = new ServingPlatform(this, 'ServingPlatform', {
      network: foundation.network,
      modelBucket,
      encryptionKey,
      logEncryptionKey: foundation.keys.logs,
      logRetention: logRetentionOf(environment),
      ...(isQueued && {
        asyncQueue: {
          encryptionKey,
          bucket: new ProtectedBucket(this, 'AsyncQueue', {
            ...bucketProps,
            expiration: Duration.days(QUEUE_DAYS),
            noncurrentVersionExpiration: Duration.days(1),
            replica: {
              reason: 'Requests in flight are asked again after the loss of a Region, not restored.',
              compensatingControl: `Versioning, and deletion after ${QUEUE_DAYS} days.`,
            },
          }),
        },
      }),
    });
  }
}
