import type * as Bootstrap from '../../bootstrap';
import type { ResolvedEnvironment } from '../../config';
import { nameOf } from '../aws/failure';
import { PROOF_QUALIFIER, PROOF_TOOLKIT_STACK } from './project';
import { emptyBucket } from './teardown';
import type { Toolkit } from './toolkit';
import { type Asks, type Trial, waitFor } from './trial';

/** Reads the service authorization reference, so it is loaded when it is needed. */
function library(): typeof Bootstrap {
  return require('../../bootstrap') as typeof Bootstrap;
}

/**
 * Bootstraps the Regions of the proof with the policies of its own environment, as `blueprint bootstrap-policies` says, under
 * a qualifier of its own: what is deployed otherwise keeps its bootstrap.
 */
export async function bootstrapProof(
  asks: Asks,
  toolkit: Pick<Toolkit, 'bootstrap'>,
  environment: ResolvedEnvironment,
  assembly: string,
): Promise<void> {
  const found = library().bootstrapPolicies({ environment, assembly });
  if (found === undefined) throw new Error(`${assembly} has no stacks of ${environment.name}`);
  const { account } = environment;
  const arnOf = policyArns(environment);
  for (const { name, document } of policiesOf(found)) {
    await putPolicy(asks, name, arnOf(name), JSON.stringify(document));
  }
  for (const { region, policies } of found.execution) {
    await toolkit.bootstrap({
      place: `aws://${account}/${region}`,
      policies: policies.map(({ name }) => arnOf(name)),
      boundary: found.executionBoundary.name,
    });
  }
}

/**
 * Deletes the bootstrap of the proof: stacks, buckets, policies.
 *
 * @param regions those of the proof, each with how it is asked
 * @returns what could not be deleted, each with the reason
 */
export async function removeBootstrap(
  { say, pause }: Pick<Trial, 'say' | 'pause'>,
  regions: ReadonlyMap<string, Asks>,
  environment: ResolvedEnvironment,
  assembly: string,
): Promise<readonly string[]> {
  say('deleting the bootstrap stack and its policies');
  const left: string[] = [];
  const attempt = async (what: string, work: () => Promise<unknown>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      if (['NoSuchBucket', 'NoSuchEntity', 'NoSuchEntityException'].includes(nameOf(error))) return;
      left.push(`${what}: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  for (const [region, asks] of regions) {
    const Bucket = `cdk-${PROOF_QUALIFIER}-assets-${environment.account}-${region}`;
    await attempt(`stack ${PROOF_TOOLKIT_STACK} in ${region}`, () => deleteStack({ pause }, asks, PROOF_TOOLKIT_STACK));
    // The stack retains it.
    await attempt(`bucket ${Bucket}`, async () => {
      await emptyBucket(asks, Bucket);
      await asks.session.call('DeleteBucket', { Bucket });
    });
  }
  const asks = regions.get(environment.region);
  const found = library().bootstrapPolicies({ environment, assembly });
  if (asks === undefined || found === undefined) return left;
  const arnOf = policyArns(environment);
  for (const { name } of policiesOf(found)) {
    const PolicyArn = arnOf(name);
    await attempt(`policy ${PolicyArn}`, async () => {
      await deleteOldVersions(asks, PolicyArn);
      await asks.session.call('DeletePolicy', { PolicyArn });
    });
  }
  return left;
}

function policyArns({ account, region }: ResolvedEnvironment): (name: string) => string {
  return (name) => `arn:${library().partitionOf(region)}:iam::${account}:policy/${name}`;
}

function policiesOf({ execution, workloadBoundary, executionBoundary }: Bootstrap.BootstrapPolicies) {
  return [...execution.flatMap(({ policies }) => policies), workloadBoundary, executionBoundary];
}

/** Creates a policy. One that an earlier run left gets the document of this one. */
async function putPolicy({ session }: Asks, name: string, PolicyArn: string, PolicyDocument: string): Promise<void> {
  try {
    const PolicyName = name.split('/').at(-1);
    const Path = name.includes('/') ? `/${name.slice(0, name.lastIndexOf('/'))}/` : '/';
    await session.call('CreatePolicy', { PolicyName, Path, PolicyDocument });
  } catch (error) {
    if (!['EntityAlreadyExists', 'EntityAlreadyExistsException'].includes(nameOf(error))) throw error;
    // A policy has five versions at most.
    await deleteOldVersions({ session }, PolicyArn);
    await session.call('CreatePolicyVersion', { PolicyArn, PolicyDocument, SetAsDefault: true });
  }
}

async function deleteOldVersions({ session }: Asks, PolicyArn: string): Promise<void> {
  const { Versions = [] } = await session.call('ListPolicyVersions', { PolicyArn });
  for (const { VersionId, IsDefaultVersion } of Versions) {
    if (IsDefaultVersion !== true) await session.call('DeletePolicyVersion', { PolicyArn, VersionId });
  }
}

async function deleteStack({ pause }: Pick<Trial, 'pause'>, { session }: Asks, StackName: string): Promise<void> {
  await session.call('DeleteStack', { StackName });
  const ended = await waitFor({ pause }, { minutes: 20, seconds: 10 }, async () => {
    try {
      const { Stacks = [] } = await session.call('DescribeStacks', { StackName });
      const { StackStatus, StackStatusReason } = Stacks[0] ?? { StackStatus: 'DELETE_COMPLETE' };
      if (StackStatus === 'DELETE_FAILED') throw new Error(StackStatusReason ?? 'no reason given');
      return StackStatus === 'DELETE_COMPLETE' ? true : undefined;
    } catch (error) {
      // CloudFormation calls a stack that does not exist a mistake of the request.
      if (nameOf(error) === 'ValidationError') return true;
      throw error;
    }
  });
  if (ended === undefined) throw new Error('it was not deleted within 20 minutes');
}
