import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { trailLifetime } from '../../constructs/governance';
import type { DataRemoval } from '../../constructs/ground';
import type { ReplicaPurpose } from '../../constructs/model';
import type { ObjectLifetime, ObjectLock } from '../../constructs/storage';
import type { ResolvedEnvironment } from '../config';

/** How long log groups keep their events. The schema admits exactly the days that CloudWatch Logs knows. */
export function logRetentionOf(environment: ResolvedEnvironment): RetentionDays {
  return environment.retention.logsDays;
}

/** For how long, and how, nobody can delete what the trail and the ledger recorded. */
export function auditLockOf({ retention }: ResolvedEnvironment): ObjectLock {
  return { mode: retention.auditLock, retention: Duration.days(retention.auditDays) };
}

/** How long the buckets that are replicated keep their objects, in both Regions. */
export function lifetimesOf(environment: ResolvedEnvironment): Readonly<Record<ReplicaPurpose, ObjectLifetime>> {
  const objectLock = auditLockOf(environment);
  return {
    artifacts: { noncurrentVersionExpiration: Duration.days(environment.retention.artifactsDays) },
    audit: trailLifetime(objectLock),
    ledger: { objectLock },
  };
}

/** Data goes with its stack only where the environment says that nothing in it is worth keeping. */
export function removalOf(environment: ResolvedEnvironment): Required<DataRemoval> {
  return { removalPolicy: RemovalPolicy.DESTROY, deletionProtection: environment.deletionProtection };
}
