/**
 * What an environment tells its operators, in two kinds of SSM parameters that the registry stack writes: so that the
 * command works with nothing but credentials. The contract between `lib/stacks`, which writes it, and `lib/operator`, which
 * reads it: it belongs to neither. Pure.
 */
import type { RiskClass } from '../constructs/model/core';
import type { AllowedImage } from '../constructs/release/core';

/** `/<prefix>/<environment>/operator`. */
export interface EnvironmentDescription {
  readonly schemaVersion: 1;
  readonly environment: string;
  readonly prefix: string;
  readonly account: string;
  readonly region: string;
  readonly production: boolean;
  /** Bucket whose folder `models/<model>/` endpoints of the model may read. */
  readonly modelBucket: string;
  /** Table of the release ledger. @default - the environment has none yet */
  readonly ledgerTable?: string;
  /** Bucket with the object-locked copy of the ledger. @default - the environment has none yet */
  readonly ledgerBucket?: string;
}

/** `/<prefix>/<environment>/<model>/operator`. */
export interface ModelDescription {
  readonly schemaVersion: 1;
  readonly model: string;
  readonly description: string;
  readonly owner: string;
  readonly riskClass: RiskClass;
  /** Metrics that a version must reach to be released. @default - none */
  readonly evaluation?: readonly { readonly metric: string; readonly floor?: number; readonly ceiling?: number }[];
  /** The image that a version must have to be released. @default - any */
  readonly image?: AllowedImage;
}

/** Reads the description of an environment; undefined when the text is not one. */
export function parseEnvironment(text: string | undefined): EnvironmentDescription | undefined {
  const value = fieldsOf(text, ['environment', 'prefix', 'account', 'region', 'modelBucket']);
  return value as EnvironmentDescription | undefined;
}

/** Reads the description of a model; undefined when the text is not one. */
export function parseModel(text: string | undefined): ModelDescription | undefined {
  const value = fieldsOf(text, ['model', 'description', 'owner', 'riskClass']);
  return value as ModelDescription | undefined;
}

/** An object of this schema version that has the texts. */
function fieldsOf(text: string | undefined, texts: readonly string[]): object | undefined {
  try {
    const value: unknown = JSON.parse(text ?? '');
    const fields = typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
    const whole = texts.every((key) => typeof fields[key] === 'string');
    return fields['schemaVersion'] === 1 && whole ? fields : undefined;
  } catch {
    return undefined;
  }
}
