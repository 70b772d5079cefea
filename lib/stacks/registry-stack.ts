import type { Construct } from 'constructs';
import { applyOwnership } from '../../constructs/governance';
import { ModelGroup } from '../../constructs/registry';
import { ReleaseParameter, ReleaseParameterSeeder } from '../../constructs/release';
import type { ResolvedEnvironment } from '../config';
import { EnvironmentStack } from './environment-stack';
import type { FoundationStack } from './foundation-stack';
import { modelPackageGroupName, releaseParameterName } from './names';
import { modelOwnership } from './ownership';
import { logRetentionOf, removalOf } from './retention';

/** Properties of a {@link RegistryStack}. */
export interface RegistryStackProps {
  readonly environment: ResolvedEnvironment;
  readonly foundation: FoundationStack;
}

/** What is known of every model: its versions, and which one is released. */
export class RegistryStack extends EnvironmentStack {
  constructor(scope: Construct, id: string, { environment, foundation }: RegistryStackProps) {
    super(scope, id, { environment, description: 'Model package groups and release parameters' });
    const seeder = new ReleaseParameterSeeder(this, 'Seeder', {
      encryptionKey: foundation.keys.keyFor('internal'),
      logEncryptionKey: foundation.keys.logs,
      network: foundation.network,
      logRetention: logRetentionOf(environment),
      ...removalOf(environment),
    });
    for (const model of environment.models) {
      const group = new ModelGroup(this, `Group-${model.name}`, {
        modelPackageGroupName: modelPackageGroupName(environment, model.name),
        description: model.description,
        governance: model.governance,
      });
      applyOwnership(group, modelOwnership(environment, model));
      new ReleaseParameter(this, `Release-${model.name}`, {
        parameterName: releaseParameterName(environment, model.name),
        seeder,
      });
    }
  }
}
