/** An instant: ISO 8601 in UTC with milliseconds, e.g. `2026-11-17T10:17:00.000Z`. Sorts as text. */
export type Instant = string;

/** Why something happened, as far as the fact itself tells. */
export type Cause =
  | 'registration'
  | 'approval'
  | 'rejection'
  | 'release'
  | 'rollback'
  | 'automatic-rollback'
  | 'deploy'
  | 'change'
  | 'scaling'
  | 'pin'
  | 'unpin'
  | 'reconciliation';

/** What a version was made from. All of it comes from the registry, and none of it changes afterwards. */
export interface Lineage {
  /** ARN of the model package. */
  readonly modelPackageArn: string;
  /** Number of the version in its group. */
  readonly modelPackageVersion?: number;
  readonly modelPackageGroupName?: string;
  /** `sha256:…` of the container image. */
  readonly imageDigest?: string;
  readonly modelDataUrl?: string;
  readonly trainingDataUri?: string;
  /** Content hash of the training data, as registered. */
  readonly trainingDataHash?: string;
  readonly sourceCommit?: string;
  /** Evaluation metrics, by name, as registered; text, so that no number loses a digit. */
  readonly metrics?: Readonly<Record<string, string>>;
  /** URI of the evaluation report. */
  readonly metricsUri?: string;
  /** ARN of whoever registered it. */
  readonly author?: string;
  /** Who approved it, in order. */
  readonly approvers?: readonly string[];
}

/** One version that an endpoint has, and the share of the traffic that it gets. */
export interface ServingVersion extends Partial<Lineage> {
  /** Production variant or inference component that serves it. */
  readonly variantName: string;
  readonly endpointConfigName: string;
  readonly modelName?: string;
  /** SHA-256 of the canonical JSON of the endpoint configuration, names left out. */
  readonly configurationHash?: string;
  /** Share of the traffic, 0 to 1: of the fleet's in observations, of all in answers. Undefined when nothing tells. */
  readonly weight?: number;
}

/** Statuses of an endpoint as SageMaker's events write them, and `DELETED`. */
export type EndpointStatus =
  | 'CREATING'
  | 'UPDATING'
  | 'SYSTEM_UPDATING'
  | 'ROLLING_BACK'
  | 'IN_SERVICE'
  | 'OUT_OF_SERVICE'
  | 'DELETING'
  | 'DELETED'
  | 'FAILED'
  | 'UPDATE_ROLLBACK_FAILED';

/** A deployment that is moving traffic. */
export interface Transition {
  /** The configuration that traffic moves to. */
  readonly endpointConfigName: string;
  /** The new fleet. Weights are shares of the fleet's own traffic. */
  readonly versions: readonly ServingVersion[];
  /** Share of the traffic on the new fleet, 0 to 1. Undefined when nothing tells. */
  readonly share?: number;
  /** The shares that the deployment goes through, from 0 to 1, e.g. `[0, 0.1, 1]`. @default - not known */
  readonly plan?: readonly number[];
  /** Stage as SageMaker calls it: `Creating`, `ActivatingTraffic`, `Baking`… */
  readonly stage?: string;
  /** When the deployment began: tells two deployments of the same configuration apart. */
  readonly startedAt?: Instant;
}

/** The whole state of an endpoint at one instant. */
export interface Observation {
  readonly endpointName: string;
  readonly status: EndpointStatus;
  /**
   * Since when the state has been the same, where SageMaker tells (`LastModifiedTime`, start of a stage): the observation
   * then speaks of the whole time from here to the instant of the fact.
   */
  readonly since?: Instant;
  /**
   * The endpoint's own fleet, during a deployment the old one. Weights are shares of the fleet's own traffic; `stateOf`
   * gives shares of all traffic. Empty when nothing is served.
   */
  readonly versions: readonly ServingVersion[];
  /** The configuration that counts as the endpoint's own: during a deployment still the old one. */
  readonly endpointConfigName?: string;
  readonly transition?: Transition;
  readonly failureReason?: string;
}

/** A step of the release state machine. */
export interface ReleaseStep {
  /** Id of the release: the name of the execution. */
  readonly releaseId: string;
  /**
   * `intended`: checked and locked. `applied`: CloudFormation accepted the update. `completed`: the stack update ended
   * well. `failed`: it did not, and the release parameter was put back.
   */
  readonly stage: 'intended' | 'applied' | 'completed' | 'failed';
  readonly modelPackageArn: string;
  /** The version to go back to: what was released before. */
  readonly previousModelPackageArn?: string;
}

/** Why a release did not begin, and what to do about it. Lower case, no full stop. */
export interface RefusalReason {
  /** E.g. `NOT_APPROVED`. Stable. */
  readonly code: string;
  readonly problem: string;
  readonly remedy: string;
}

/** A release that the check of the release machine refused: nothing was changed. */
export interface RefusedRelease {
  /** Id of the release: the name of the execution. */
  readonly releaseId: string;
  /** @default - a rollback that found no version to go back to */
  readonly modelPackageArn?: string;
  /** The version that stays. @default - none is released */
  readonly previousModelPackageArn?: string;
  /** All refusals, at least one. */
  readonly refusals: readonly RefusalReason[];
}

/** What the registry says of a version that was registered, approved or rejected. */
export interface RegistryChange {
  readonly modelPackageArn: string;
  readonly approvalStatus?: string;
  readonly lifeCycleStage?: string;
  readonly lifeCycleStatus?: string;
  readonly lineage?: Lineage;
}

