/** Where a part of the system stands, and so who can touch it. */
export type TrustZone = 'callers' | 'vpc' | 'services' | 'audit' | 'recovery';

/** A box of the picture: a group of resources of one role. */
export interface PictureNode {
  readonly id: string;
  readonly zone: TrustZone;
  readonly kind: 'caller' | 'endpoint' | 'model' | 'store' | 'control' | 'key' | 'audit' | 'recovery';
  readonly title: string;
  readonly lines: readonly string[];
}

/** Who talks to whom. */
export interface PictureEdge {
  readonly from: string;
  readonly to: string;
  readonly label: string;
  readonly kind: 'request' | 'data' | 'control' | 'audit';
}

/** The architecture of one environment, ready to be laid out. */
export interface Picture {
  readonly environment: string;
  readonly account: string;
  readonly region: string;
  readonly recoveryRegion?: string;
  readonly network: string;
  readonly nodes: readonly PictureNode[];
  readonly edges: readonly PictureEdge[];
}
