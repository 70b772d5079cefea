import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { AuditTrail, EnvironmentBudget } from '../../constructs/governance';
import { DataKeys } from '../../constructs/identity';
import { AlertTopics, StackFailures } from '../../constructs/monitoring';
import { Network } from '../../constructs/network';
import { AccessLogBucket } from '../../constructs/storage';
import type { ResolvedEnvironment } from '../config';
import { EnvironmentStack } from './environment-stack';
import type { RecoveryStack } from './recovery-stack';
import { auditLockOf, logRetentionOf, removalOf } from './retention';

/** Properties of a {@link FoundationStack}. */
export interface FoundationStackProps {
  readonly environment: ResolvedEnvironment;
  /** @default - the environment has no recovery Region */
  readonly recovery?: RecoveryStack;
}

/** What all models of an environment share: network, keys, audit trail, alerts and budget. */
export class FoundationStack extends EnvironmentStack {
  public readonly network: Network;
  public readonly keys: DataKeys;
  public readonly accessLogs: AccessLogBucket;
  public readonly alerts: AlertTopics;

  constructor(scope: Construct, id: string, { environment, recovery }: FoundationStackProps) {
    super(scope, id, { environment, description: 'Network, keys, audit trail, alerts and budget of the environment' });
    const { company, names, retention, platformOwner, budget } = environment;
    const removal = removalOf(environment);
    const logRetention = logRetentionOf(environment);
    this.keys = new DataKeys(this, 'Keys', { ...removal, aliasPrefix: names.keyAliasPrefix });
    this.accessLogs = new AccessLogBucket(this, 'AccessLogs', {
      ...removal,
      retention: Duration.days(retention.auditDays),
    });
    this.network = new Network(this, 'Network', {
      cidr: environment.network.cidr,
      availabilityZones: environment.network.availabilityZones,
      flowLogKey: this.keys.logs,
      flowLogRetention: logRetention,
      ...removal,
      // What runs in the network today: the function that seeds release parameters, those of the release ledger and
      // those that start releases, and callers of the models.
      endpoints: ['ssm', 'sagemaker.runtime', 'dynamodb', 'sagemaker.api', 'states'],
    });
    this.alerts = new AlertTopics(this, 'Alerts', {
      encryptionKey: this.keys.keyFor('internal'),
      mailTo: { critical: [platformOwner.email], warning: [platformOwner.email] },
      runbookBaseUrl: company.runbookBaseUrl,
    });
    new AuditTrail(this, 'AuditTrail', {
      ...removal,
      encryptionKey: this.keys.logs,
      accessLogs: this.accessLogs,
      objectLock: auditLockOf(environment),
      replica: recovery?.replicaFor('audit') ?? WITHOUT_RECOVERY_REGION,
      alerts: this.alerts,
      logRetention,
    });
    new StackFailures(this, 'StackFailures', { alerts: this.alerts, stackPrefix: `${environment.name}-` });
    new EnvironmentBudget(this, 'Budget', {
      environment: environment.name,
      monthlyUsd: budget.monthlyUsd,
      alertPercents: budget.alertPercents,
      topic: this.alerts.warning,
      mailTo: [budget.notify.email],
    });
  }
}

/** Why the buckets of an environment that names no recovery Region have no replica. */
export const WITHOUT_RECOVERY_REGION = {
  reason: 'The environment names no recovery Region: what it holds can be made again from its sources.',
  compensatingControl: 'Versioning; an environment that serves users must name a recovery Region, or it is refused.',
};
