import type { ResourceView } from '../template';
import type { EnvironmentFacts } from './environment-facts';

/** What a rule or check may know besides the resource. */
export interface RuleContext {
  /** The day for which expiry is judged, `YYYY-MM-DD` (UTC). */
  readonly evaluationDate: string;
  /** Whether the environment is a production environment: some rules ask more of it. */
  readonly production: boolean;
  /** All resources of the same template, by logical id. */
  readonly resources: ReadonlyMap<string, ResourceView>;
  /**
   * All resources of the environment, those of its other templates included.
   * @default - not known: a rule that needs them does not apply
   */
  readonly environment?: readonly ResourceView[];
  /**
   * What the configuration says of the environment and no template shows.
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

/** What is said of one resource: its problems (none: it complies), or that there is nothing to judge. */
export type RuleOutcome = readonly Problem[] | 'not-applicable';

/** A question that is asked of every resource of certain types. */
export interface TemplateCheck {
  /** E.g. `IAM-EFFECT`; the finding is called `AiProduction-IAM-EFFECT`. */
  readonly id: string;
  /** What is demanded, one sentence. */
  readonly title: string;
  /** How to mend a problem: the property, the configuration key or the construct to use. */
  readonly remedy: string;
  /** The types that are looked at; the question is not asked about others. */
  readonly resourceTypes: readonly string[];
  /** Pure: same resource and context, same problems. A throw counts as a problem. */
  check(resource: ResourceView, context: RuleContext): RuleOutcome;
}
