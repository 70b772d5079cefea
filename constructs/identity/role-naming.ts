import { type IAspect, Names, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';
import { fail } from '../ground';
import { LONGEST_ROLE_NAME } from '../model';

/** Most characters of a managed policy's name: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const LONGEST_POLICY_NAME = 128;

/** Properties of {@link RoleNaming}. */
export interface RoleNamingProps {
  /** Path of every role and managed policy, with a slash at both ends, e.g. `/ai/`. @default - the root, `/` */
  readonly path?: string;
  /** Prefix of the names of roles and managed policies. @default - CloudFormation chooses the names */
  readonly namePrefix?: string;
}

/**
 * Sets the path and the name prefix of the roles and managed policies of a scope, as service control policies or permissions
 * boundaries of a company demand. A name consists of the prefix, the construct's path and a hash. So it is the same in every
 * synthesis, and different for each environment of an account.
 */
export class RoleNaming implements IAspect {
  constructor(private readonly props: RoleNamingProps) {}

  public visit(node: IConstruct): void {
    if (node instanceof iam.CfnRole) {
      this.place(node);
      if (isUnnamed(node, node.roleName)) node.roleName = this.nameOf(node, LONGEST_ROLE_NAME);
    } else if (node instanceof iam.CfnManagedPolicy) {
      this.place(node);
      if (isUnnamed(node, node.managedPolicyName)) node.managedPolicyName = this.nameOf(node, LONGEST_POLICY_NAME);
    }
  }

  private place(node: iam.CfnRole | iam.CfnManagedPolicy): void {
    const { path } = this.props;
    if (path === undefined) return;
    if (node.path !== undefined && !isUnnamed(node, node.path) && node.path !== '/' && node.path !== path) {
      fail(node, `path must be ${path}, as all roles of the company have it, got '${node.path}'; leave it out`);
    }
    node.path = path;
  }

  private nameOf(node: IConstruct, longest: number): string | undefined {
    const { namePrefix } = this.props;
    if (namePrefix === undefined) return undefined;
    return `${namePrefix}${Names.uniqueResourceName(node, { maxLength: longest - namePrefix.length, separator: '-' })}`;
  }
}

/** A construct of CDK gives a token where it has no name. */
function isUnnamed(node: IConstruct, name: string | undefined): boolean {
  return Stack.of(node).resolve(name) === undefined;
}
