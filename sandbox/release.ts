import { readdirSync, readFileSync, statSync } from 'node:fs';
import * as path from 'node:path';
import { z } from 'zod';
import { type Aws, AwsError, bytes } from './aws';
import type { Plan } from './models/plan';
import { failureOf, resourceOf, type StackDescription, updateWithPreviousTemplate } from './stacks';
import type { Subject } from './subject';

const PACKAGE = z.object({ ModelPackageArn: z.string() });
const PARAMETER = z.object({ Parameter: z.object({ Value: z.string() }) });

/** What a release came to. */
export interface Release {
  readonly modelPackageArn: string;
  readonly stack: StackDescription;
  /** Why the stack went back, when it did. */
  readonly failure?: string;
}

/** Name of the stack that serves a model. */
export function servingStackName({ environment }: Subject, model: string): string {
  return `${environment.names.servingStackPrefix}${model}`;
}

/** The version that is released, or `none`. */
export async function releasedVersion(aws: Aws, subject: Subject, model: string): Promise<string> {
  const Name = subject.environment.names.releaseParameter(model);
  const { Parameter } = await aws.call(subject.place, 'ssm', 'get_parameter', { Name }, PARAMETER);
  return Parameter.Value;
}

/**
 * Uploads weights below the model's prefix, registers them as a version, and approves it.
 *
 * @param folder with the weights
 * @param version name of the prefix
 * @returns ARN of the model package
 */
export async function registerVersion(
  aws: Aws,
  subject: Subject,
  { model, question }: Pick<Plan, 'model' | 'question'>,
  folder: string,
  version: string,
): Promise<string> {
  const { place, environment } = subject;
  const Bucket = await resourceOf(aws, subject, 'AWS::S3::Bucket', 'Artifacts');
  const prefix = `models/${model.name}/${version}/`;
  for (const file of filesBelow(folder)) {
    const Body = bytes(readFileSync(path.join(folder, file)));
    await aws.call(place, 's3', 'put_object', { Bucket, Key: `${prefix}${file}`, Body }, z.unknown());
  }
  const S3DataSource = { S3Uri: `s3://${Bucket}/${prefix}`, S3DataType: 'S3Prefix', CompressionType: 'None' };
  const { ModelPackageArn } = await aws.call(
    place,
    'sagemaker',
    'create_model_package',
    {
      ModelPackageGroupName: environment.names.modelPackageGroup(model.name),
      ModelApprovalStatus: 'PendingManualApproval',
      InferenceSpecification: {
        Containers: [{ Image: model.container.image, ModelDataSource: { S3DataSource } }],
        SupportedContentTypes: [question.contentType],
        SupportedResponseMIMETypes: ['application/json'],
      },
    },
    PACKAGE,
  );
  const approval = { ModelPackageArn, ModelApprovalStatus: 'Approved', ApprovalDescription: 'sandbox' };
  await aws.call(place, 'sagemaker', 'update_model_package', approval, PACKAGE);
  return ModelPackageArn;
}

/** Files of a folder and of those in it, from there, with slashes. */
function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => statSync(path.join(folder, file)).isFile())
    .map((file) => file.split(path.sep).join('/'))
    .sort();
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
  const StackName = servingStackName(subject, model);
  const stack = await updateWithPreviousTemplate(aws, place, StackName, await endpointExists(aws, subject, model));
  if (stack.StackStatus === 'UPDATE_COMPLETE') return { modelPackageArn, stack };
  return { modelPackageArn, stack, failure: await failureOf(aws, place, StackName) };
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
    { StackName: servingStackName(subject, model) },
    z.object({ Parameters: z.array(z.object({ ParameterKey: z.string() })) }),
  );
  const key = template.Parameters.find(({ ParameterKey }) => /EndpointExists/.test(ParameterKey))?.ParameterKey;
  return key === undefined ? {} : { [key]: 'true' };
}
