/**
 * What a registered version says about where it came from, as `CustomerMetadataProperties` of its model package. Pure: the
 * operator command writes it, handlers read it, so nothing here imports the CDK or an SDK.
 */

/** Keys of the properties. Metrics have a key each, see {@link METRIC_PREFIX}. */
export const LINEAGE_KEYS = {
  trainingDataUri: 'training-data-uri',
  trainingDataHash: 'training-data-hash',
  imageDigest: 'image-digest',
  sourceCommit: 'source-commit',
  author: 'author',
  metricsHash: 'metrics-hash',
  hyperparametersHash: 'hyperparameters-hash',
} as const;

/** A metric `auc` stands under the key `metric.auc`. */
export const METRIC_PREFIX = 'metric.';

/** https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateModelPackage.html */
export const MAX_PROPERTIES = 50;
const MAX_KEY = 128;
const MAX_VALUE = 256;
const PROPERTY_TEXT = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/** `sha256:` and 64 lower-case hexadecimal digits. */
export const DIGEST = /^sha256:[0-9a-f]{64}$/;
/** A commit of git: SHA-1 or SHA-256, whole. */
export const COMMIT = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/** Where a version came from. */
export interface Lineage {
  /** Where the training data lay, e.g. `s3://bucket/snapshots/2026-11-01/`. */
  readonly trainingDataUri: string;
  /** Hash over their content, `sha256:…`. */
  readonly trainingDataHash: string;
  /** Digest of the container image, `sha256:…`. */
  readonly imageDigest: string;
  /** Commit of the training code. */
  readonly sourceCommit: string;
  /** Who made it, as they name themselves; who called AWS is `CreatedBy` of the package. */
  readonly author: string;
  /** Evaluation on data held out from training, by name. */
  readonly metrics: Readonly<Record<string, number>>;
  /** Hash of the metrics file, `sha256:…`. */
  readonly metricsHash: string;
  /** Hash over the hyperparameters, which the model card lists. @default - there are none */
  readonly hyperparametersHash?: string;
}

/** A lineage as properties of a model package. */
export function propertiesOf(lineage: Lineage): Record<string, string> {
  const { metrics, ...texts } = lineage;
  const properties: Record<string, string> = {};
  for (const [name, key] of Object.entries(LINEAGE_KEYS)) {
    const value = texts[name as keyof typeof LINEAGE_KEYS];
    if (value !== undefined) properties[key] = value;
  }
  for (const [name, value] of Object.entries(metrics)) properties[`${METRIC_PREFIX}${name}`] = String(value);
  return properties;
}

/** What properties of a model package say; parts that are missing are undefined, values that are no number are left out. */
export function lineageOf(properties: Readonly<Record<string, string>> = {}): Partial<Lineage> {
  const metrics = Object.fromEntries(
    Object.entries(properties)
      .filter(([key, value]) => key.startsWith(METRIC_PREFIX) && value !== '' && Number.isFinite(Number(value)))
      .map(([key, value]) => [key.slice(METRIC_PREFIX.length), Number(value)]),
  );
  const texts = Object.fromEntries(
    Object.entries(LINEAGE_KEYS).flatMap(([name, key]) => {
      const value = properties[key];
      return value === undefined ? [] : [[name, value]];
    }),
  );
  return { ...texts, ...(Object.keys(metrics).length > 0 && { metrics }) };
}

/** What the registry would refuse about the properties of a lineage: each with rule, value and remedy. */
export function lineageProblems(lineage: Partial<Lineage>): string[] {
  const { trainingDataHash, imageDigest, sourceCommit, metrics } = lineage;
  const missing = (Object.keys(LINEAGE_KEYS) as (keyof typeof LINEAGE_KEYS)[])
    .filter((name) => name !== 'hyperparametersHash' && (lineage[name] ?? '') === '')
    .map((name) => `${LINEAGE_KEYS[name]} is missing`);
  const problems = [...missing];
  if (metrics === undefined || Object.keys(metrics).length === 0) problems.push('metrics are missing');
  for (const [key, value] of Object.entries({ trainingDataHash, imageDigest })) {
    if (value !== undefined && value !== '' && !DIGEST.test(value)) {
      problems.push(`${LINEAGE_KEYS[key as 'imageDigest']} must be sha256: and 64 hexadecimal digits, got '${value}'`);
    }
  }
  if (sourceCommit !== undefined && sourceCommit !== '' && !COMMIT.test(sourceCommit)) {
    problems.push(`source-commit must be a whole commit id (git rev-parse HEAD), got '${sourceCommit}'`);
  }
  const properties = Object.entries(propertiesOf({ ...EMPTY, ...lineage }));
  for (const [key, value] of properties) {
    if (key.length > MAX_KEY || value.length > MAX_VALUE || !PROPERTY_TEXT.test(key) || !PROPERTY_TEXT.test(value)) {
      problems.push(
        `${key} must have at most ${MAX_VALUE} letters, digits, spaces and _.:/=+-@, got '${value}'; write it more plainly`,
      );
    }
  }
  if (properties.length > MAX_PROPERTIES) {
    const most = MAX_PROPERTIES - Object.keys(LINEAGE_KEYS).length;
    problems.push(
      `a version holds at most ${most} metrics, got ${Object.keys(metrics ?? {}).length}; register the ones that decide`,
    );
  }
  return problems;
}

const EMPTY: Lineage = {
  trainingDataUri: '',
  trainingDataHash: '',
  imageDigest: '',
  sourceCommit: '',
  author: '',
  metrics: {},
  metricsHash: '',
};
