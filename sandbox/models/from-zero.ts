import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { ResolvedModel } from '../../lib/config';
import { type Aws, AwsError } from '../aws';
import { SandboxFailure } from '../failure';
import type { Subject } from '../subject';

const LONGEST_WAIT_MILLISECONDS = 30_000;
const ENDPOINT = z.object({
  ProductionVariants: z.tuple([z.object({ VariantName: z.string(), DesiredInstanceCount: z.number().optional() })]),
});
const COMPONENT = z.object({
  InferenceComponentStatus: z.string(),
  RuntimeConfig: z.object({ CurrentCopyCount: z.number() }),
});

/**
 * Takes the capacity of a model that may go to zero, asks it, and sees its alarm bring the capacity back.
 *
 * @param ask puts a question to the model, and judges the answer
 * @returns what was seen; undefined for a model that always has capacity
 * @throws SandboxFailure when it answers without capacity, or stays without
 */
export async function wake(
  aws: Pick<Aws, 'call'>,
  subject: Subject,
  { name, serving }: ResolvedModel,
  ask: () => Promise<unknown>,
): Promise<string | undefined> {
  const physical = subject.environment.names.endpoint(name);
  if (serving.mode === 'realtime-to-zero' && serving.scaling.minCopies === 0) {
    await wakeComponent(aws, subject, physical, ask);
    return 'refused without copies, was woken by its alarm, and answered';
  }
  if (serving.mode === 'async' && serving.scaling.minInstances === 0) {
    await wakeQueue(aws, subject, physical, ask);
    return 'waited without instances, was woken by its alarm, and answered';
  }
  return undefined;
}

async function wakeComponent(
  aws: Pick<Aws, 'call'>,
  { place }: Subject,
  InferenceComponentName: string,
  ask: () => Promise<unknown>,
): Promise<void> {
  const component = { InferenceComponentName };
  const none = { ...component, DesiredRuntimeConfig: { CopyCount: 0 } };
  await aws.call(place, 'sagemaker', 'update_inference_component_runtime_config', none, z.unknown());
  const settledWith = async (fits: (copies: number) => boolean) => {
    const found = await aws.call(place, 'sagemaker', 'describe_inference_component', component, COMPONENT);
    return found.InferenceComponentStatus === 'InService' && fits(found.RuntimeConfig.CurrentCopyCount);
  };
  await until(() => settledWith((copies) => copies === 0), 'gave its copies up');
  const answered = await ask().then(
    () => true,
    (error: unknown) => {
      if (error instanceof AwsError && error.message.includes('has no capacity')) return false;
      throw error;
    },
  );
  if (answered) throw new SandboxFailure('answered without a copy', 'look into the log of the emulator');
  await until(() => settledWith((copies) => copies > 0), 'was woken from zero copies');
  await ask();
}

async function wakeQueue(
  aws: Pick<Aws, 'call'>,
  { place }: Subject,
  EndpointName: string,
  ask: () => Promise<unknown>,
): Promise<void> {
  const variant = async () =>
    (await aws.call(place, 'sagemaker', 'describe_endpoint', { EndpointName }, ENDPOINT)).ProductionVariants[0];
  const { VariantName } = await variant();
  const none = { EndpointName, DesiredWeightsAndCapacities: [{ VariantName, DesiredInstanceCount: 0 }] };
  await aws.call(place, 'sagemaker', 'update_endpoint_weights_and_capacities', none, z.unknown());
  await ask();
  const { DesiredInstanceCount = 0 } = await variant();
  if (DesiredInstanceCount === 0) {
    throw new SandboxFailure('answered without an instance', 'look into the log of the emulator');
  }
}

async function until(holds: () => Promise<boolean>, what: string): Promise<void> {
  const deadline = Date.now() + LONGEST_WAIT_MILLISECONDS;
  while (Date.now() < deadline) {
    if (await holds()) return;
    await sleep(100);
  }
  throw new SandboxFailure(
    `never ${what} within ${LONGEST_WAIT_MILLISECONDS / 1000} seconds`,
    'look into the log of the emulator',
  );
}
