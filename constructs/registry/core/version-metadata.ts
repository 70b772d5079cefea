/**
 * What a registered version says of its origin, and where: keys of `CustomerMetadataProperties` of the model package.
 *
 * Whoever registers writes them; the release check and the ledger read them. No CDK and no SDK here: handlers import it.
 * Limits: 50 entries, keys of 128 and values of 256 characters
 * (https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateModelPackage.html).
 */
export const VERSION_METADATA = {
  /** ARN of whoever trained or registered the version. The service's own `CreatedBy` counts beside it. */
  author: 'author',
  /** Full commit id of the source that trained it. */
  sourceCommit: 'source-commit',
  trainingDataUri: 'training-data-uri',
  /** Content hash of the training data, `sha256:` and 64 hexadecimal digits. */
  trainingDataHash: 'training-data-hash',
  /** Before the name of each evaluation metric, e.g. `metric.auc`; the value is a number, written as text. */
  metricPrefix: 'metric.',
  /** Before the name of each hyperparameter, e.g. `hyperparameter.learning-rate`. */
  hyperparameterPrefix: 'hyperparameter.',
} as const;

/** The part of `DescribeModelPackage` that tells of the origin of a version. */
export interface RegisteredVersion {
  readonly CustomerMetadataProperties?: Readonly<Record<string, string>>;
  readonly InferenceSpecification?: {
    readonly Containers?: readonly { readonly Image?: string; readonly ImageDigest?: string }[];
  };
}

/** Where a version comes from; undefined is what was not registered. */
export interface VersionOrigin {
  readonly author?: string;
  readonly sourceCommit?: string;
  readonly trainingDataUri?: string;
  readonly trainingDataHash?: string;
  /** `sha256:…` of the container's image: the service's own finding, or else what the image URI pins. */
  readonly imageDigest?: string;
  /** Evaluation metrics by name, as text, so that no number loses a digit. */
  readonly metrics: Readonly<Record<string, string>>;
  readonly hyperparameters: Readonly<Record<string, string>>;
}

/** Reads the origin of a version from its registration. */
export function originOf(version: RegisteredVersion): VersionOrigin {
  const properties = version.CustomerMetadataProperties ?? {};
  const text = (key: string): string | undefined => (properties[key] === '' ? undefined : properties[key]);
  const container = version.InferenceSpecification?.Containers?.[0];
  return {
    author: text(VERSION_METADATA.author),
    sourceCommit: text(VERSION_METADATA.sourceCommit),
    trainingDataUri: text(VERSION_METADATA.trainingDataUri),
    trainingDataHash: text(VERSION_METADATA.trainingDataHash),
    imageDigest: container?.ImageDigest ?? /@(sha256:[0-9a-f]{64})$/.exec(container?.Image ?? '')?.[1],
    metrics: prefixed(properties, VERSION_METADATA.metricPrefix),
    hyperparameters: prefixed(properties, VERSION_METADATA.hyperparameterPrefix),
  };
}

function prefixed(properties: Readonly<Record<string, string>>, prefix: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(properties).flatMap(([key, value]) =>
      key.startsWith(prefix) && key.length > prefix.length ? [[key.slice(prefix.length), value]] : [],
    ),
  );
}
