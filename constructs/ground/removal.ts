import { RemovalPolicy } from 'aws-cdk-lib';

/**
 * How everything is kept that must outlive its stack: `DeletionPolicy` is `RetainExceptOnCreate`, `UpdateReplacePolicy` is
 * `Retain`. With `Retain` for both, a first deployment that fails would leave its resources behind, and their physical names
 * would make every further attempt fail.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-deletionpolicy.html
 */
export const RETAINED = RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE;

/**
 * How a store is kept that nobody can delete, such as a table with deletion protection. CloudFormation would try to delete it
 * after a failed first deployment, and the rollback would fail too. Only for what has no physical name: what is left behind
 * must not be in the way of the next deployment.
 */
export const RETAINED_ALWAYS = RemovalPolicy.RETAIN;

/** Two settings decide whether data is destroyed: that of the construct, and that of its environment. */
export interface DataRemoval {
  /**
   * What happens to the data when the construct is removed. `RETAIN` counts as {@link RETAINED}.
   * @default RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE
   */
  readonly removalPolicy?: RemovalPolicy;
  /**
   * Whether the environment protects its data. If so, `removalPolicy` is ignored and the data is retained.
   * @default true
   */
  readonly deletionProtection?: boolean;
}

/** The removal policy that follows from both settings. */
export function effectiveRemoval({ removalPolicy = RETAINED, deletionProtection = true }: DataRemoval): RemovalPolicy {
  return deletionProtection || removalPolicy === RemovalPolicy.RETAIN ? RETAINED : removalPolicy;
}
