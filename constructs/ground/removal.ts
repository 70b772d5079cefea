import { RemovalPolicy } from 'aws-cdk-lib';

/** Destroying data takes two keys: what the construct is told, and what its environment allows. */
export interface DataRemoval {
  /**
   * What becomes of the data when the construct is removed.
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
  /**
   * Whether the environment protects its data: then `removalPolicy` counts for nothing and the data is retained.
   * @default true
   */
  readonly deletionProtection?: boolean;
}

/** The policy that both keys together allow. */
export function effectiveRemoval(removal: DataRemoval): RemovalPolicy {
  return (removal.deletionProtection ?? true) ? RemovalPolicy.RETAIN : (removal.removalPolicy ?? RemovalPolicy.RETAIN);
}
