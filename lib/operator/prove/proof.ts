import type { AssumptionId } from '../../assumptions';
import { explainAws, isDenied } from '../aws/failure';
import { OperatorError } from '../errors';
import type { FailedResource } from './deployment';

/** The person pressed Ctrl-C. */
export class Interrupted extends OperatorError {}

/** What came of trying an assumption. */
export type Outcome =
  /** The service was seen to do what is assumed. */
  | 'holds'
  /** The service was seen to do something else. */
  | 'does not hold'
  /** It could not be tried, or nothing was seen that decides. The last fact says why. */
  | 'not settled';

/** What was seen, and what it decides. */
export interface Finding {
  readonly outcome: Outcome;
  /** What the service said and did, with names, times and figures: each a sentence. At least one. */
  readonly facts: readonly string[];
}

/** Tries one assumption on the service. */
export interface Proof<Context> {
  readonly assumption: AssumptionId;
  /** What is done, one line, lower case, no full stop. */
  readonly title: string;
  /** Minutes that it takes on AWS, about. */
  readonly minutes: number;
  /** Assumptions without which it cannot be tried. @default - none */
  readonly needs?: readonly AssumptionId[];
  run(context: Context): Promise<Finding>;
  /**
   * What a deployment decides that failed at these resources; undefined when they say nothing about the assumption.
   *
   * @default - a failed deployment decides nothing
   */
  refused?(resources: readonly FailedResource[]): Finding | undefined;
}

/** A finding with its times. */
export interface Proved extends Finding {
  readonly assumption: AssumptionId;
  readonly title: string;
  /** ISO 8601, UTC. */
  readonly began: string;
  readonly ended: string;
}

/** What goes through proofs needs. */
export interface Course<Context> {
  readonly context: Context;
  now(): Date;
  /** Findings of an earlier run. Those that are settled are not tried again. @default - none */
  readonly earlier?: readonly Proved[];
  /** Told before a proof begins. */
  begun(proof: Proof<Context>, index: number): void;
  /** Told of every finding, before the next proof begins: whoever keeps it loses nothing when the process ends. */
  found(proved: Proved): void;
}

/**
 * Tries assumptions in their order. A proof that throws decides nothing about its assumption; one whose need does not hold
 * is not tried.
 *
 * @throws OperatorError when AWS cannot be called any more, or the person pressed Ctrl-C: no later proof is tried
 */
export async function proveAll<Context>(
  proofs: readonly Proof<Context>[],
  { context, now, earlier = [], begun, found }: Course<Context>,
): Promise<readonly Proved[]> {
  const results: Proved[] = [];
  for (const [index, proof] of proofs.entries()) {
    const known = earlier.find(({ assumption }) => assumption === proof.assumption);
    if (known !== undefined && known.outcome !== 'not settled') {
      results.push(known);
      continue;
    }
    begun(proof, index);
    const began = now().toISOString();
    const { outcome, facts } = await findingOf(proof, context, [...earlier, ...results]);
    const { assumption, title } = proof;
    const proved = { assumption, title, outcome, facts: facts.map(asSentence), began, ended: now().toISOString() };
    results.push(proved);
    found(proved);
  }
  return results;
}

async function findingOf<Context>(
  proof: Proof<Context>,
  context: Context,
  results: readonly Proved[],
): Promise<Finding> {
  const missing = (proof.needs ?? []).filter(
    // The newest finding counts.
    (need) => results.findLast(({ assumption }) => assumption === need)?.outcome !== 'holds',
  );
  if (missing.length > 0) {
    return { outcome: 'not settled', facts: [`Not tried, because it needs ${missing.join(' and ')} to hold.`] };
  }
  try {
    return await proof.run(context);
  } catch (error) {
    if (error instanceof Interrupted) throw error;
    // One call that is denied says nothing of the others; without credentials or network none succeeds.
    const explained = isDenied(error) ? undefined : explainAws(error);
    if (explained !== undefined) throw explained;
    return { outcome: 'not settled', facts: [`Broke off: ${error instanceof Error ? error.message : String(error)}`] };
  }
}

/** What a service said ends with a full stop or without one, and may have several lines. */
function asSentence(fact: string): string {
  return `${fact.replaceAll(/\s*\n\s*/g, ' ').replace(/[.\s]+$/, '')}.`;
}
