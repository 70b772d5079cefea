import { createHash } from 'node:crypto';
import { keepMetrics } from '../register/objects';
import { propertiesOf } from '../register/properties';
import type { Registration } from '../register/inputs';
import { automaticReleaseEnded } from './releases';
import { namesOf, type Trial } from './trial';

/** What a version of the proof does with a request. */
export type Behaviour = 'answers' | 'fails';

/** A request that the model understands: the inference protocol that Triton speaks. */
export const REQUEST = JSON.stringify({
  inputs: [{ name: 'TEXT', shape: [1], datatype: 'BYTES', data: ['proof'] }],
});
export const CONTENT_TYPE = 'application/json';

/** Triton's configuration of a model that runs Python on the CPU. */
const CONFIGURATION = `name: "proof"
backend: "python"
max_batch_size: 0
input [{ name: "TEXT", data_type: TYPE_STRING, dims: [1] }]
output [{ name: "TEXT", data_type: TYPE_STRING, dims: [1] }]
instance_group [{ kind: KIND_CPU }]
`;

const PROGRAM = `import json
import os

import triton_python_backend_utils as pb_utils


class TritonPythonModel:
    """Answers with what it is asked, or fails, as the file beside it says."""

    def initialize(self, args):
        with open(os.path.join(args["model_repository"], "behaviour.json")) as file:
            self.fails = json.load(file)["fails"]

    def execute(self, requests):
        return [self.answer(request) for request in requests]

    def answer(self, request):
        if self.fails:
            return pb_utils.InferenceResponse(error=pb_utils.TritonError("this version always fails"))
        text = pb_utils.get_input_tensor_by_name(request, "TEXT").as_numpy()
        return pb_utils.InferenceResponse(output_tensors=[pb_utils.Tensor("TEXT", text)])
`;

/** What lies in the folder of the weights, by path. */
export function weightsOf(behaviour: Behaviour): Readonly<Record<string, string>> {
  return {
    'proof/config.pbtxt': CONFIGURATION,
    'proof/1/model.py': PROGRAM,
    'proof/behaviour.json': JSON.stringify({ fails: behaviour === 'fails' }),
  };
}

/**
 * Uploads weights and registers them as a version that is Approved, as the release machine wants it. That starts a release
 * by itself, which is refused because nobody else approved the version: it has ended when this returns.
 *
 * @param label tells the versions of a model apart, e.g. `first`
 * @returns ARN of the model package
 */
export async function registerVersion(
  trial: Trial,
  model: string,
  label: string,
  behaviour: Behaviour,
): Promise<string> {
  const { session, image } = trial;
  const Bucket = session.description.modelBucket;
  const prefix = `models/${model}/${label}/`;
  for (const [file, Body] of Object.entries(weightsOf(behaviour))) {
    await session.call('PutObject', { Bucket, Key: `${prefix}${file}`, Body });
  }
  const weights = `s3://${Bucket}/${prefix}`;
  const registration = registrationOf(image, weights, session.caller.arn, label);
  const metricsUri = await keepMetrics(session, model, registration.metricsFile);
  const { ModelPackageArn } = await session.call('CreateModelPackage', {
    ModelPackageGroupName: namesOf(trial).modelPackageGroup(model),
    ModelPackageDescription: `blueprint prove: ${label}`,
    ModelApprovalStatus: 'Approved',
    InferenceSpecification: {
      Containers: [
        {
          Image: image,
          ModelDataSource: {
            S3DataSource: { S3Uri: weights, S3DataType: 'S3Prefix', CompressionType: 'None' },
          },
        },
      ],
      SupportedContentTypes: [CONTENT_TYPE],
      SupportedResponseMIMETypes: [CONTENT_TYPE],
    },
    ModelMetrics: {
      ModelQuality: {
        Statistics: {
          ContentType: 'application/json',
          ContentDigest: registration.metricsFile.hash,
          S3Uri: metricsUri,
        },
      },
    },
    CustomerMetadataProperties: propertiesOf(registration),
  });
  if (ModelPackageArn === undefined) throw new Error(`SageMaker registered ${label} and named no model package`);
  if (!(await automaticReleaseEnded(trial, model, ModelPackageArn))) {
    throw new Error(`the release that the registration of ${label} starts was not seen to end, and could collide`);
  }
  return ModelPackageArn;
}

function registrationOf(image: string, weights: string, author: string, label: string): Registration {
  const body = JSON.stringify({ proof: 1 });
  return {
    image,
    weights,
    dataUri: weights,
    dataHash: hashOf(label),
    metrics: { proof: 1 },
    metricsFile: { body, hash: hashOf(body) },
    hyperparameters: {},
    // Nothing was trained: there is no commit that made it.
    commit: '0'.repeat(40),
    author,
  };
}

function hashOf(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}
