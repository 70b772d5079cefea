import type { IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { z } from 'zod';
import type { AlertRoutes, EndpointMetrics } from '../../constructs/monitoring';
import type { ReleasedModelPackage } from '../../constructs/release';

/** What a capability finds wrong that its schema cannot see. */
export interface CapabilityProblem {
  /** Path below the capability's key. */
  readonly path: readonly (string | number)[];
  /** What is wrong, in lower case without a full stop. */
  readonly what: string;
  readonly remedy: string;
  /** Requirement of the catalogue that asks for it. */
  readonly requirement?: string;
}

/** Where a check stands: a model in one environment. */
export interface CheckContext {
  readonly model: string;
  readonly production: boolean;
}

/** Where a capability adds constructs: the stack that serves a model. */
export interface ServingContext {
  readonly scope: Construct;
  readonly model: string;
  /** The version that the stack serves. */
  readonly modelPackage: ReleasedModelPackage;
  /** Those of the endpoint. */
  readonly metrics: EndpointMetrics;
  readonly alerts: AlertRoutes;
}

/** What the endpoint of a model gets from a capability. */
export interface ServingContribution {
  /** Alarms on the new version that take the previous one back when they go off during a rollout. @default - none */
  readonly rollbackAlarms?: readonly IAlarm[];
}

/** What a capability builds. Each hook is optional: the cores call those that are there. */
export interface CapabilityWiring<V> {
  serving?(value: V, context: ServingContext): ServingContribution;
}

/** What people and rules see of a capability. */
export interface CapabilityEvidence<V> {
  /** What goes into the metadata of the model's resources, by key; nothing where the model does not use it. */
  metadata(value: V): Readonly<Record<string, unknown>>;
  /** Lines of the model card, by title. */
  card(value: V): Readonly<Record<string, string>>;
}

/**
 * An optional ability of a model: one key of its file, and everything that comes of it. The cores (configuration, stacks,
 * operator command) go over the list in `index.ts` and name none.
 */
export interface Capability<S extends z.ZodType> {
  /** Of the key: what stands in the file, with a default for models that do not use it, and a description. */
  readonly schema: S;
  /** Of the key below `environments.<name>`. @default - an environment cannot change it */
  readonly override?: z.ZodType;
  /** What the schema of one key cannot see. Gets values that passed the schema. @default - nothing */
  check?(value: z.output<S>, context: CheckContext): readonly CapabilityProblem[];
  readonly evidence: CapabilityEvidence<z.output<S>>;
  /** Loads what is built: it needs the CDK, which reading a configuration does not. */
  wire(): CapabilityWiring<z.output<S>>;
}
