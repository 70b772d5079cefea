import { requirements } from './requirements';
import type { RuleOutcome, TemplateCheck } from './template-check';

/**
 * One rule of the AiProduction pack: a {@link TemplateCheck} that belongs to requirements of the catalogue. It demands one
 * thing, and is in a file of its own that exports `rule`: `store-encrypted-with-customer-key.rule.ts` contains
 * `StoreEncryptedWithCustomerKey`, which the report calls `AiProduction-StoreEncryptedWithCustomerKey`.
 */
export interface ComplianceRule extends TemplateCheck {
  /**
   * Requirements of the catalogue that it helps to meet, at least one, e.g. `['SEC-5']`.
   * @default - its id, if that is a requirement, otherwise none; the gate warns
   */
  readonly requirements?: readonly string[];
  /**
   * Former ids of this rule, e.g. `['SEC-5']`. An acknowledgement or waiver with a former id also covers this rule, and the
   * gate warns.
   * @default - none
   */
  readonly formerIds?: readonly string[];
}

/** The resource complies. */
export const COMPLIANT: RuleOutcome = [];

/** The rule does not apply to the resource. */
export const NOT_APPLICABLE: RuleOutcome = 'not-applicable';

/**
 * A single problem.
 *
 * @param problem what was found and what is needed, in lower case without a full stop
 * @param location the property, e.g. `Properties.DeploymentConfig`
 */
export function violation(problem: string, location = 'Properties'): RuleOutcome {
  return [{ problem, location }];
}

const CATALOGUE: ReadonlySet<string> = new Set(requirements.map(({ id }) => id));

/** Whether the catalogue has a requirement. */
export function isRequirement(id: string): boolean {
  return CATALOGUE.has(id);
}

/** The requirements of the catalogue that a rule helps to meet. */
export function requirementsOf(rule: Pick<ComplianceRule, 'id' | 'requirements'>): readonly string[] {
  return rule.requirements ?? (isRequirement(rule.id) ? [rule.id] : []);
}
