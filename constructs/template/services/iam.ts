import type { PolicyPlace, ServiceFacts } from '../facts';

const INLINE: PolicyPlace = { kind: 'identity', path: 'Policies.*.PolicyDocument' };
const attached = (...attachesTo: readonly string[]): readonly PolicyPlace[] => [
  { kind: 'identity', path: 'PolicyDocument', attachesTo },
];

export const iam: ServiceFacts = {
  'AWS::IAM::Group': { policies: [INLINE], managedPolicies: 'ManagedPolicyArns' },
  'AWS::IAM::GroupPolicy': { policies: attached('GroupName') },
  'AWS::IAM::ManagedPolicy': { policies: attached('Roles', 'Users', 'Groups') },
  'AWS::IAM::Policy': { policies: attached('Roles', 'Users', 'Groups') },
  'AWS::IAM::Role': {
    policies: [{ kind: 'trust', path: 'AssumeRolePolicyDocument', namesResources: false }, INLINE],
    managedPolicies: 'ManagedPolicyArns',
  },
  'AWS::IAM::RolePolicy': { policies: attached('RoleName') },
  'AWS::IAM::User': { policies: [INLINE], managedPolicies: 'ManagedPolicyArns' },
  'AWS::IAM::UserPolicy': { policies: attached('UserName') },
};
