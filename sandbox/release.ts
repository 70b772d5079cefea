import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { z } from 'zod';
import type { ResolvedModel } from '../lib/config';
import { type Aws, AwsError, bytes } from './aws';
import { lastLines } from './command';
import { SandboxFailure } from './failure';
import { baseVariables } from './isolation';
import { PROJECT, type RunFolder } from './paths';
import { VENV_PYTHON } from './python';
import { failureOf, resourcesOf, type StackDescription, stacksOf, updateWithPreviousTemplate } from './stacks';
import type { Subject } from './subject';

const PACKAGE = z.object({ ModelPackageArn: z.string() });
const PARAMETER = z.object({ Parameter: z.object({ Value: z.string() }) });
const METRICS = z.object({ areaUnderCurve: z.number(), customersHeldOut: z.number() });

/** What a release came to. */
export interface Release {
  readonly modelPackageArn: string;
  readonly stack: StackDescription;
  /** Why the stack went back, when it did. */
  readonly failure?: string;
}

/** A stack of the environment, by its place in the app: `Serving-churn` is `dev-Serving-churn`. */
export function stackName({ environment }: Subject, id: string): string {
  return `${environment.name}-${id}`;
}

/** The version that is released, or `none`. */
export async function releasedVersion(aws: Aws, subject: Subject, model: string): Promise<string> {
  const Name = subject.environment.names.releaseParameter(model);
  const { Parameter } = await aws.call(subject.place, 'ssm', 'get_parameter', { Name }, PARAMETER);
  return Parameter.Value;
}

/**
 * Trains the example model, if it is the one, and makes weights for the others: a stand-in needs none.
 *
 * @returns folder with the files, and what training measured
 */
export function makeWeights(
  run: RunFolder,
  environment: NodeJS.ProcessEnv,
  model: string,
): { readonly folder: string; readonly metrics?: z.infer<typeof METRICS> } {
  const folder = path.join(run.root, 'weights', model);
  mkdirSync(folder, { recursive: true });
  if (model !== 'churn') {
    writeFileSync(path.join(folder, 'STAND-IN'), 'no weights: a stand-in answers in the sandbox\n');
    return { folder };
  }
  const script = path.join(PROJECT, 'examples', 'churn', 'train.py');
  const options = { encoding: 'utf8' as const, env: { ...baseVariables(environment), PYTHONDONTWRITEBYTECODE: '1' } };
  const { status, stdout, stderr } = spawnSync(VENV_PYTHON, [script, folder], options);
  if (status !== 0) {
    throw new SandboxFailure(`training the churn model failed: ${lastLines(stderr, 1)}`, `run ${script} by hand`);
  }
  return { folder, metrics: METRICS.parse(JSON.parse(stdout)) };
}

/** Uploads weights below the model's prefix, registers them as a version, and approves it. */
export async function registerVersion(
  aws: Aws,
  subject: Subject,
  model: ResolvedModel,
  folder: string,
  version: string,
): Promise<string> {
  const { place, environment } = subject;
  const bucket = await bucketOf(aws, subject, 'Artifacts');
  const prefix = `models/${model.name}/${version}/`;
  for (const file of readdirSync(folder)) {
    const Body = bytes(readFileSync(path.join(folder, file)));
    await aws.call(place, 's3', 'put_object', { Bucket: bucket, Key: `${prefix}${file}`, Body }, z.unknown());
  }
  const S3DataSource = { S3Uri: `s3://${bucket}/${prefix}`, S3DataType: 'S3Prefix', CompressionType: 'None' };
  const { ModelPackageArn } = await aws.call(
    place,
    'sagemaker',
    'create_model_package',
    {
      ModelPackageGroupName: environment.names.modelPackageGroup(model.name),
      ModelApprovalStatus: 'PendingManualApproval',
      InferenceSpecification: {
        Containers: [{ Image: model.container.image, ModelDataSource: { S3DataSource } }],
        SupportedContentTypes: ['application/json'],
        SupportedResponseMIMETypes: ['application/json'],
      },
    },
    PACKAGE,
  );
  const approval = { ModelPackageArn, ModelApprovalStatus: 'Approved', ApprovalDescription: 'sandbox' };
  await aws.call(place, 'sagemaker', 'update_model_package', approval, PACKAGE);
  return ModelPackageArn;
}

/** Releases a version: writes the release parameter, and updates the serving stack with its present template. */
export async function releaseVersion(
  aws: Aws,
  subject: Subject,
  model: string,
  modelPackageArn: string,
): Promise<Release> {
  const { place, environment } = subject;
  const Name = environment.names.releaseParameter(model);
  const put = { Name, Value: modelPackageArn, Type: 'String', Overwrite: true };
  await aws.call(place, 'ssm', 'put_parameter', put, z.unknown());
  const StackName = stackName(subject, `Serving-${model}`);
  const stack = await updateWithPreviousTemplate(aws, place, StackName, await endpointExists(aws, subject, model));
  if (stack.StackStatus === 'UPDATE_COMPLETE') return { modelPackageArn, stack };
  return { modelPackageArn, stack, failure: await failureOf(aws, place, StackName) };
}

/**
 * A bucket of the environment by the id of its construct, in whichever stack it lies.
 *
 * @param id `Artifacts` for weights, `AsyncQueue` for requests that wait
 */
export async function bucketOf(aws: Aws, subject: Subject, id: string): Promise<string> {
  for (const stack of await stacksOf(aws, subject.place)) {
    if (!stack.StackName.startsWith(`${subject.environment.name}-`)) continue;
    const resources = await resourcesOf(aws, subject.place, stack.StackName);
    const bucket = resources.find(
      (resource) => resource.ResourceType === 'AWS::S3::Bucket' && resource.LogicalResourceId.startsWith(id),
    );
    if (bucket !== undefined) return bucket.PhysicalResourceId;
  }
  throw new SandboxFailure(
    `no stack of ${subject.environment.name} has a bucket ${id}`,
    'deploy the environment first',
  );
}

async function endpointExists(aws: Aws, subject: Subject, model: string): Promise<Record<string, string>> {
  const EndpointName = subject.environment.names.endpoint(model);
  try {
    await aws.call(subject.place, 'sagemaker', 'describe_endpoint', { EndpointName }, z.unknown());
  } catch (error) {
    if (error instanceof AwsError) return {};
    throw error;
  }
  const template = await aws.call(
    subject.place,
    'cloudformation',
    'get_template_summary',
    { StackName: stackName(subject, `Serving-${model}`) },
    z.object({ Parameters: z.array(z.object({ ParameterKey: z.string() })) }),
  );
  const key = template.Parameters.find(({ ParameterKey }) => /EndpointExists/.test(ParameterKey))?.ParameterKey;
  return key === undefined ? {} : { [key]: 'true' };
}