/** An API call that changes a resource: the second source beside the endpoint's events. */
export interface ApiCall {
  readonly service: string;
  readonly action: string;
  readonly endpointConfigName?: string;
  readonly modelPackageArn?: string;
  readonly stackStatus?: string;
  /** Error code of a call that was refused. */
  readonly errorCode?: string;
}

/** A pin that was set or removed: a pinned model keeps its version until the next promote. */
export interface Pin {
  readonly pinned: boolean;
  readonly modelPackageArn?: string;
}

/** What kind of fact a record holds: the key of its content. */
export type FactContent =
  | { readonly kind: 'observation'; readonly observed: Observation }
  | { readonly kind: 'release'; readonly release: ReleaseStep }
  /** No step of a release: it says nothing of what serves, and hides no step of another release. */
  | { readonly kind: 'refusal'; readonly refusal: RefusedRelease }
  | { readonly kind: 'registry'; readonly registry: RegistryChange }
  | { readonly kind: 'call'; readonly call: ApiCall }
  | { readonly kind: 'pin'; readonly pin: Pin };

export type FactKind = FactContent['kind'];

/** A fact on its way into the ledger. */
export type Fact = FactContent & {
  /** Name of the model as the configuration has it, e.g. `churn`. */
  readonly model: string;
  /** Identifies the fact: the same fact, delivered again, has the same id. */
  readonly factId: string;
  readonly cause: Cause;
  /** ARN of who caused it, where known. */
  readonly actor?: string;
  /** The instant that the fact speaks of: everything is ordered by it. */
  readonly at: Instant;
  readonly intendedAt?: Instant;
  readonly appliedAt?: Instant;
  /** When the state was seen, for observations. */
  readonly observedAt?: Instant;
  /** Where it came from, e.g. `aws.sagemaker`, `SageMaker Endpoint State Change`, id of the event. */
  readonly source: { readonly service: string; readonly type: string; readonly id: string };
  readonly reason?: string;
  /** The version to go back to, as known when the fact was recorded: the one that served alone before. */
  readonly rollbackTo?: string;
};

/** What a record adds to its fact. */
export interface ChainFields {
  readonly schemaVersion: 1;
  /** Place in the chain of the model, from 1, in order of arrival. */
  readonly sequence: number;
  /** When the recorder wrote it. */
  readonly recordedAt: Instant;
  /** Hash of the record before, 64 zeros for the first. */
  readonly previousHash: string;
  /** SHA-256, in hexadecimal, of the canonical JSON of the record without this field. */
  readonly hash: string;
}

/** One record of the ledger. Never changed, never deleted. */
export type LedgerRecord = Fact & ChainFields;

/** A record of which one kind of fact is known. */
export type RecordOf<Kind extends FactKind> = Extract<LedgerRecord, { readonly kind: Kind }>;

/**
 * How sure an answer is.
 *
 * - `confirmed`: observations of the endpoint before and after the instant leave one possibility.
 * - `recorded`: the release machine recorded it, but no observation of the endpoint confirms it yet.
 * - `either`: the facts leave several `candidates`.
 * - `unknown`: the ledger has no record for that time.
 */
export type Confidence = 'confirmed' | 'recorded' | 'either' | 'unknown';

/** A possible state of serving: versions with shares that add up to 1, or nothing. */
export interface ServingState {
  readonly versions: readonly ServingVersion[];
}

/** Answer to "which version was in force at an instant?". */
export interface WhichAnswer {
  readonly model: string;
  readonly at: Instant;
  readonly confidence: Confidence;
  /** What served, when one possibility is left; empty when nothing was served or nothing is known. */
  readonly versions: readonly ServingVersion[];
  /** The possibilities when the facts cannot decide; one when they can, none when nothing is known. */
  readonly candidates: readonly ServingState[];
  /**
   * Whether no other version than those of the candidates is possible. False when so much was lost that one may be missing.
   */
  readonly exhaustive: boolean;
  /** The period in which the answer is the same, as far as the facts that were read show. @default - open */
  readonly from?: Instant;
  readonly to?: Instant;
  /** Status of the endpoint in the fact before. */
  readonly status?: EndpointStatus;
  /** Whether a version was taking over, or being rolled back, at that instant. */
  readonly inTransition: boolean;
  /** The reasons, lower case, without a full stop. */
  readonly reasons: readonly string[];
  /** The records that the answer rests on: the last observation before, the next one, the release in force. */
  readonly before?: RecordOf<'observation'>;
  readonly after?: RecordOf<'observation'>;
  readonly release?: RecordOf<'release'>;
}

/** What is wrong with a chain. */
export type ChainFault = 'altered' | 'missing' | 'reordered' | 'forked' | 'foreign';

/** Result of {@link verifyChain}. */
export type ChainVerdict =
  | { readonly intact: true; readonly records: number; readonly head: string }
  | {
      readonly intact: false;
      readonly fault: ChainFault;
      /** Sequence of the first record that is wrong, or that should be there. */
      readonly sequence: number;
      readonly problem: string;
    };

/** An entry of a timeline: from one observed state to the next, with what caused it. */
export interface TimelineEntry {
  readonly at: Instant;
  readonly record: LedgerRecord;
  /** One line: what happened. */
  readonly summary: string;
}
