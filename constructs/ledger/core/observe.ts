import { canonicalJson } from './canonical-json';
import { sha256 } from './chain';
import { fieldsAt, instantAt, listAt, numberAt, textAt, type Fields } from './fields';
import { shareOf } from './rollout-share';
import { normalised, stateKey, stateOf } from './state';
import type { Cause, EndpointStatus, Fact, Instant, Observation, ServingVersion, Transition } from './types';

/** A fleet of an endpoint before its versions were looked up. */
export interface FleetDraft {
  readonly endpointConfigName: string;
  /** Weights within the fleet, by variant. */
  readonly weights: Readonly<Record<string, number>>;
  /** Instances that the fleet shall have. */
  readonly instances: number;
}

/** An observation before its versions were looked up: what an event, or DescribeEndpoint, tells by itself. */
export interface ObservationDraft {
  readonly endpointName: string;
  readonly status: EndpointStatus;
  readonly at: Instant;
  readonly since?: Instant;
  readonly fleet?: FleetDraft;
  readonly pending?: FleetDraft & Pick<Transition, 'share' | 'stage' | 'startedAt'>;
  readonly failureReason?: string;
}

/** What looks up versions, in SageMaker or in memory. */
export interface FleetLookup {
  /** The versions of an endpoint configuration, with the weights that it starts with. */
  versionsOf(endpointConfigName: string, endpointName: string): Promise<readonly ServingVersion[]>;
  /** The shares that the deployment in progress goes through, when that deployment is the one given. */
  planOf(draft: ObservationDraft): Promise<readonly number[] | undefined>;
}

/** Statuses in which an endpoint answers nobody. */
const SILENT: ReadonlySet<EndpointStatus> = new Set(['CREATING', 'DELETING', 'DELETED', 'FAILED']);

const STATUSES: ReadonlySet<string> = new Set<EndpointStatus>([
  'CREATING',
  'UPDATING',
  'SYSTEM_UPDATING',
  'ROLLING_BACK',
  'IN_SERVICE',
  'OUT_OF_SERVICE',
  'DELETING',
  'DELETED',
  'FAILED',
  'UPDATE_ROLLBACK_FAILED',
]);

/**
 * Reads the detail of an endpoint event, or what DescribeEndpoint answers: they have the same fields.
 *
 * The instant that the state speaks of is the newest time stamp in it, for events come in whole seconds. An event that
 * repeats an old state speaks of its own time, and of all time since that stamp.
 *
 * @param seenAt when the event was sent, or DescribeEndpoint called
 */
export function draftOf(endpoint: unknown, seenAt: Instant): ObservationDraft | undefined {
  const endpointName = textAt(endpoint, 'EndpointName');
  const status = statusOf(textAt(endpoint, 'EndpointStatus'));
  if (endpointName === undefined || status === undefined) return undefined;
  const pending = pendingOf(fieldsAt(endpoint, 'PendingDeploymentSummary'));
  const since = newest([
    instantAt(endpoint, 'LastModifiedTime'),
    ...(pending === undefined ? [] : [pending.startedAt, ...stagesOf(fieldsAt(endpoint, 'PendingDeploymentSummary'))]),
  ]);
  const at = since !== undefined && since > seenAt ? since : seenAt;
  const sameSecond = since !== undefined && since.slice(0, 19) === seenAt.slice(0, 19);
  return {
    endpointName,
    status,
    at: sameSecond && seenAt.endsWith('.000Z') ? since : at,
    since,
    fleet: fleetOf(endpoint),
    pending,
    failureReason: textAt(endpoint, 'FailureReason'),
  };
}

/** Looks up the versions of a draft. */
export async function complete(draft: ObservationDraft, lookup: FleetLookup): Promise<Observation> {
  const { endpointName, status, since, failureReason, fleet, pending } = draft;
  const silent = SILENT.has(status) || fleet === undefined;
  return {
    endpointName,
    status,
    since,
    endpointConfigName: fleet?.endpointConfigName,
    versions: silent ? [] : await weighted(fleet, endpointName, lookup),
    transition:
      pending === undefined || silent
        ? undefined
        : {
            endpointConfigName: pending.endpointConfigName,
            versions: await weighted(pending, endpointName, lookup),
            share: pending.share,
            plan: await lookup.planOf(draft),
            stage: pending.stage,
            startedAt: pending.startedAt,
          },
    failureReason,
  };
}

