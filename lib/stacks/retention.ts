import { RemovalPolicy } from 'aws-cdk-lib';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { DataRemoval } from '../../constructs/ground';
import type { ResolvedEnvironment } from '../config';

/** How long log groups keep their events. The schema admits exactly the days that CloudWatch Logs knows. */
export function logRetentionOf(environment: ResolvedEnvironment): RetentionDays {
  return environment.retention.logsDays;
}

/** Data goes with its stack only where the environment says that nothing in it is worth keeping. */
export function removalOf(environment: ResolvedEnvironment): Required<DataRemoval> {
  return { removalPolicy: RemovalPolicy.DESTROY, deletionProtection: environment.deletionProtection };
}
