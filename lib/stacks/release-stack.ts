import type { Construct } from 'constructs';
import { servingMode } from '../../constructs/model';
import { type ReleasableModel, ReleaseMachine } from '../../constructs/release';
import type { ResolvedEnvironment, ResolvedModel } from '../config';
import { EnvironmentStack } from './environment-stack';
import type { FoundationStack } from './foundation-stack';
import type { RegistryStack } from './registry-stack';
import { releasePolicy } from './release-requirements';
import { logRetentionOf, removalOf } from './retention';
import type { ServingStack } from './serving-stack';

/** Properties of a {@link ReleaseStack}. */
export interface ReleaseStackProps {
  readonly environment: ResolvedEnvironment;
  readonly foundation: FoundationStack;
  readonly registry: RegistryStack;
  /** The serving stack of each model of the environment, by its name; at least one. */
  readonly serving: ReadonlyMap<string, ServingStack>;
}

/**
 * Releases versions of all models of an environment, and rolls them back. It comes after the serving stacks, because its
 * role names them by the ids that CloudFormation drew.
 */
export class ReleaseStack extends EnvironmentStack {
  constructor(scope: Construct, id: string, { environment, foundation, registry, serving }: ReleaseStackProps) {
    super(scope, id, { environment, description: 'Releases versions of the models, and rolls them back' });
    const { names } = environment;
    const models = environment.models.flatMap((model) => {
      const stack = serving.get(model.name);
      return stack === undefined ? [] : [releasable(environment, model, stack)];
    });
    new ReleaseMachine(this, 'Machine', {
      ...removalOf(environment),
      logEncryptionKey: foundation.keys.logs,
      logRetention: logRetentionOf(environment),
      machineName: names.releaseMachine,
      models,
      check: registry.releaseCheck,
      table: registry.releaseTable.table,
      ledgerQueue: registry.ledger.queue,
      alerts: foundation.alerts,
      topicEncryptionKey: foundation.keys.keyFor('internal'),
      describeVersions: registry.ledger.describeVersions,
      bootstrapVersionParameter: `/cdk-bootstrap/${this.synthesizer.bootstrapQualifier ?? 'hnb659fds'}/version`,
    });
  }
}

function releasable(environment: ResolvedEnvironment, model: ResolvedModel, serving: ServingStack): ReleasableModel {
  const { names } = environment;
  const name = names.endpoint(model.name);
  const { parameter, endpointExistsParameter } = serving.modelPackage;
  return {
    model: model.name,
    modelPackageGroupName: names.modelPackageGroup(model.name),
    parameterName: names.releaseParameter(model.name),
    stackName: serving.stackName,
    stackId: serving.stackId,
    packageParameter: parameter.logicalId,
    endpointExistsParameter: endpointExistsParameter.logicalId,
    endpointName: name,
    inferenceComponentName: servingMode(model.serving.mode).inferenceComponent ? name : undefined,
    policy: releasePolicy(environment, model),
  };
}