/** The fact of an observation. The same state seen at the same instant is the same fact, however often it is sent. */
export function observationFact(
  draft: ObservationDraft,
  observed: Observation,
  context: {
    readonly model: string;
    readonly cause?: Cause;
    readonly source: Fact['source'];
    readonly rollbackTo?: string;
  },
): Fact {
  const { model, source, rollbackTo } = context;
  return {
    kind: 'observation',
    model,
    factId: `observation/${sha256({ model, ...draft })}`,
    cause: context.cause ?? causeOf(draft),
    at: draft.at,
    appliedAt: draft.since,
    observedAt: draft.at,
    source,
    reason: draft.failureReason,
    rollbackTo,
    observed,
  };
}

/** Whether two observations show the same: status, configuration, versions and shares. */
export function showsSame(a: Observation, b: Observation): boolean {
  return shownBy(a) === shownBy(b);
}

function shownBy(observed: Observation): string {
  const { status, endpointConfigName, transition } = observed;
  return canonicalJson([status, endpointConfigName, transition?.endpointConfigName, stateKey(stateOf(observed))]);
}

/** `InService`, as DescribeEndpoint has it, or `IN_SERVICE`, as events do. */
function statusOf(text: string | undefined): EndpointStatus | undefined {
  const status = text?.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase();
  return status !== undefined && STATUSES.has(status) ? (status as EndpointStatus) : undefined;
}

function causeOf({ status, fleet, pending }: ObservationDraft): Cause {
  if (status === 'ROLLING_BACK') return 'automatic-rollback';
  const scales = status === 'UPDATING' && pending?.endpointConfigName === fleet?.endpointConfigName;
  return scales && pending !== undefined ? 'scaling' : 'change';
}

function fleetOf(value: unknown): FleetDraft | undefined {
  const endpointConfigName = textAt(value, 'EndpointConfigName');
  if (endpointConfigName === undefined) return undefined;
  const variants = listAt(value, 'ProductionVariants');
  return {
    endpointConfigName,
    weights: Object.fromEntries(
      variants.flatMap((variant) => {
        const [name, weight] = [textAt(variant, 'VariantName'), numberAt(variant, 'CurrentWeight')];
        return name === undefined || weight === undefined ? [] : [[name, weight] as const];
      }),
    ),
    instances: variants.reduce((sum, variant) => sum + (numberAt(variant, 'DesiredInstanceCount') ?? 0), 0),
  };
}

function pendingOf(summary: Fields): ObservationDraft['pending'] {
  const fleet = fleetOf(summary);
  if (fleet === undefined) return undefined;
  const variants = listAt(summary, 'ProductionVariants');
  return {
    ...fleet,
    share: shareOf(variants),
    stage: textAt(variants.flatMap((variant) => listAt(variant, 'VariantStatus')).at(-1), 'Status'),
    startedAt: instantAt(summary, 'StartTime'),
  };
}

function stagesOf(summary: Fields): readonly (Instant | undefined)[] {
  return listAt(summary, 'ProductionVariants')
    .flatMap((variant) => listAt(variant, 'VariantStatus'))
    .map((status) => instantAt(status, 'StartTime'));
}

function newest(instants: readonly (Instant | undefined)[]): Instant | undefined {
  return instants
    .filter((instant) => instant !== undefined)
    .sort()
    .at(-1);
}

async function weighted(
  fleet: FleetDraft,
  endpointName: string,
  lookup: FleetLookup,
): Promise<readonly ServingVersion[]> {
  const versions = await lookup.versionsOf(fleet.endpointConfigName, endpointName);
  // While a new fleet has no traffic its weights are shown as 0: those of the configuration tell how it will be split.
  const weights = Object.values(fleet.weights).some((weight) => weight > 0) ? fleet.weights : {};
  return normalised(versions.map((version) => withWeight(version, weights[version.variantName])));
}

function withWeight(version: ServingVersion, weight: number | undefined): ServingVersion {
  return { ...version, weight: weight ?? version.weight };
}
