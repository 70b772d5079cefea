import type { ResourceView } from '../template';
import type { EnvironmentFacts } from './environment-facts';

/** What a rule or check can use in addition to the resource. */
export interface RuleContext {
  /** The day for which expiry is judged, `YYYY-MM-DD` (UTC). */
  readonly evaluationDate: string;
  /** Whether the environment is a production environment: some rules demand more of it. */
  readonly production: boolean;
  /** All resources of the same template, by logical id. */
  readonly resources: ReadonlyMap<string, ResourceView>;
  /**
   * All resources of the environment, including those of its other templates.
   * @default - not known: a rule that needs them does not apply
   */
  readonly environment?: readonly ResourceView[];
  /**
   * Facts of the configuration that no template shows.
   * @default - not known: a rule that needs it does not apply
   */
  readonly configuration?: EnvironmentFacts;
}

/** One thing that is wrong in a resource. */
export interface Problem {
  /** What was found and what is needed, in lower case without a full stop. */
  readonly problem: string;
  /** Where in the resource, e.g. `Properties.PolicyDocument.Statement.2.Action`. */
  readonly location: string;
}

/** The result for one resource: its problems (none: it complies), or that the check does not apply. */
export type RuleOutcome = readonly Problem[] | 'not-applicable';

/** A check of every resource of certain types. */
export interface TemplateCheck {
  /** E.g. `IAM-EFFECT`; the finding is called `AiProduction-IAM-EFFECT`. */
  readonly id: string;
  /** What the check demands, in one sentence. */
  readonly title: string;
  /** How to fix a problem: the property, the configuration key or the construct to use. */
  readonly remedy: string;
  /** The resource types that are checked; others are ignored. */
  readonly resourceTypes: readonly string[];
  /** Pure: same resource and context, same problems. A throw counts as a problem. */
  check(resource: ResourceView, context: RuleContext): RuleOutcome;
}
