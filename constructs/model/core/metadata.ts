import type { DataClass, RiskClass } from './classes';

/** The six items that decide whether a pilot may go to production (requirement RDY-1). */
export const READINESS_ITEMS = [
  'businessCase',
  'userValidation',
  'technicalFeasibility',
  'dataPipeline',
  'executiveSponsor',
  'productionOwner',
] as const;

export type ReadinessItem = (typeof READINESS_ITEMS)[number];

/** Evidence for one readiness item. */
export interface ReadinessEvidence {
  /** Where the evidence lies, a URL. */
  readonly evidence: string;
  /** What it shows, one sentence with the measured figure. */
  readonly summary: string;
  /** Who answers for it: name and address. */
  readonly owner: string;
  /** The day it was given, `YYYY-MM-DD`. */
  readonly date: string;
  /** The last day on which it counts, `YYYY-MM-DD`. */
  readonly expires: string;
}

/** Who answers for a model. */
export interface ModelOwnership {
  /** Model name, e.g. `churn`. */
  readonly model: string;
  /** Who owns the model in production: name and address. */
  readonly owner: string;
  readonly costCentre: string;
  readonly riskClass: RiskClass;
  readonly dataClass: DataClass;
}

/** Who answers for a model and what it may do: written into the template, so that rules and reviewers find it there. */
export interface ModelGovernance extends ModelOwnership {
  /** Missing items are a violation of RDY-1 in production. */
  readonly readiness: Readonly<Partial<Record<ReadinessItem, ReadinessEvidence>>>;
  /** Service level objectives that are published instead of "no SLA" (SRV-6). */
  readonly objectives: { readonly latencyP99Milliseconds: number; readonly availabilityPercent: number };
  /** What optional abilities of the model say of themselves, e.g. `quality`: its measures of the answers, with their limits. */
  readonly [ability: string]: unknown;
}

/** Key of the resource metadata that holds the {@link ModelGovernance}, or the {@link ModelOwnership} alone. */
export const MODEL_METADATA_KEY = 'ai-production:model';

/** Key of the resource metadata of a release machine: the models that it releases and rolls back, with their risk class. */
export const RELEASE_METADATA_KEY = 'ai-production:release';

/** Key of the resource metadata that tells the table of a release ledger from other tables. */
export const LEDGER_METADATA_KEY = 'ai-production:ledger';

/** Key of the metadata of an endpoint configuration that says how the storage of its instances is encrypted. */
export const STORAGE_ENCRYPTION_METADATA_KEY = 'ai-production:storage-encryption';
