/** Who did something, as SageMaker (`CreatedBy.IamIdentity`) and CloudTrail (`userIdentity`) say it. */
export interface Actor {
  /** ARN of the user, role or session. */
  readonly arn: string;
  /** Set by the identity provider at sign-in; whoever assumes further roles cannot change it. */
  readonly sourceIdentity?: string;
}

const ASSUMED_ROLE = /^arn:[^:]+:sts::(\d{12}):assumed-role\/([^/]+)\/(.+)$/;
const ROLE = /^arn:[^:]+:iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/;
/** Roles of IAM Identity Center, which itself names their sessions after the person. */
const IDENTITY_CENTER = /^AWSReservedSSO_/;

/**
 * A text that is the same for two actors who may be one person.
 *
 * Whoever assumes a role chooses the name of the session, so a session name tells two people apart only where the identity
 * provider sets it. Otherwise all sessions of a role count as one person: four eyes that cannot be told from two are two.
 */
export function personOf({ arn, sourceIdentity }: Actor): string {
  if (sourceIdentity !== undefined && sourceIdentity !== '') return `source-identity:${sourceIdentity}`;
  const [, account, role, session] = ASSUMED_ROLE.exec(arn) ?? ROLE.exec(arn) ?? [];
  if (account === undefined || role === undefined) return arn;
  if (IDENTITY_CENTER.test(role) && session !== undefined) return `person:${session.toLowerCase()}`;
  return `role:${account}/${role}`;
}
