import { ASSUMPTIONS, type AssumptionId } from './assumptions';

/** What came of trying an assumption. */
export type Outcome =
  /** The service did what is assumed. */
  | 'holds'
  /** The service did something else, and it was seen. */
  | 'fails'
  /** It could not be tried, or nothing was seen that decides. */
  | 'undecided';

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
  /** Findings of an earlier run, which are not tried again. @default - none */
  readonly earlier?: readonly Proved[];
  /** Told before a proof begins. */
  begun(proof: Proof<Context>, index: number): void;
  /** Told of every finding, before the next proof begins: whoever keeps it loses nothing when the process ends. */
  found(proved: Proved): void;
}

/**
 * Tries assumptions in their order. A proof that throws decides nothing about its assumption; one whose need does not hold
 * is not tried.
 */
export async function proveAll<Context>(
  proofs: readonly Proof<Context>[],
  { context, now, earlier = [], begun, found }: Course<Context>,
): Promise<readonly Proved[]> {
  const results: Proved[] = [];
  for (const [index, proof] of proofs.entries()) {
    const known = earlier.find(({ assumption }) => assumption === proof.assumption);
    if (known !== undefined) {
      results.push(known);
      continue;
    }
    begun(proof, index);
    const began = now().toISOString();
    const finding = await findingOf(proof, context, results);
    const { assumption, title } = proof;
    const proved = { assumption, title, ...finding, began, ended: now().toISOString() };
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
    (need) => results.find(({ assumption }) => assumption === need)?.outcome !== 'holds',
  );
  if (missing.length > 0) {
    return { outcome: 'undecided', facts: [`Not tried, because it needs ${missing.join(' and ')} to hold.`] };
  }
  try {
    return await proof.run(context);
  } catch (error) {
    return { outcome: 'undecided', facts: [`Broke off: ${error instanceof Error ? error.message : String(error)}`] };
  }
}

/** Where and of what a report is. */
export interface ReportHead {
  readonly account: string;
  readonly region: string;
  /** Version of this project. */
  readonly version: string;
  /** ISO 8601, UTC. */
  readonly began: string;
  readonly ended: string;
  /** Resources that were made and could not be deleted, each with how to. */
  readonly left: readonly string[];
}

/** A dated report: names account, Region, and every assumption with its outcome, also those that no proof tries. */
export interface ProofReport extends ReportHead {
  readonly schemaVersion: 1;
  readonly assumptions: readonly {
    readonly id: AssumptionId;
    readonly statement: string;
    readonly outcome: Outcome;
    readonly facts: readonly string[];
    readonly began?: string;
    readonly ended?: string;
  }[];
}

/** The report of findings. */
export function reportOf(head: ReportHead, proved: readonly Proved[]): ProofReport {
  const assumptions = ASSUMPTIONS.map(({ id, statement }) => {
    const found = proved.find(({ assumption }) => assumption === id);
    if (found === undefined) {
      return { id, statement, outcome: 'undecided' as const, facts: ['No proof of this run tries it.'] };
    }
    const { outcome, facts, began, ended } = found;
    return { id, statement, outcome, facts, began, ended };
  });
  return { schemaVersion: 1, ...head, assumptions };
}

/** The report as people read it, ready to attach to the evidence or to an issue. */
export function reportMarkdown(report: ProofReport): string {
  const { account, region, version, began, ended, left, assumptions } = report;
  const count = (outcome: Outcome) => assumptions.filter((one) => one.outcome === outcome).length;
  const sections = assumptions.map(
    ({ id, statement, outcome, facts, began: from, ended: to }) =>
      `## ${id}: ${outcome}\n\n${statement}\n\n${facts.map((fact) => `- ${fact}`).join('\n')}${
        from === undefined || to === undefined ? '' : `\n\nTried from ${from} to ${to}.`
      }`,
  );
  return `# Assumptions about AWS, tried in account ${account}, ${region}

Version ${version}, from ${began} to ${ended}: ${count('holds')} hold, ${count('fails')} fail, ${count('undecided')} are undecided.

${left.length === 0 ? 'Everything that was made is deleted.' : `Not deleted:\n\n${left.map((one) => `- ${one}`).join('\n')}`}

${sections.join('\n\n')}
`;
}
