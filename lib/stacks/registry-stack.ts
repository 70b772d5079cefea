import type { Construct } from 'constructs';
import { applyOwnership } from '../../constructs/governance';
import { ReleaseLedger } from '../../constructs/ledger';
import { ModelGroup } from '../../constructs/registry';
import {
  ReleaseCheckFunction,
  ReleaseParameter,
  ReleaseParameterSeeder,
  ReleaseStarter,
  ReleaseTable,
} from '../../constructs/release';
import type { ResolvedEnvironment } from '../config';
import type { ArtifactsStack } from './artifacts-stack';
import { EnvironmentStack } from './environment-stack';
import { type FoundationStack, WITHOUT_RECOVERY_REGION } from './foundation-stack';
import { publishForOperators } from './operator-parameters';
import { modelOwnership } from './ownership';
import type { RecoveryStack } from './recovery-stack';
import { auditLockOf, logRetentionOf, removalOf } from './retention';

/** Properties of a {@link RegistryStack}. */
export interface RegistryStackProps {
  readonly environment: ResolvedEnvironment;
  readonly foundation: FoundationStack;
  readonly artifacts: ArtifactsStack;
  /** @default - the environment has no recovery Region */
  readonly recovery?: RecoveryStack;
}

/** What is known of every model: its versions, which one is released, and which was in force when. */
export class RegistryStack extends EnvironmentStack {
  public readonly ledger: ReleaseLedger;
  public readonly releaseTable: ReleaseTable;
  public readonly releaseCheck: ReleaseCheckFunction;

  constructor(scope: Construct, id: string, { environment, foundation, artifacts, recovery }: RegistryStackProps) {
    super(scope, id, { environment, description: 'Model package groups, releases and the release ledger' });
    const { names } = environment;
    const platform = {
      encryptionKey: foundation.keys.keyFor('internal'),
      logEncryptionKey: foundation.keys.logs,
      network: foundation.network,
      logRetention: logRetentionOf(environment),
      reservedConcurrentExecutions: environment.functions?.reservedConcurrency,
      ...removalOf(environment),
    };
    const seeder = new ReleaseParameterSeeder(this, 'Seeder', platform);
    this.ledger = new ReleaseLedger(this, 'Ledger', {
      ...platform,
      naming: { resourcePrefix: names.resourcePrefix, stackPrefix: names.servingStackPrefix },
      models: environment.models.map(({ name }) => name),
      accessLogs: foundation.accessLogs,
      objectLock: auditLockOf(environment),
      replica: recovery?.replicaFor('ledger') ?? WITHOUT_RECOVERY_REGION,
      alerts: foundation.alerts,
    });
    for (const model of environment.models) {
      const group = new ModelGroup(this, `Group-${model.name}`, {
        modelPackageGroupName: names.modelPackageGroup(model.name),
        description: model.description,
        governance: model.governance,
      });
      applyOwnership(group, modelOwnership(environment, model));
      new ReleaseParameter(this, `Release-${model.name}`, {
        parameterName: names.releaseParameter(model.name),
        seeder,
      });
    }
    this.releaseCheck = new ReleaseCheckFunction(this, 'ReleaseCheck', platform);
    this.releaseTable = new ReleaseTable(this, 'Releases', {
      ...removalOf(environment),
      tableName: names.releaseTable,
      encryptionKey: platform.encryptionKey,
    });
    new ReleaseStarter(this, 'Starter', {
      ...platform,
      machineName: names.releaseMachine,
      models: environment.models.map((model) => ({
        model: model.name,
        modelPackageGroupName: names.modelPackageGroup(model.name),
        parameterName: names.releaseParameter(model.name),
      })),
      table: this.releaseTable.table,
      alerts: foundation.alerts,
    });
    publishForOperators(this, environment, {
      modelBucketName: artifacts.platform.modelBucket.bucketName,
      ledger: { tableName: this.ledger.table.tableName, bucketName: this.ledger.bucket.bucketName },
    });
  }
}
