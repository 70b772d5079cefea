import { RemovalPolicy } from 'aws-cdk-lib';

/** Two settings decide whether data is destroyed: that of the construct, and that of its environment. */
export interface DataRemoval {
  /**
   * What happens to the data when the construct is removed.
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
  /**
   * Whether the environment protects its data. If so, `removalPolicy` is ignored and the data is retained.
   * @default true
   */
  readonly deletionProtection?: boolean;
}

/** The removal policy that follows from both settings. */
export function effectiveRemoval(removal: DataRemoval): RemovalPolicy {
  return (removal.deletionProtection ?? true) ? RemovalPolicy.RETAIN : (removal.removalPolicy ?? RemovalPolicy.RETAIN);
}
