import { requirements } from './requirements';
import type { RuleOutcome, TemplateCheck } from './template-check';

/**
 * One rule of the AiProduction pack: a {@link TemplateCheck} that belongs to requirements of the catalogue. It says one
 * thing, and lies in a file of its own that exports `rule`: `store-encrypted-with-customer-key.rule.ts` holds
 * `StoreEncryptedWithCustomerKey`, which the report calls `AiProduction-StoreEncryptedWithCustomerKey`.
 */
export interface ComplianceRule extends TemplateCheck {
  /**
   * Requirements of the catalogue that it helps to meet, at least one, e.g. `['SEC-5']`.
   * @default - its id, where that is a requirement, else none; the gate warns
   */
  readonly requirements?: readonly string[];
  /**
   * Ids of rules from which this one came, e.g. `['SEC-5']`. What acknowledges them acknowledges this rule too, and the
   * gate warns.
   * @default - none
   */
  readonly formerIds?: readonly string[];
}

/** The resource complies. */
export const COMPLIANT: RuleOutcome = [];

/** There is nothing in the resource that the rule could judge. */
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
