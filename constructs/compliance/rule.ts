import type { ResourceView } from '../template';

/** What a rule may know besides the resource. */
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
}

/** What a rule says of one resource. `problem` is lower case without a full stop: what was found and what is needed. */
export type RuleOutcome =
  | { readonly outcome: 'compliant' }
  | { readonly outcome: 'not-applicable' }
  | { readonly outcome: 'non-compliant'; readonly problem: string; readonly location?: string };

/** One rule of the AiProduction pack: one file, named `<id>.rule.ts` in lower case, that exports `rule`. */
export interface ComplianceRule {
  /** Id of the requirement in the catalogue, e.g. `SRV-1`. The finding is called `AiProduction-SRV-1`. */
  readonly id: string;
  /** What the rule demands, one sentence. */
  readonly title: string;
  /** How to mend a violation: the property, the configuration key or the construct to use. */
  readonly remedy: string;
  /** The types that the rule looks at; it is not asked about others. */
  readonly resourceTypes: readonly string[];
  /** Pure: same resource and context, same outcome. A throw counts as a violation. */
  check(resource: ResourceView, context: RuleContext): RuleOutcome;
}

export const COMPLIANT: RuleOutcome = { outcome: 'compliant' };
export const NOT_APPLICABLE: RuleOutcome = { outcome: 'not-applicable' };

/** A violation. @param location the property, e.g. `Properties.DeploymentConfig`. */
export function violation(problem: string, location?: string): RuleOutcome {
  return { outcome: 'non-compliant', problem, location };
}
