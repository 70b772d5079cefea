import type { EnvironmentNames, ModelGovernance } from '../../constructs/model/core';
import type { CapabilityValues } from '../capabilities';
import type { Company } from './schema-company';
import type { Framework, INFERENCE_AMI_VERSIONS } from './schema-container';
import type { Environment } from './schema-environment';
import type { BusinessMetric, ModelCore } from './schema-model';
import type { Serving } from './schema-serving';
import type { Waiver } from './schema-waivers';

/** A place in a configuration file. */
export interface SourceLocation {
  /** Path from the project root, with slashes, e.g. `config/models/churn.yaml`. */
  readonly file: string;
  /** Line, from 1. */
  readonly line: number;
}

/** Where a resolved value came from. */
export type Origin =
  | (SourceLocation & { readonly kind: 'file' })
  /** The `environments:` section of the model's file. */
  | (SourceLocation & { readonly kind: 'override' })
  /** The engine's default. */
  | { readonly kind: 'default' }
  /** Worked out from other values, e.g. an image URI or the day on which evidence expires. */
  | { readonly kind: 'derived' };

/** Origin of each leaf, by its path with dots, e.g. `serving.scaling.minInstances`. */
export type Origins = ReadonlyMap<string, Origin>;

/** A team, resolved from its key. */
export interface Contact {
  readonly key: string;
  readonly name: string;
  readonly email: string;
}

/** The container of a model in one environment. */
export interface ResolvedContainer {
  /** Image URI in the registry of the environment's Region. */
  readonly image: string;
  /** Image URI in the registry of the recovery Region. @default - no recovery Region */
  readonly recoveryImage?: string;
  /** Whether the image is pinned by digest. */
  readonly pinned: boolean;
  /** The container of AWS. @default - one's own image */
  readonly framework?: Framework;
  /** The registry that holds the image: what the execution role may pull. */
  readonly repository: { readonly account: string; readonly region: string; readonly name: string };
  readonly environment: Readonly<Record<string, string>>;
  /** Host image of the instances, for `ProductionVariant.InferenceAmiVersion`. @default - CPU instances: the service's own */
  readonly inferenceAmiVersion?: (typeof INFERENCE_AMI_VERSIONS)[number];
}

/** A model as one environment has it: everything concrete. */
export interface ResolvedModel {
  readonly name: string;
  readonly description: string;
  readonly kind: ModelCore['kind'];
  readonly owner: Contact;
  readonly costCentre: { readonly code: string; readonly name: string };
  readonly riskClass: ModelCore['riskClass'];
  readonly dataClass: ModelCore['dataClass'];
  readonly container: ResolvedContainer;
  /** Discriminated by `mode`. */
  readonly serving: Serving;
  readonly objectives: ModelCore['objectives'];
  readonly budget: ModelCore['budget'];
  readonly businessMetrics: readonly BusinessMetric[];
  /** Limits of evaluation metrics that a version must meet to be released. */
  readonly evaluation: ModelCore['evaluation'];
  /** Its optional abilities, by their key. */
  readonly capabilities: CapabilityValues;
  /** What {@link annotateModel} writes into the template: owner, risk and data class, readiness with expiry, objectives. */
  readonly governance: ModelGovernance;
  /** Its file and the line of its name. */
  readonly source: SourceLocation;
  readonly origins: Origins;
}

/** An accepted finding with its contacts resolved. */
export interface ResolvedWaiver extends Omit<Waiver, 'owner' | 'approver'> {
  readonly owner: Contact;
  readonly approver: Contact;
  readonly source: SourceLocation;
}

/** An environment with all that is deployed into it. */
export interface ResolvedEnvironment extends Omit<Environment, 'budget' | 'schemaVersion'> {
  readonly company: Company;
  /** What of the environment is named before it exists. */
  readonly names: EnvironmentNames;
  readonly platformOwner: Contact;
  readonly budget: Omit<Environment['budget'], 'notify'> & { readonly notify: Contact };
  /** Enabled models, by name. */
  readonly models: readonly ResolvedModel[];
  /** Waivers that count in this environment. */
  readonly waivers: readonly ResolvedWaiver[];
  readonly source: SourceLocation;
  readonly origins: Origins;
}
