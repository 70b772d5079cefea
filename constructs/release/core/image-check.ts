import { refusal, type Refusal } from './refusal';
import type { AllowedImage } from './release-policy';

/** `<registry>/<repository>[:<tag>][@<digest>]`, as SageMaker takes images. */
const IMAGE = /^([^@:\s]+)(?::[\w.-]+)?(?:@(sha256:[0-9a-f]{64}))?$/;

/** Repository and digest of an image; a tag can be moved, and says nothing. Undefined when it is no image. */
export function imageParts(image: string): AllowedImage | undefined {
  const [, repository, digest] = IMAGE.exec(image) ?? [];
  return repository === undefined ? undefined : { repository, ...(digest !== undefined && { digest }) };
}

/** The image that is allowed, in words. */
export function allowedText({ repository, digest }: AllowedImage): string {
  return digest === undefined ? `a build of ${repository}` : `${repository}@${digest}`;
}

/**
 * Whether an image is the one that is allowed. Its digest is what the URI says, because that is what SageMaker pulls: the
 * `ImageDigest` of a model package may be given by whoever registers it.
 */
export function isAllowedImage(image: string, allowed: AllowedImage): boolean {
  const parts = imageParts(image);
  return parts?.repository === allowed.repository && (allowed.digest ?? parts.digest) === parts.digest;
}

/** Versions with another image than the policy allows. A version without a container is refused for its lineage. */
export function imageProblems(
  allowed: AllowedImage | undefined,
  { model, images }: { readonly model: string; readonly images: readonly string[] },
): Refusal[] {
  if (allowed === undefined) return [];
  return images
    .filter((image) => !isAllowedImage(image, allowed))
    .map((image) =>
      refusal(
        'OTHER_IMAGE',
        `a version of ${model} must be served by ${allowedText(allowed)}, it names ${image}`,
        `register it with that image, or change container in the file of ${model} and deploy`,
      ),
    );
}
