/**
 * Trigger: custom resource `Custom::ReleaseParameterSeed`, one for each model of a registry stack.
 * Effect: creates the release parameter with the value `none` when it is not there, and answers CloudFormation.
 * Retry: safe. The parameter is only ever put without overwriting, so a second run finds it and succeeds; the role of the
 * function cannot overwrite either. Nothing is deleted.
 */
import { ParameterAlreadyExists, PutParameterCommand, SSMClient, SSMServiceException } from '@aws-sdk/client-ssm';
import { answer, type CustomResourceEvent } from './custom-resource-event';
import { UNRELEASED } from './core/unreleased';

/** Time kept back for the answer, so that CloudFormation hears of a time-out instead of waiting for one. */
const ANSWER_RESERVE_MILLISECONDS = 10_000;
/**
 * At most 79 seconds. A policy that was attached a moment ago takes seconds to count, and a new environment creates all its
 * parameters at once, of which Systems Manager accepts few in a second.
 */
const PAUSES_MILLISECONDS = [1000, 2000, 4000, 8000, 16_000, 16_000, 16_000, 16_000] as const;
/** Errors that go away. https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html */
const PASSING = new Set(['AccessDeniedException', 'InternalServerError', 'ThrottlingException', 'TooManyUpdates']);

/** What to do about an event. */
export type SeedDecision =
  | { readonly action: 'seed'; readonly parameterName: string }
  | { readonly action: 'keep'; readonly reason: string }
  | { readonly action: 'refuse'; readonly reason: string };

/** Decides from the event alone. */
export function decide(event: CustomResourceEvent): SeedDecision {
  if (event.RequestType === 'Delete') {
    return { action: 'keep', reason: 'release parameters outlive their stack: they say what is released' };
  }
  const parameterName = event.ResourceProperties['ParameterName'];
  if (typeof parameterName !== 'string' || !parameterName.startsWith('/')) {
    return { action: 'refuse', reason: 'ParameterName must be the full path of the parameter' };
  }
  return { action: 'seed', parameterName };
}

const ssm = new SSMClient({});

export async function handler(
  event: CustomResourceEvent,
  context: { getRemainingTimeInMillis(): number },
): Promise<void> {
  const decision = decide(event);
  const outcome = await within(context.getRemainingTimeInMillis() - ANSWER_RESERVE_MILLISECONDS, carryOut(decision));
  const { StackId, RequestId, LogicalResourceId } = event;
  const PhysicalResourceId =
    decision.action === 'seed' ? decision.parameterName : (event.PhysicalResourceId ?? LogicalResourceId);
  console.info({ requestType: event.RequestType, physicalResourceId: PhysicalResourceId, ...outcome });
  await answer(event, { ...outcome, PhysicalResourceId, StackId, RequestId, LogicalResourceId });
}

interface Outcome {
  readonly Status: 'SUCCESS' | 'FAILED';
  readonly Reason: string;
}

async function carryOut(decision: SeedDecision): Promise<Outcome> {
  if (decision.action === 'keep') return { Status: 'SUCCESS', Reason: decision.reason };
  if (decision.action === 'refuse') return { Status: 'FAILED', Reason: decision.reason };
  try {
    const created = await seed(decision.parameterName);
    return { Status: 'SUCCESS', Reason: created ? 'created' : 'there already, left as it is' };
  } catch (error) {
    return { Status: 'FAILED', Reason: `${decision.parameterName} could not be created: ${String(error)}` };
  }
}

/**
 * Creates the parameter when it is not there.
 *
 * @param pauses at most so many milliseconds before each repetition of a call that was denied or throttled
 * @returns whether it was created
 */
export async function seed(parameterName: string, pauses: readonly number[] = PAUSES_MILLISECONDS): Promise<boolean> {
  const [pause, ...rest] = pauses;
  try {
    await ssm.send(
      new PutParameterCommand({
        Name: parameterName,
        Value: UNRELEASED,
        Type: 'String',
        Overwrite: false,
        Description: 'ARN of the released model package; none before the first release',
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof ParameterAlreadyExists) return false;
    const passes = error instanceof SSMServiceException && PASSING.has(error.name);
    if (!passes || pause === undefined) throw error;
  }
  await new Promise((resolve) => setTimeout(resolve, jittered(pause, Math.random())));
  return seed(parameterName, rest);
}

/** A pause from half its length to the whole. @param random from 0, below 1 */
export function jittered(pause: number, random: number): number {
  return Math.round((pause * (1 + random)) / 2);
}

async function within(milliseconds: number, work: Promise<Outcome>): Promise<Outcome> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<Outcome>((resolve) => {
    timer = setTimeout(
      () => resolve({ Status: 'FAILED', Reason: 'Systems Manager did not answer in time; check the network path' }),
      Math.max(0, milliseconds),
    );
  });
  try {
    return await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
