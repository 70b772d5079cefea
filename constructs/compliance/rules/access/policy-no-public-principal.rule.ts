import { isObject, itemsOf, valuesAt } from '../../../template';
import { NOT_APPLICABLE, type ComplianceRule } from '../../rule';
import { policyDocuments, POLICY_RESOURCE_TYPES, type Statement } from '../../statements/documents';
import type { Problem } from '../../template-check';

const VPC_ENDPOINT = 'AWS::EC2::VPCEndpoint';

/** Nobody takes data out whom nobody meant to let in. */
export const rule: ComplianceRule = {
  id: 'PolicyNoPublicPrincipal',
  title: 'No trust or resource policy lets everybody in without a condition',
  remedy: 'name the principal, or add a condition that names the account or the organization',
  requirements: ['SEC-4'],
  formerIds: ['SEC-4'],
  resourceTypes: POLICY_RESOURCE_TYPES,
  check: (resource) => {
    const statements = policyDocuments(resource)
      // An identity policy belongs to its principal and names none.
      .filter(({ kind }) => kind !== 'identity')
      .flatMap((document) => document.statements);
    if (statements.length === 0) return NOT_APPLICABLE;
    return statements.flatMap((statement) => openProblems(statement, resource.type));
  },
};

function openProblems(statement: Statement, type: string): readonly Problem[] {
  const { value, location } = statement;
  if (value['Effect'] !== 'Allow') return [];
  if (value['NotPrincipal'] !== undefined) {
    const problem = 'statement allows everybody but those of NotPrincipal';
    return [{ problem, location: `${location}.NotPrincipal` }];
  }
  // The policy of a VPC endpoint grants nothing: it lets requests through to the resources that it names.
  const limited = isLimited(statement) || (type === VPC_ENDPOINT && !itemsOf(value['Resource']).includes('*'));
  const open = valuesAt(value, 'Principal').some(isEverybody);
  return open && !limited
    ? [{ problem: 'statement allows everybody, without a condition', location: `${location}.Principal` }]
    : [];
}

function isEverybody(principal: unknown): boolean {
  return principal === '*' || (isObject(principal) && itemsOf(principal['AWS']).includes('*'));
}

function isLimited({ value }: Statement): boolean {
  return valuesAt(value, 'Condition').every((condition) => isObject(condition) && Object.keys(condition).length > 0);
}
