import { isObject } from '../../template';
import type { GateWarning } from '../evaluation';
import { requirementsOf, type ComplianceRule } from '../rule';
import type { Problem, RuleOutcome } from '../template-check';

/** What a rule said of a resource. */
export interface Answer {
  readonly outcome: RuleOutcome;
  /** Whether it said so as rules did before they returned their problems: `{ outcome: 'compliant' }`. */
  readonly former: boolean;
}

/**
 * Reads what a rule returned. Rules of companies may be written as they were before: with an object that has an outcome and
 * at most one problem.
 *
 * @throws Error when it is neither: a rule that says nothing proves nothing
 */
export function readAnswer(said: unknown): Answer {
  if (said === 'not-applicable') return { outcome: said, former: false };
  if (Array.isArray(said)) return { outcome: (said as readonly unknown[]).map(readProblem), former: false };
  if (isObject(said)) {
    if (said['outcome'] === 'compliant') return { outcome: [], former: true };
    if (said['outcome'] === 'not-applicable') return { outcome: 'not-applicable', former: true };
    if (said['outcome'] === 'non-compliant') return { outcome: [readProblem(said)], former: true };
  }
  throw new Error(`check must return problems or 'not-applicable', got ${JSON.stringify(said)}`);
}

function readProblem(said: unknown): Problem {
  const { problem, location = 'Properties' } = isObject(said) ? said : {};
  if (typeof problem === 'string' && typeof location === 'string') return { problem, location };
  throw new Error(`a problem must have texts problem and location, got ${JSON.stringify(said)}`);
}

/** What to write in a rule that names no requirements. */
export function warningsOfRule(rule: ComplianceRule): readonly GateWarning[] {
  if (rule.requirements !== undefined) return [];
  const [own] = requirementsOf(rule);
  return [
    {
      place: `rule ${rule.id}`,
      problem:
        own === undefined
          ? 'names no requirement of the catalogue, so that the evidence counts it for none'
          : `names no requirements, and is taken for a rule of ${own} by its id`,
      remedy:
        own === undefined
          ? 'write requirements into the rule: those of the catalogue that it helps to meet'
          : `write requirements: ['${own}'] into the rule; give it an id that says what it demands, with formerIds: ['${own}'] for what is waived`,
    },
  ];
}

/** What to write in a rule that returns objects with an outcome. */
export function warningOfOutcome(rule: string): GateWarning {
  return {
    place: `rule ${rule}`,
    problem: 'returns an object with an outcome, as rules did before they returned their problems',
    remedy: 'return COMPLIANT, NOT_APPLICABLE or violation(problem, location), or a list of { problem, location }',
  };
}
