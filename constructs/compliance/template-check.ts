import type { ResourceView } from '../template';
import type { RuleContext } from './rule';

/** One thing that is wrong in a resource. */
export interface Problem {
  /** What was found and what is needed, in lower case without a full stop. */
  readonly problem: string;
  /** Where in the resource, e.g. `Properties.PolicyDocument.Statement.2.Action`. */
  readonly location: string;
}

/**
 * One check of what CloudFormation accepts at synth and AWS refuses, or grants by mistake, at run time.
 *
 * It differs from a {@link ComplianceRule} in that one resource may have many problems, and in that it belongs to no
 * requirement of its own.
 */
export interface TemplateCheck {
  /** E.g. `IAM-EFFECT`. */
  readonly id: string;
  /** What the check demands, one sentence. */
  readonly title: string;
  /** How to mend a problem. */
  readonly remedy: string;
  /** The types that the check looks at; it is not asked about others. */
  readonly resourceTypes: readonly string[];
  /**
   * Pure: same resource and context, same problems. A throw counts as a problem.
   *
   * @returns every problem (none: the resource passes), or `not-applicable` where the resource holds nothing to check
   */
  check(resource: ResourceView, context: RuleContext): readonly Problem[] | 'not-applicable';
}
