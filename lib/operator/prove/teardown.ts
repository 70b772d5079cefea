import { nameOf } from '../aws/failure';
import { pages } from '../aws/pages';
import { resourcesOf, type StackResource } from './stacks';
import type { Asks } from './trial';

type Asking = Asks['session'];

/** S3 deletes at most this many versions in one call. */
const PAGE = 1000;

/** What a stack leaves behind. */
export type Retained = Pick<StackResource, 'type' | 'physicalId'>;

/** What the stacks of the proof hold, noted before they are deleted. */
export interface Inventory {
  /** Buckets, which must be empty before their stack can be deleted. */
  readonly buckets: readonly string[];
  /** Everything that a stack leaves behind. */
  readonly retained: readonly Retained[];
}

/**
 * Types that stay when their stack is deleted, with how to delete one. Models and endpoint configurations stay too: see
 * {@link deleteServed}.
 */
const RETAINED: Readonly<Record<string, (session: Asking, id: string) => Promise<unknown>>> = {
  'AWS::SageMaker::ModelPackageGroup': async (session, id) => {
    const group = nameIn(id);
    await deletePackages(session, group);
    return session.call('DeleteModelPackageGroup', { ModelPackageGroupName: group });
  },
  'AWS::Logs::LogGroup': (session, id) => session.call('DeleteLogGroup', { logGroupName: id }),
};

/** What the stacks hold. A stack that is not there holds nothing. */
export async function inventoryOf(asks: Asks, stacks: readonly string[]): Promise<Inventory> {
  const all: StackResource[] = [];
  for (const stack of stacks) {
    try {
      all.push(...(await resourcesOf(asks, stack)));
    } catch (error) {
      // CloudFormation calls a stack that does not exist a mistake of the request.
      if (nameOf(error) !== 'ValidationError') throw error;
    }
  }
  return {
    buckets: all.filter(({ type }) => type === 'AWS::S3::Bucket').map(({ physicalId }) => physicalId),
    retained: Object.keys(RETAINED).flatMap((type) => all.filter((resource) => resource.type === type)),
  };
}

/**
 * Deletes the models and endpoint configurations that the serving stacks made: one of each for every version that was
 * released. They are looked for by name, because a stack knows only the last of them, and those by an ARN in lower case.
 *
 * @param prefix of the names of the serving stacks, with which the names begin
 * @returns what could not be deleted, each with the reason
 */
export async function deleteServed({ session }: Asks, prefix: string): Promise<readonly string[]> {
  const left: string[] = [];
  const attempt = async (name: string | undefined, remove: (name: string) => Promise<unknown>): Promise<void> => {
    if (name?.startsWith(prefix) !== true) return;
    try {
      await remove(name);
    } catch (error) {
      left.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  const asked = { NameContains: prefix, MaxResults: 100 };
  const configurations = await pages((NextToken) => session.call('ListEndpointConfigs', { ...asked, NextToken }));
  for (const { EndpointConfigName: name } of configurations.flatMap(({ EndpointConfigs = [] }) => EndpointConfigs)) {
    await attempt(name, (EndpointConfigName) => session.call('DeleteEndpointConfig', { EndpointConfigName }));
  }
  const models = await pages((NextToken) => session.call('ListModels', { ...asked, NextToken }));
  for (const { ModelName: name } of models.flatMap(({ Models = [] }) => Models))
    await attempt(name, (ModelName) => session.call('DeleteModel', { ModelName }));
  return left;
}

/** The parameters with the released versions: no template owns them, so that a deployment changes none. */
export async function deleteParameters({ session }: Asks, Names: readonly string[]): Promise<readonly string[]> {
  try {
    await session.call('DeleteParameters', { Names: [...Names] });
    return [];
  } catch (error) {
    return [`parameters ${Names.join(', ')}: ${error instanceof Error ? error.message : String(error)}`];
  }
}

/** Empties a bucket, versions and locked objects included: the proof locks with GOVERNANCE. */
export async function emptyBucket({ session }: Asks, Bucket: string): Promise<void> {
  for (;;) {
    let page;
    try {
      page = await session.call('ListObjectVersions', { Bucket, MaxKeys: PAGE });
    } catch (error) {
      if (nameOf(error) === 'NoSuchBucket') return;
      throw error;
    }
    const Objects = [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])].flatMap(({ Key, VersionId }) =>
      Key === undefined ? [] : [{ Key, VersionId }],
    );
    if (Objects.length === 0) return;
    const { Errors = [] } = await session.call('DeleteObjects', {
      Bucket,
      Delete: { Objects, Quiet: true },
      BypassGovernanceRetention: true,
    });
    const [first] = Errors;
    if (first !== undefined) {
      throw new Error(`${Errors.length} objects of ${Bucket} cannot be deleted: ${first.Message ?? first.Code ?? ''}`);
    }
  }
}

/**
 * Deletes what the stacks left behind.
 *
 * @returns what could not be deleted, each with the reason
 */
export async function deleteRetained({ session }: Asks, retained: readonly Retained[]): Promise<readonly string[]> {
  const left: string[] = [];
  for (const { type, physicalId } of retained) {
    try {
      await RETAINED[type]?.(session, physicalId);
    } catch (error) {
      if (isGone(error)) continue;
      left.push(`${type} ${physicalId}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return left;
}

async function deletePackages(session: Asking, group: string): Promise<void> {
  const { ModelPackageSummaryList = [] } = await session.call('ListModelPackages', {
    ModelPackageGroupName: group,
    MaxResults: 100,
  });
  for (const { ModelPackageArn } of ModelPackageSummaryList) {
    await session.call('DeleteModelPackage', { ModelPackageName: ModelPackageArn });
  }
}

/** CloudFormation gives ARNs for some types. */
function nameIn(id: string): string {
  return id.split('/').at(-1) ?? id;
}

/** SageMaker says of what is not there that it could not be found. */
function isGone(error: unknown): boolean {
  const message = error instanceof Error ? error.message : '';
  return nameOf(error) === 'ResourceNotFoundException' || /could not find|does not exist|not found/i.test(message);
}
