import type { AssemblyStack } from './assembly';
import { charactersOf, documentOf, type PolicyDocument, type PolicyStatement } from './policy';
import { allowedActions } from './template-facts';
import { POLICY_CHARACTERS } from '../../constructs/identity/core';

/**
 * The permissions boundary of the roles that the stacks create: the actions that their policies allow, all together. It grants
 * nothing; a role with it can never do anything else, whoever attaches a policy to it.
 *
 * @throws Error when the actions do not fit one managed policy, since a role has one boundary
 */
export function workloadBoundary(stacks: readonly AssemblyStack[]): PolicyDocument {
  const document = documentOf([{ Effect: 'Allow', Action: allowedActions(stacks), Resource: ['*'] }]);
  const characters = charactersOf(document);
  if (characters > POLICY_CHARACTERS) {
    throw new Error(
      `the actions of all roles must fit one permissions boundary of ${POLICY_CHARACTERS} characters, got ${characters}; split the environment`,
    );
  }
  return document;
}

/**
 * The permissions boundary of the CloudFormation execution role. Should somebody attach a broad policy to that role, it still
 * makes no role without the boundary of workloads, no user, and changes none of its own limits.
 */
export function executionBoundary(guarded: readonly string[], workload?: string): PolicyDocument {
  const bound: PolicyStatement[] =
    workload === undefined
      ? []
      : [
          {
            Sid: 'RolesHaveTheBoundary',
            Effect: 'Deny',
            Action: ['iam:AttachRolePolicy', 'iam:CreateRole', 'iam:PutRolePermissionsBoundary', 'iam:PutRolePolicy'],
            Resource: ['*'],
            Condition: { StringNotEquals: { 'iam:PermissionsBoundary': workload } },
          },
        ];
  return documentOf([
    { Sid: 'LimitedByPolicies', Effect: 'Allow', Action: ['*'], Resource: ['*'] },
    ...bound,
    {
      Sid: 'NoBoundaryIsRemoved',
      Effect: 'Deny',
      Action: ['iam:DeleteRolePermissionsBoundary', 'iam:DeleteUserPermissionsBoundary'],
      Resource: ['*'],
    },
    {
      Sid: 'NoUsers',
      Effect: 'Deny',
      Action: ['iam:CreateAccessKey', 'iam:CreateLoginProfile', 'iam:CreateUser', 'iam:UpdateLoginProfile'],
      Resource: ['*'],
    },
    {
      Sid: 'NoLimitIsChanged',
      Effect: 'Deny',
      Action: ['iam:CreatePolicyVersion', 'iam:DeletePolicy', 'iam:DeletePolicyVersion', 'iam:SetDefaultPolicyVersion'],
      Resource: guarded,
    },
  ]);
}
