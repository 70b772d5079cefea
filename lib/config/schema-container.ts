import { z } from 'zod';
import { accountId } from './schema-common';

/** Containers of AWS that the engine knows by name; their images are in images.ts. */
const FRAMEWORKS = ['lmi', 'vllm', 'triton'] as const;

/** A container of AWS. */
export type Framework = (typeof FRAMEWORKS)[number];

/** Host images for inference instances (`ProductionVariantInferenceAmiVersion`): they fix the GPU driver and CUDA version. */
export const INFERENCE_AMI_VERSIONS = [
  'al2-ami-sagemaker-inference-gpu-2',
  'al2-ami-sagemaker-inference-gpu-2-1',
  'al2-ami-sagemaker-inference-gpu-3-1',
  'al2-ami-sagemaker-inference-neuron-2',
  'al2023-ami-sagemaker-inference-gpu-4-1',
] as const;

/** An ECR image with tag, digest or both; the groups are account, Region, domain, repository, tag and digest. */
export const ECR_IMAGE =
  /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.(amazonaws\.com(?:\.cn)?|amazonaws\.eu)\/([a-z0-9][a-z0-9._/-]*)(?::([\w][\w.-]{0,127}))?(?:@(sha256:[0-9a-f]{64}))?$/;

const environment = z
  .record(z.string().regex(/^[A-Za-z_]\w{0,1023}$/, 'letters, digits or _'), z.string().max(1024))
  .describe(
    'Environment variables of the container. Values are strings, so write numbers in quotes. Do not put secrets here.',
  );

export const containerShape = {
  framework: z
    .enum(FRAMEWORKS)
    .optional()
    .describe(
      'AWS container: lmi (Large Model Inference with vLLM), vllm (vLLM server), triton (NVIDIA Triton). Either this or image.',
    ),
  tag: z
    .string()
    .regex(/^\w[\w.-]{0,127}$/, 'an image tag')
    .optional()
    .describe("Tag of the framework's image. Default: the tag that this version of the engine was tested with."),
  digest: z
    .string()
    .regex(/^sha256:[0-9a-f]{64}$/, 'sha256: and 64 hexadecimal digits')
    .optional()
    .describe(
      "Digest of the framework's image, sha256:…: a new version with another build is not registered and not released. Default: every build of the repository, by its digest.",
    ),
  repositoryAccount: accountId
    .optional()
    .describe(
      "Account of the registry with the framework's image, if AWS has none in this Region or you mirror it: 12 digits in quotes.",
    ),
  image: z
    .string()
    .regex(ECR_IMAGE, 'a full ECR image URI: <account>.dkr.ecr.<region>.amazonaws.com/<repository>@sha256:<digest>')
    .optional()
    .describe(
      'Full ECR image URI of your own container. Production demands a digest, and a new version with another image is not registered and not released. Either this or framework.',
    ),
  environment: environment.default({}),
  inferenceAmiVersion: z
    .enum(INFERENCE_AMI_VERSIONS)
    .optional()
    .describe(
      'Host AMI of the instances, which determines the GPU driver. Default: al2023-ami-sagemaker-inference-gpu-4-1 (CUDA 13) on GPU instances.',
    ),
};

/** The container that serves the model: an AWS container (framework) or your own (image). */
export const containerSchema = z
  .strictObject(containerShape)
  .meta({ oneOf: [{ required: ['framework'] }, { required: ['image'] }] });
