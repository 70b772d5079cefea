import { RegionInfo } from 'aws-cdk-lib/region-info';
import type { Draft } from './draft';
import { ECR_IMAGE, type Framework } from './schema-container';
import type { ModelCore } from './schema-model';

interface FrameworkImage {
  /** Repository in the registry of AWS Deep Learning Containers. */
  readonly repository: string;
  /** Tag that this version of the engine was tested with. */
  readonly tag: string;
  /** Tag for instances without GPU. @default - the container needs a GPU */
  readonly cpuTag?: string;
}

/**
 * The containers of AWS. LMI and vLLM: https://aws.github.io/deep-learning-containers; Triton: `image_uri_config/
 * sagemaker-tritonserver.json` of the SageMaker Python SDK, which lists the same registry accounts per Region.
 */
const FRAMEWORK_IMAGES: Readonly<Record<Framework, FrameworkImage>> = {
  lmi: { repository: 'djl-inference', tag: '0.36.0-lmi28.0.0-cu130' },
  vllm: { repository: 'vllm', tag: 'server-sagemaker-cuda-v2.3' },
  triton: { repository: 'sagemaker-tritonserver', tag: '25.09-py3', cpuTag: '25.09-py3-cpu' },
};

/** Whether the container of AWS can run without a GPU. */
export function runsOnCpu(framework: Framework): boolean {
  return FRAMEWORK_IMAGES[framework].cpuTag !== undefined;
}

/** An ECR image in its parts. */
export interface EcrImage {
  readonly account: string;
  readonly region: string;
  readonly domain: string;
  readonly repository: string;
  readonly tag?: string;
  readonly digest?: string;
}

/** Takes an ECR image URI apart. */
export function parseImage(uri: string): EcrImage | undefined {
  const match = ECR_IMAGE.exec(uri);
  if (match === null) return undefined;
  const [, account = '', region = '', domain = '', repository = '', tag, digest] = match;
  return { account, region, domain, repository, tag, digest };
}

function format({ account, region, domain, repository, tag, digest }: EcrImage): string {
  const registry = `${account}.dkr.ecr.${region}.${domain}/${repository}`;
  return `${registry}${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`;
}

/** Every Region of AWS that the CDK knows. */
export const REGIONS: readonly string[] = RegionInfo.regions.map(({ name }) => name);

/** The account that holds the containers of AWS in a Region. */
function registryAccount(region: string): string | undefined {
  return RegionInfo.get(region).dlcRepositoryAccount;
}

/**
 * The image of a container in a Region. Undefined when it has none there, which {@link checkContainers} reports.
 *
 * @param gpu whether the instances have GPUs
 */
export function imageIn(
  region: string,
  container: Draft<ModelCore['container']>,
  gpu: boolean,
): (EcrImage & { readonly uri: string }) | undefined {
  const image = ownImage(region, container) ?? frameworkImage(region, container, gpu);
  return image === undefined ? undefined : { ...image, uri: format(image) };
}

function ownImage(region: string, container: Draft<ModelCore['container']>): EcrImage | undefined {
  const image = container.image === undefined ? undefined : parseImage(container.image);
  // One's own registry replicates to the recovery Region under the same name and digest.
  return image === undefined ? undefined : { ...image, region };
}

function frameworkImage(region: string, container: Draft<ModelCore['container']>, gpu: boolean): EcrImage | undefined {
  if (container.framework === undefined) return undefined;
  const account = container.repositoryAccount ?? registryAccount(region);
  if (account === undefined) return undefined;
  const { repository, tag, cpuTag } = FRAMEWORK_IMAGES[container.framework];
  return {
    account,
    region,
    domain: RegionInfo.get(region).domainSuffix ?? 'amazonaws.com',
    repository,
    tag: container.tag ?? (gpu ? tag : (cpuTag ?? tag)),
    digest: container.digest,
  };
}
