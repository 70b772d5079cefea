import { VERSION_METADATA } from '../../registry/core/version-metadata';
import type { Lineage } from './types';

/** Keys of a model package's `CustomerMetadataProperties` in which the lineage of a version is registered. */
export const LINEAGE_KEYS = {
  trainingDataUri: VERSION_METADATA.trainingDataUri,
  trainingDataHash: VERSION_METADATA.trainingDataHash,
  sourceCommit: VERSION_METADATA.sourceCommit,
  imageDigest: 'image-digest',
  author: VERSION_METADATA.author,
  /** Prefix of evaluation metrics, e.g. `metric.auc`. */
  metric: VERSION_METADATA.metricPrefix,
} as const;

/** What `DescribeModelPackage` tells, as far as lineage needs it. */
export interface DescribedModelPackage {
  readonly ModelPackageArn?: string;
  readonly ModelPackageVersion?: number;
  readonly ModelPackageGroupName?: string;
  readonly ModelApprovalStatus?: string;
  readonly CustomerMetadataProperties?: Readonly<Record<string, string>>;
  readonly InferenceSpecification?: {
    readonly Containers?: readonly {
      readonly Image?: string;
      readonly ImageDigest?: string;
      readonly ModelDataUrl?: string;
      readonly ModelDataSource?: { readonly S3DataSource?: { readonly S3Uri?: string } };
    }[];
  };
  readonly ModelMetrics?: { readonly ModelQuality?: { readonly Statistics?: { readonly S3Uri?: string } } };
  readonly MetadataProperties?: { readonly CommitId?: string };
  readonly CreatedBy?: { readonly IamIdentity?: { readonly Arn?: string } };
  readonly LastModifiedBy?: { readonly IamIdentity?: { readonly Arn?: string } };
}

/** Lineage of a version, as registered. */
export function lineageOf(modelPackageArn: string, described: DescribedModelPackage): Lineage {
  const metadata = described.CustomerMetadataProperties ?? {};
  const container = described.InferenceSpecification?.Containers?.[0];
  const metrics = Object.entries(metadata)
    .filter(([key]) => key.startsWith(LINEAGE_KEYS.metric))
    .map(([key, value]) => [key.slice(LINEAGE_KEYS.metric.length), value] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const approver = described.LastModifiedBy?.IamIdentity?.Arn;
  return {
    modelPackageArn,
    modelPackageVersion: described.ModelPackageVersion,
    modelPackageGroupName: described.ModelPackageGroupName,
    imageDigest:
      metadata[LINEAGE_KEYS.imageDigest] ??
      container?.ImageDigest ??
      /@(sha256:[0-9a-f]{64})$/.exec(container?.Image ?? '')?.[1],
    modelDataUrl: container?.ModelDataUrl ?? container?.ModelDataSource?.S3DataSource?.S3Uri,
    trainingDataUri: metadata[LINEAGE_KEYS.trainingDataUri],
    trainingDataHash: metadata[LINEAGE_KEYS.trainingDataHash],
    sourceCommit: metadata[LINEAGE_KEYS.sourceCommit] ?? described.MetadataProperties?.CommitId,
    metrics: metrics.length === 0 ? undefined : Object.fromEntries(metrics),
    metricsUri: described.ModelMetrics?.ModelQuality?.Statistics?.S3Uri,
    author: metadata[LINEAGE_KEYS.author] ?? described.CreatedBy?.IamIdentity?.Arn,
    approvers: described.ModelApprovalStatus === 'Approved' && approver !== undefined ? [approver] : undefined,
  };
}
