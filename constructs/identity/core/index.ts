/** Characters of a managed policy, white space not counted: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
export const POLICY_CHARACTERS = 6144;
/** Managed policies that a role may have by default, as in {@link POLICY_CHARACTERS}. */
export const POLICIES_PER_ROLE = 10;
