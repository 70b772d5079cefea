import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { type Aws, AwsError, bytes } from './aws';
import { SandboxFailure } from './failure';
import { bucketOf } from './release';
import type { Subject } from './subject';

/** A customer who looks as if about to leave. */
export const LEAVING_CUSTOMER = {
  tenure_months: 2,
  monthly_charge: 71,
  support_calls_90d: 5,
  late_payments_12m: 2,
  contract_months: 1,
  usage_change: -0.4,
};

const SCORES = z.object({ predictions: z.array(z.object({ score: z.number().min(0).max(1) })) });
const CHUNK = z.object({ choices: z.array(z.object({ delta: z.object({ content: z.string().optional() }) })) });

/** Asks the churn model for scores. */
export async function churnScores(aws: Aws, subject: Subject, customers: readonly unknown[]): Promise<number[]> {
  const { Body } = await aws.call(
    subject.place,
    'sagemaker-runtime',
    'invoke_endpoint',
    {
      EndpointName: subject.environment.names.endpoint('churn'),
      ContentType: 'application/json',
      Body: bytes(JSON.stringify({ instances: customers })),
    },
    z.object({ Body: z.string(), InvokedProductionVariant: z.string() }),
  );
  return SCORES.parse(JSON.parse(Body)).predictions.map(({ score }) => score);
}

/** Asks the assistant, and puts the streamed answer together. */
export async function assistantAnswer(
  aws: Aws,
  subject: Subject,
  question: string,
): Promise<{ readonly text: string; readonly chunks: number }> {
  const name = subject.environment.names.endpoint('assistant');
  const request = { model: 'assistant', stream: true, messages: [{ role: 'user', content: question }] };
  const { Body } = await aws.call(
    subject.place,
    'sagemaker-runtime',
    'invoke_endpoint_with_response_stream',
    {
      EndpointName: name,
      InferenceComponentName: name,
      ContentType: 'application/json',
      Body: bytes(JSON.stringify(request)),
    },
    z.object({ Body: z.object({ parts: z.array(z.string()) }) }),
  );
  const events = Body.parts
    .join('')
    .split('\n\n')
    .filter((event) => event.startsWith('data: {'));
  const text = events.map(
    (event) => CHUNK.parse(JSON.parse(event.slice('data: '.length))).choices[0]?.delta.content ?? '',
  );
  return { text: text.join(''), chunks: events.length };
}

/** Puts a document into the queue of the asynchronous model and waits for the answer in the bucket. */
export async function extractDocument(aws: Aws, subject: Subject, content: string): Promise<string> {
  const { place } = subject;
  const model = 'document-extraction';
  const bucket = await bucketOf(aws, subject, 'AsyncQueue');
  const Key = `async/requests/${model}/application-1.txt`;
  await aws.call(place, 's3', 'put_object', { Bucket: bucket, Key, Body: bytes(content) }, z.unknown());
  const { OutputLocation } = await aws.call(
    place,
    'sagemaker-runtime',
    'invoke_endpoint_async',
    {
      EndpointName: subject.environment.names.endpoint(model),
      InputLocation: `s3://${bucket}/${Key}`,
      ContentType: 'text/plain',
    },
    z.object({ OutputLocation: z.string() }),
  );
  return waitForObject(aws, subject, OutputLocation);
}

async function waitForObject(aws: Aws, subject: Subject, uri: string): Promise<string> {
  const [Bucket = '', ...rest] = uri.replace('s3://', '').split('/');
  const answer = z.object({ Body: z.string() });
  for (let attempt = 0; attempt < 50; attempt += 1) {
    try {
      const { Body } = await aws.call(subject.place, 's3', 'get_object', { Bucket, Key: rest.join('/') }, answer);
      return Body;
    } catch (error) {
      if (!(error instanceof AwsError) || error.code !== 'NoSuchKey') throw error;
    }
    await sleep(200);
  }
  throw new SandboxFailure(`no answer came to ${uri} within ten seconds`, 'look into the emulator log for its reason');
}
