import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

/** Properties of a {@link WorkloadRole}. */
export interface WorkloadRoleProps {
  /** Who may assume the role. */
  readonly assumedBy: iam.IPrincipal;
  /** Purpose of the role, in one sentence. The evidence shows it to reviewers. */
  readonly description: string;
}

/**
 * A role whose permissions are in one customer managed policy.
 *
 * For a plain `iam.Role`, `grant…` methods add permissions to an inline policy. Inline policies have no versions and are not
 * listed separately from their role, and NIST 800-53 AC-2 and AC-3 checks (`IAMNoInlinePolicy`) refuse them.
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
