import { POLICIES_PER_ROLE, POLICY_CHARACTERS } from '../../constructs/identity/core';

/** A statement of an IAM policy. */
export interface PolicyStatement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** A statement of all actions but some: only service control policies here have one. */
export type ExceptStatement = Omit<PolicyStatement, 'Action'> & { readonly NotAction: readonly string[] };

/** An IAM policy. */
export interface PolicyDocument {
  readonly Version: '2012-10-17';
  readonly Statement: readonly (PolicyStatement | ExceptStatement)[];
}

/** The actions that change what limits a role: its policies, their versions, its boundary, its trust; sorted. */
export const LIMIT_CHANGES: readonly string[] = [
  'iam:AttachRolePolicy',
  'iam:CreatePolicyVersion',
  'iam:DeletePolicy',
  'iam:DeletePolicyVersion',
  'iam:DeleteRole',
  'iam:DeleteRolePermissionsBoundary',
  'iam:DetachRolePolicy',
  'iam:PutRolePermissionsBoundary',
  'iam:PutRolePolicy',
  'iam:SetDefaultPolicyVersion',
  'iam:UpdateAssumeRolePolicy',
];

export function documentOf(Statement: readonly (PolicyStatement | ExceptStatement)[]): PolicyDocument {
  return { Version: '2012-10-17', Statement };
}

/** Characters as IAM counts them: without white space. */
export function charactersOf(document: PolicyDocument): number {
  return JSON.stringify(document).length;
}

/**
 * Puts statements into as few managed policies of one role as hold them, the longest first.
 *
 * @throws Error when a role cannot have as many as they need
 */
export function packStatements(statements: readonly PolicyStatement[]): readonly PolicyDocument[] {
  const documents: PolicyStatement[][] = [];
  const parts = statements.flatMap(halved);
  for (const statement of parts.toSorted((a, b) => JSON.stringify(b).length - JSON.stringify(a).length)) {
    const fitting = documents.find((held) => fits([...held, statement]));
    if (fitting === undefined) documents.push([statement]);
    else fitting.push(statement);
  }
  if (documents.length > POLICIES_PER_ROLE) {
    throw new Error(
      `the statements must fit ${POLICIES_PER_ROLE} managed policies of ${POLICY_CHARACTERS} characters, which one role can have, got ${documents.length}; use fewer resource types in one environment, or shorten its name`,
    );
  }
  return documents.map((held) => documentOf(held));
}

/** A statement that no policy holds alone, as several with some of its resources or actions each. */
function halved(statement: PolicyStatement): readonly PolicyStatement[] {
  const { Action, Resource } = statement;
  if (fits([statement])) return [statement];
  if (Resource.length > 1) return halvesOf(Resource).flatMap((half) => halved({ ...statement, Resource: half }));
  return Action.length > 1 ? halvesOf(Action).flatMap((half) => halved({ ...statement, Action: half })) : [statement];
}

function halvesOf(items: readonly string[]): readonly (readonly string[])[] {
  const middle = Math.ceil(items.length / 2);
  return [items.slice(0, middle), items.slice(middle)];
}

function fits(statements: readonly PolicyStatement[]): boolean {
  return charactersOf(documentOf(statements)) <= POLICY_CHARACTERS;
}
