import type { Construct } from 'constructs';
import type { ReplicaPurpose } from '../../constructs/model';
import { RecoverySite } from '../../constructs/recovery';
import type { ReplicaLocation } from '../../constructs/storage';
import type { ResolvedEnvironment } from '../config';
import { EnvironmentStack } from './environment-stack';
import { lifetimesOf, removalOf } from './retention';

/** Properties of a {@link RecoveryStack}. */
export interface RecoveryStackProps {
  readonly environment: ResolvedEnvironment;
  readonly recoveryRegion: string;
}

/** What the recovery Region keeps of an environment. It is deployed first, because the environment replicates into it. */
export class RecoveryStack extends EnvironmentStack {
  private readonly site: RecoverySite;

  constructor(scope: Construct, id: string, { environment, recoveryRegion }: RecoveryStackProps) {
    super(scope, id, { environment, region: recoveryRegion, description: 'Replicas in the recovery Region' });
    this.site = new RecoverySite(this, 'Site', {
      ...removalOf(environment),
      prefix: environment.company.prefix,
      environment: environment.name,
      replicas: lifetimesOf(environment),
    });
  }

  /** Where a bucket of the environment is replicated to. */
  public replicaFor(purpose: ReplicaPurpose): ReplicaLocation {
    return this.site.replicaFor(purpose);
  }
}
