import { COMPLIANT, violation, type RuleOutcome } from '../../rule';
import type { Problem } from '../../template-check';

/** One outcome for everything that a rule found: a reader who mends one thing should not meet the next one then. */
export function judge(problems: readonly Problem[]): RuleOutcome {
  const [first] = problems;
  if (first === undefined) return COMPLIANT;
  return violation(problems.map(({ problem }) => problem).join('; '), first.location);
}
