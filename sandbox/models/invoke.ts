import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { ResolvedModel } from '../../lib/config';
import { type Aws, AwsError, bytes } from '../aws';
import { SandboxFailure } from '../failure';
import { resourceOf } from '../stacks';
import type { Subject } from '../subject';
import type { Question } from './declaration';
import { streams } from './stand-ins';

/** A queue may have to wake its endpoint first. */
const LONGEST_WAIT_MILLISECONDS = 30_000;

/** What came back. */
export interface Reply {
  readonly body: string;
  /** Parts in which it was sent; 1 when it was not streamed. */
  readonly parts: number;
}

type Mode = ResolvedModel['serving']['mode'];
type Way = (aws: Aws, subject: Subject, model: ResolvedModel, question: Question) => Promise<Reply>;

const WAYS: Readonly<Record<Mode, Way>> = {
  realtime: (aws, subject, model, question) => atOnce(aws, subject, model, question, {}),
  'realtime-to-zero': (aws, subject, model, question) => {
    const InferenceComponentName = subject.environment.names.endpoint(model.name);
    return atOnce(aws, subject, model, question, { InferenceComponentName });
  },
  async: throughQueue,
};

/** The serving modes that can be asked. */
export const MODES = Object.keys(WAYS);

/**
 * Puts a question to a model in the way of its serving mode.
 *
 * @throws AwsError when the service or the model refuses; SandboxFailure when no answer comes
 */
export function invoke(aws: Aws, subject: Subject, model: ResolvedModel, question: Question): Promise<Reply> {
  return WAYS[model.serving.mode](aws, subject, model, question);
}

async function atOnce(
  aws: Aws,
  { place, environment }: Subject,
  model: ResolvedModel,
  { contentType, body }: Question,
  component: { readonly InferenceComponentName?: string },
): Promise<Reply> {
  const request = {
    EndpointName: environment.names.endpoint(model.name),
    ...component,
    ContentType: contentType,
    Body: bytes(body),
  };
  const call = <T>(operation: string, answer: z.ZodType<T>) =>
    aws.call(place, 'sagemaker-runtime', operation, request, answer);
  if (!streams(model)) return { body: (await call('invoke_endpoint', z.object({ Body: z.string() }))).Body, parts: 1 };
  const streamed = z.object({ Body: z.object({ parts: z.array(z.string()) }) });
  const { Body } = await call('invoke_endpoint_with_response_stream', streamed);
  return { body: Body.parts.join(''), parts: Body.parts.length };
}

async function throughQueue(
  aws: Aws,
  subject: Subject,
  { name }: ResolvedModel,
  { contentType, body }: Question,
): Promise<Reply> {
  const { place, environment } = subject;
  const Bucket = await resourceOf(aws, subject, 'AWS::S3::Bucket', 'AsyncQueue');
  const Key = `async/requests/${name}/sandbox`;
  await aws.call(place, 's3', 'put_object', { Bucket, Key, Body: bytes(body) }, z.unknown());
  const { OutputLocation, FailureLocation } = await aws.call(
    place,
    'sagemaker-runtime',
    'invoke_endpoint_async',
    {
      EndpointName: environment.names.endpoint(name),
      InputLocation: `s3://${Bucket}/${Key}`,
      ContentType: contentType,
    },
    z.object({ OutputLocation: z.string(), FailureLocation: z.string() }),
  );
  const deadline = Date.now() + LONGEST_WAIT_MILLISECONDS;
  while (Date.now() < deadline) {
    const answer = await objectAt(aws, subject, OutputLocation);
    if (answer !== undefined) return { body: answer, parts: 1 };
    const failure = await objectAt(aws, subject, FailureLocation);
    if (failure !== undefined) throw new AwsError('ModelError', failure);
    await sleep(200);
  }
  throw new SandboxFailure(
    `no answer came to ${OutputLocation} within ${LONGEST_WAIT_MILLISECONDS / 1000} seconds`,
    'look into the log of the emulator',
  );
}

async function objectAt(aws: Aws, { place }: Subject, uri: string): Promise<string | undefined> {
  const [Bucket = '', ...key] = uri.replace('s3://', '').split('/');
  try {
    const object = { Bucket, Key: key.join('/') };
    return (await aws.call(place, 's3', 'get_object', object, z.object({ Body: z.string() }))).Body;
  } catch (error) {
    if (error instanceof AwsError && error.code === 'NoSuchKey') return undefined;
    throw error;
  }
}
