import { Aspects, PermissionsBoundary, Stage } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { applyOwnership } from '../constructs/governance';
import { RoleNaming } from '../constructs/identity';
import type { ResolvedEnvironment } from './config';
import { ArtifactsStack } from './stacks/artifacts-stack';
import { FoundationStack } from './stacks/foundation-stack';
import { platformOwnership } from './stacks/ownership';
import { RecoveryStack } from './stacks/recovery-stack';
import { RegistryStack } from './stacks/registry-stack';
import { ReleaseStack } from './stacks/release-stack';
import { ServingStack } from './stacks/serving-stack';

/** One environment: wires its stacks and owns no resource. */
export class EnvironmentStage extends Stage {
  constructor(
    scope: Construct,
    public readonly environment: ResolvedEnvironment,
  ) {
    const { account, region, recoveryRegion, permissionsBoundary } = environment;
    super(scope, environment.name, {
      env: { account, region },
      permissionsBoundary:
        permissionsBoundary === undefined ? undefined : PermissionsBoundary.fromName(permissionsBoundary),
    });
    const recovery =
      recoveryRegion === undefined ? undefined : new RecoveryStack(this, 'Recovery', { environment, recoveryRegion });
    const foundation = new FoundationStack(this, 'Foundation', { environment, recovery });
    const artifacts = new ArtifactsStack(this, 'Artifacts', { environment, foundation, recovery });
    const registry = new RegistryStack(this, 'Registry', { environment, foundation, artifacts, recovery });
    const serving = new Map<string, ServingStack>();
    for (const model of environment.models) {
      const props = { environment, model, foundation, artifacts, registry };
      serving.set(model.name, new ServingStack(this, `Serving-${model.name}`, props));
    }
    const release =
      serving.size === 0
        ? undefined
        : new ReleaseStack(this, 'Release', { environment, foundation, registry, serving });
    for (const shared of [recovery, foundation, artifacts, registry, release]) {
      if (shared !== undefined) applyOwnership(shared, platformOwnership(environment));
    }
    const { roles } = environment.company;
    // An aspect, so that roles which a company adds later have them too.
    if (roles !== undefined) Aspects.of(this).add(new RoleNaming(roles));
  }
}
