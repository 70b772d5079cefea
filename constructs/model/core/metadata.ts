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
  /** Address of the evidence, a URL. */
  readonly evidence: string;
  /** What the evidence shows: one sentence with the measured value. */
  readonly summary: string;
  /** Who is responsible for it: name and address. */
  readonly owner: string;
  /** Day of the evidence, `YYYY-MM-DD`. */
  readonly date: string;
  /** Last day on which it is valid, `YYYY-MM-DD`. */
  readonly expires: string;
}

/** Ownership of a model. */
export interface ModelOwnership {
  /** Model name, e.g. `churn`. */
  readonly model: string;
  /** Who owns the model in production: name and address. */
  readonly owner: string;
  readonly costCentre: string;
  readonly riskClass: RiskClass;
  readonly dataClass: DataClass;
}

/**
 * Ownership, classes, readiness and objectives of a model. Written into the template, so that rules and reviewers find them
 * there.
 */
export interface ModelGovernance extends ModelOwnership {
  /** Missing items are a violation of RDY-1 in production. */
  readonly readiness: Readonly<Partial<Record<ReadinessItem, ReadinessEvidence>>>;
  /** Service level objectives that are published instead of "no SLA" (SRV-6). */
  readonly objectives: { readonly latencyP99Milliseconds: number; readonly availabilityPercent: number };
  /** Facts of the model's optional capabilities, e.g. `quality`: its quality metrics with their limits. */
  readonly [ability: string]: unknown;
}

/** Key of the resource metadata that holds the {@link ModelGovernance}, or the {@link ModelOwnership} alone. */
export const MODEL_METADATA_KEY = 'ai-production:model';

/** Key of the resource metadata of a release machine: the models that it releases and rolls back, with their risk class. */
export const RELEASE_METADATA_KEY = 'ai-production:release';

/** Key of the resource metadata that marks the table of a release ledger. */
export const LEDGER_METADATA_KEY = 'ai-production:ledger';

/** Key of the metadata of an endpoint configuration that says how the storage of its instances is encrypted. */
export const STORAGE_ENCRYPTION_METADATA_KEY = 'ai-production:storage-encryption';
