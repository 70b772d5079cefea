import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

/** Properties of a {@link WorkloadRole}. */
export interface WorkloadRoleProps {
  /** Who may assume the role. */
  readonly assumedBy: iam.IPrincipal;
  /** What the role is for, in one sentence: reviewers read it in the evidence. */
  readonly description: string;
}

/**
 * A role whose permissions lie in one customer managed policy.
 *
 * A plain `iam.Role` puts what `grant…` methods add into an inline policy. Inline policies are neither versioned nor
 * listed apart from their role, and NIST 800-53 AC-2 and AC-3 checks (`IAMNoInlinePolicy`) refuse them.
 */
export class WorkloadRole extends iam.Role {
  /** The policy that holds every permission of the role. */
  public readonly permissions: iam.ManagedPolicy;

  constructor(scope: Construct, id: string, props: WorkloadRoleProps) {
    super(scope, id, { assumedBy: props.assumedBy, description: props.description });
    this.permissions = new iam.ManagedPolicy(this, 'Permissions', { description: props.description, roles: [this] });
  }

  /** Adds a statement to the managed policy, so that `grant…` methods work as on any role. */
  public override addToPrincipalPolicy(statement: iam.PolicyStatement): iam.AddToPrincipalPolicyResult {
    this.permissions.addStatements(statement);
    return { statementAdded: true, policyDependable: this.permissions };
  }
}
