import { itemsOf, renderText } from '../../../template';
import { NOT_APPLICABLE, type ComplianceRule } from '../../rule';
import type { Problem } from '../../template-check';

/** Managed policies of AWS that reach the data of every workload. */
const TOO_BROAD = /(?:FullAccess|AdministratorAccess|PowerUserAccess|SageMaker.*ExecutionPolicy)$/;

/** Each identity reaches its own data. */
export const rule: ComplianceRule = {
  id: 'IamNoBroadManagedPolicy',
  title: 'No role, user or group has an AWS managed policy that reaches all data',
  remedy: 'use WorkloadRole, and the grant methods of the resources that it needs',
  requirements: ['SEC-4'],
  formerIds: ['SEC-4'],
  resourceTypes: ['AWS::IAM::Group', 'AWS::IAM::Role', 'AWS::IAM::User'],
  check: ({ type, properties }) => {
    const managed = itemsOf(properties['ManagedPolicyArns']);
    const what = type.replace('AWS::IAM::', '').toLowerCase();
    return managed.length === 0 ? NOT_APPLICABLE : managed.flatMap((policy) => breadthProblems(what, policy));
  },
};

function breadthProblems(what: string, policy: unknown): readonly Problem[] {
  const name =
    renderText(policy, () => '')
      ?.split('/')
      .at(-1) ?? '';
  if (!TOO_BROAD.test(name)) return [];
  const problem = `${what} has the managed policy ${name}, which reaches more than its own data`;
  return [{ problem, location: 'Properties.ManagedPolicyArns' }];
}
