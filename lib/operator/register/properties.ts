import { VERSION_METADATA } from '../../../constructs/registry/core/version-metadata';
import type { Registration } from './inputs';

/** https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateModelPackage.html */
const MAX_PROPERTIES = 50;
const MAX_KEY = 128;
const MAX_VALUE = 256;
const PROPERTY_TEXT = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/** The origin of a version as `CustomerMetadataProperties`, which the release check and the ledger read. */
export function propertiesOf(registration: Registration): Record<string, string> {
  const { author, commit, dataUri, dataHash, metrics, hyperparameters } = registration;
  return {
    [VERSION_METADATA.author]: author,
    [VERSION_METADATA.sourceCommit]: commit,
    [VERSION_METADATA.trainingDataUri]: dataUri,
    [VERSION_METADATA.trainingDataHash]: dataHash,
    ...prefixed(VERSION_METADATA.metricPrefix, metrics),
    ...prefixed(VERSION_METADATA.hyperparameterPrefix, hyperparameters),
  };
}

function prefixed(prefix: string, values: Readonly<Record<string, string | number>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [`${prefix}${name}`, String(value)]));
}

/** What the registry would refuse of these properties, each with rule, value and remedy. */
export function propertyProblems(properties: Readonly<Record<string, string>>): string[] {
  const entries = Object.entries(properties);
  const problems = entries
    .filter(
      ([key, value]) =>
        key.length > MAX_KEY || value.length > MAX_VALUE || !PROPERTY_TEXT.test(key) || !PROPERTY_TEXT.test(value),
    )
    .map(
      ([key, value]) =>
        `${key} must have at most ${MAX_VALUE} letters, digits, spaces and _.:/=+-@, got '${value}'; write it more plainly, or leave it out`,
    );
  if (entries.length > MAX_PROPERTIES) {
    problems.push(
      `a version holds at most ${MAX_PROPERTIES} properties, got ${entries.length}; leave metrics or hyperparameters out that decide nothing`,
    );
  }
  return problems;
}
