import type { ResolvedModel } from '../../config';
import { OperatorError } from '../errors';
import type { ProofSession } from './trial';

/** An image with the digest that its tag has now: a version is registered with exactly one build. */
export async function imageWithDigest(
  session: Pick<ProofSession, 'call'>,
  { image, repository }: ResolvedModel['container'],
): Promise<string> {
  if (image.includes('@sha256:')) return image;
  const imageTag = /:([^:/@]+)$/.exec(image)?.[1];
  const { images = [] } = await session.call('BatchGetImage', {
    registryId: repository.account,
    repositoryName: repository.name,
    imageIds: [{ imageTag }],
  });
  const digest = images[0]?.imageId?.imageDigest;
  if (digest !== undefined) return `${image}@${digest}`;
  throw new OperatorError(
    `the digest of ${image} cannot be found`,
    'give an image with its digest: --image <account>.dkr.ecr.<region>.amazonaws.com/<repository>@sha256:…',
  );
}
