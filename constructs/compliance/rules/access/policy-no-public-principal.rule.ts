import { openElement, policyDocuments, POLICY_RESOURCE_TYPES, type Statement } from '../../../template';
import { NOT_APPLICABLE, type ComplianceRule } from '../../rule';
import type { Problem } from '../../template-check';

/** A principal that nobody named could take data out. */
export const rule: ComplianceRule = {
  id: 'PolicyNoPublicPrincipal',
  title: 'No trust policy or resource policy allows everybody without a condition',
  remedy: 'name the principal, or add a condition on the account or the organization',
  requirements: ['SEC-4'],
  formerIds: ['SEC-4'],
  resourceTypes: POLICY_RESOURCE_TYPES,
  check: (resource) => {
    const statements = policyDocuments(resource)
      // An identity policy belongs to its principal and names none.
      .filter(({ kind }) => kind !== 'identity')
      .flatMap((document) => document.statements);
    if (statements.length === 0) return NOT_APPLICABLE;
    return statements.flatMap(openProblems);
  },
};

function openProblems(statement: Statement): readonly Problem[] {
  const element = openElement(statement);
  if (element === undefined) return [];
  const problem =
    element === 'NotPrincipal'
      ? 'statement allows everybody but those of NotPrincipal'
      : 'statement allows everybody, without a condition';
  return [{ problem, location: `${statement.location}.${element}` }];
}
