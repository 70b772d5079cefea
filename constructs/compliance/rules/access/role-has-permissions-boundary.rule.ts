import { renderText } from '../../../template';
import { COMPLIANT, NOT_APPLICABLE, violation, type ComplianceRule } from '../../rule';

/** A role without it could be given any permission, by whoever changes a template. */
export const rule: ComplianceRule = {
  id: 'RoleHasPermissionsBoundary',
  title: 'Where the environment names a permissions boundary, every role and user has it',
  remedy: 'let the stage set the boundary: create the role below it, and leave out permissionsBoundary',
  requirements: ['SEC-4'],
  resourceTypes: ['AWS::IAM::Role', 'AWS::IAM::User'],
  check: ({ type, properties }, { configuration }) => {
    const demanded = configuration?.permissionsBoundary;
    if (demanded === undefined) return NOT_APPLICABLE;
    const what = type.replace('AWS::IAM::', '').toLowerCase();
    // Partition and account may be references; the name of the policy is text.
    const found = renderText(properties['PermissionsBoundary'], () => '');
    if (found?.endsWith(`:policy/${demanded}`) === true) return COMPLIANT;
    const has = found === undefined ? 'no permissions boundary' : `the permissions boundary ${found}`;
    return violation(`${what} has ${has}, and the environment demands ${demanded}`, 'Properties.PermissionsBoundary');
  },
};
