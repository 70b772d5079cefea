import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Aws, Place } from './aws';
import { SandboxFailure } from './failure';
import type { Subject } from './subject';

const PARAMETER = z.object({ ParameterKey: z.string(), ParameterValue: z.string().optional() });
const STACK = z.object({
  StackName: z.string(),
  StackStatus: z.string(),
  StackStatusReason: z.string().optional(),
  Parameters: z.array(PARAMETER).default([]),
});
const RESOURCE = z.object({
  LogicalResourceId: z.string(),
  PhysicalResourceId: z.string().default(''),
  ResourceType: z.string(),
  ResourceStatus: z.string(),
});
const EVENTS = z.object({
  StackEvents: z.array(
    z.object({
      LogicalResourceId: z.string(),
      ResourceStatus: z.string(),
      ResourceStatusReason: z.string().optional(),
    }),
  ),
});

/** One stack, as CloudFormation describes it. */
export type StackDescription = z.infer<typeof STACK>;
/** One resource of a stack. */
export type StackResource = z.infer<typeof RESOURCE>;

/** Every stack of an account and Region. */
export async function stacksOf(aws: Aws, place: Place): Promise<StackDescription[]> {
  const { Stacks } = await aws.call(
    place,
    'cloudformation',
    'describe_stacks',
    {},
    z.object({ Stacks: z.array(STACK) }),
  );
  return Stacks;
}

/** The stacks of the environment: its name and a word with a capital, since `dev-` may begin the name of another one. */
export async function environmentStacks(aws: Aws, { place, environment }: Subject): Promise<StackDescription[]> {
  const ofEnvironment = new RegExp(`^${environment.name}-[A-Z]`);
  return (await stacksOf(aws, place)).filter(({ StackName }) => ofEnvironment.test(StackName));
}

/** One stack by name. */
export async function stackOf(aws: Aws, place: Place, StackName: string): Promise<StackDescription> {
  const answer = z.object({ Stacks: z.tuple([STACK]) });
  const { Stacks } = await aws.call(place, 'cloudformation', 'describe_stacks', { StackName }, answer);
  return Stacks[0];
}

/** The resources of a stack that exist. */
export async function resourcesOf(aws: Aws, place: Place, StackName: string): Promise<StackResource[]> {
  const answer = z.object({ StackResources: z.array(RESOURCE) });
  const { StackResources } = await aws.call(place, 'cloudformation', 'describe_stack_resources', { StackName }, answer);
  return StackResources.filter((resource) => resource.ResourceStatus !== 'DELETE_COMPLETE');
}

/**
 * Physical id of a resource of the environment by the id of its construct, in whichever stack it lies.
 *
 * @param id what its logical id begins with, e.g. `Artifacts` for the bucket of the weights
 */
export async function resourceOf(aws: Aws, subject: Subject, type: string, id: string): Promise<string> {
  for (const { StackName } of await environmentStacks(aws, subject)) {
    const found = (await resourcesOf(aws, subject.place, StackName)).find(
      ({ ResourceType, LogicalResourceId }) => ResourceType === type && LogicalResourceId.startsWith(id),
    );
    if (found !== undefined) return found.PhysicalResourceId;
  }
  throw new SandboxFailure(
    `no stack of ${subject.environment.name} has a resource ${id} of type ${type}`,
    'deploy the environment first',
  );
}

/**
 * Updates a stack with the template that it has, which is how a release reaches it.
 *
 * @param values parameters that get a new value; the others keep theirs
 * @returns the stack when it has settled, whatever came of it
 */
export async function updateWithPreviousTemplate(
  aws: Aws,
  place: Place,
  StackName: string,
  values: Readonly<Record<string, string>> = {},
): Promise<StackDescription> {
  const before = await stackOf(aws, place, StackName);
  const Parameters = before.Parameters.map(({ ParameterKey }) => {
    const ParameterValue = values[ParameterKey];
    return ParameterValue === undefined ? { ParameterKey, UsePreviousValue: true } : { ParameterKey, ParameterValue };
  });
  await aws.call(
    place,
    'cloudformation',
    'update_stack',
    { StackName, UsePreviousTemplate: true, Parameters, Capabilities: ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM'] },
    z.unknown(),
  );
  const deadline = Date.now() + 120_000;
  while (Date.now() < deadline) {
    const stack = await stackOf(aws, place, StackName);
    if (!stack.StackStatus.endsWith('IN_PROGRESS')) return stack;
    await sleep(150);
  }
  throw new SandboxFailure(`the stack ${StackName} did not settle within two minutes`, 'look into the emulator log');
}

/** Why the last operation on a stack failed: the first reason, which the others follow from. */
export async function failureOf(aws: Aws, place: Place, StackName: string): Promise<string> {
  const { StackEvents } = await aws.call(place, 'cloudformation', 'describe_stack_events', { StackName }, EVENTS);
  const failed = StackEvents.filter((event) => event.ResourceStatus.endsWith('_FAILED')).map(
    (event) => `${event.LogicalResourceId}: ${event.ResourceStatusReason ?? 'no reason given'}`,
  );
  return failed[0] ?? 'no reason given';
}
