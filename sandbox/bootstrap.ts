import { z } from 'zod';
import { bootstrapPolicies, type BootstrapPolicies, type NamedPolicy } from '../lib/bootstrap';
import type { Aws } from './aws';
import type { Cdk } from './cdk';
import { SandboxFailure } from './failure';
import type { RunFolder } from './paths';
import type { Subject } from './subject';

/**
 * Bootstraps the Regions of an environment as `blueprint bootstrap-policies` says: the role that CloudFormation deploys with
 * has the policies that are made from the assembly, and their boundary.
 *
 * @returns how many policies the role has, by Region
 */
export async function bootstrap(aws: Aws, cdk: Cdk, subject: Subject, run: RunFolder): Promise<string> {
  const { environment, place } = subject;
  const found = bootstrapPolicies({ environment, assembly: run.assembly });
  if (found === undefined) {
    throw new SandboxFailure(`the assembly has no stacks of ${environment.name}`, 'synthesize it first');
  }
  for (const policy of policiesOf(found)) await createPolicy(aws, subject, policy);
  for (const { region, policies } of found.execution) {
    const arns = policies.map(({ name }) => `arn:aws:iam::${place.account}:policy/${name}`);
    await cdk.bootstrap({ ...place, region }, { arns, boundary: found.executionBoundary.name });
  }
  return found.execution.map(({ region, policies }) => `${region} with ${policies.length} policies`).join(', ');
}

function policiesOf({ execution, workloadBoundary, executionBoundary }: BootstrapPolicies): readonly NamedPolicy[] {
  return [...execution.flatMap(({ policies }) => policies), workloadBoundary, executionBoundary];
}

async function createPolicy(aws: Aws, { place }: Subject, { name, document }: NamedPolicy): Promise<void> {
  const PolicyName = name.split('/').at(-1);
  const Path = name.includes('/') ? `/${name.slice(0, name.lastIndexOf('/'))}/` : '/';
  const parameters = { PolicyName, Path, PolicyDocument: JSON.stringify(document) };
  await aws.call(place, 'iam', 'create_policy', parameters, z.unknown());
}
