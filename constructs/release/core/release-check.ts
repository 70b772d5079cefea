import { originOf, type RegisteredVersion } from '../../registry/core/version-metadata';
import { personOf, type Actor } from './approver-identity';
import { approverProblems, type ApprovalFact } from './approver-check';
import { capacityProblems, type QuotaReading } from './capacity-check';
import { imageProblems } from './image-check';
import { refusal, type Refusal } from './refusal';
import type { ReleasePolicy } from './release-policy';
import type { ReleaseRequest } from './release-request';
import { scalingBeforeRelease, type ScalingBeforeRelease, type ScalingReading } from './scaling-check';
import { servedProblems, type ServedReading } from './served-check';
import { stackDecision } from './service-statuses';

interface UserContext {
  readonly IamIdentity?: { readonly Arn?: string; readonly SourceIdentity?: string };
}

/** The part of `DescribeModelPackage` that the check needs. */
export interface DescribedVersion extends RegisteredVersion {
  readonly ModelPackageArn: string;
  readonly ModelPackageGroupName?: string;
  readonly ModelPackageStatus?: string;
  readonly ModelApprovalStatus?: string;
  readonly ModelLifeCycle?: { readonly Stage?: string; readonly StageStatus?: string };
  readonly CreatedBy?: UserContext;
  readonly LastModifiedBy?: UserContext;
}

/** All that the check decides from. The machine has read it: the check itself reaches nothing. */
export interface ReleaseCheckInput {
  readonly request: ReleaseRequest;
  readonly policy: ReleasePolicy;
  /** Model package group of the model. */
  readonly group: string;
  /** The day for which expiry is judged, `YYYY-MM-DD` (UTC). */
  readonly today: string;
  /** Whether CloudTrail has had the time to tell of a call that was made before the release began. */
  readonly approversSettled: boolean;
  /** @default - it could not be read, for the reason that `versionProblem` gives */
  readonly version?: DescribedVersion;
  readonly versionProblem?: string;
  readonly approvals: readonly ApprovalFact[];
  /** ARN of another execution that holds the lock. @default - this one does */
  readonly lockedBy?: string;
  /** @default - the model is not pinned */
  readonly pin?: { readonly packageArn: string; readonly reason: string; readonly actor: string };
  readonly stackStatus: string;
  readonly endpoint: ServedReading;
  /** Whether the version serves already, so that only its pin changes. */
  readonly serves: boolean;
  readonly quotas: QuotaReading;
  /** @default - not read: the capacity is not judged */
  readonly scaling?: ScalingReading;
}

/** What comes of a check. */
export interface ReleaseCheckResult {
  /** `wait`: nothing is wrong except that CloudTrail has not told yet who approved. */
  readonly outcome: 'accepted' | 'refused' | 'wait';
  readonly refusals: readonly Refusal[];
  readonly warnings: readonly string[];
  /** All refusals in one text, for people; empty when accepted. */
  readonly cause: string;
  /** Instances or copies to set, and to wait for, before the release begins. @default - none: the capacity is enough */
  readonly raiseTo?: number;
}

/** Decides whether a release may begin. Pure: the same input, the same answer; all refusals at once. */
export function checkRelease(input: ReleaseCheckInput): ReleaseCheckResult {
  const rollback = input.request.cause === 'rollback';
  const { version } = input;
  const refusals: Refusal[] = [...progressProblems(input), ...servedProblems(input), ...registryProblems(input)];
  const warnings: string[] = [];
  let waiting: Refusal[] = [];
  let raiseTo: number | undefined;
  if (rollback) {
    if (input.request.reason.trim() === '') {
      refusals.push(refusal('NO_REASON', 'a rollback must have a reason', 'give the reason'));
    }
  } else if (!input.serves) {
    refusals.push(...pinProblems(input), ...readinessProblems(input));
    const capacity = capacityProblems(input.policy.capacity, input.quotas);
    refusals.push(...capacity.refusals);
    warnings.push(...capacity.warnings);
    const scaling = scalingOf(input);
    refusals.push(...scaling.refusals);
    ({ raiseTo } = scaling);
    if (version !== undefined) {
      const people = approverProblems({
        ...input,
        author: authorsOf(version),
        modifier: actorOf(version.LastModifiedBy),
      });
      refusals.push(...metricProblems(input, version), ...originProblems(version), ...imagesOf(input, version));
      refusals.push(...people.refusals);
      warnings.push(...people.warnings);
      waiting = [...people.unsettled];
    }
  }
  const all = refusals.length > 0 || input.approversSettled ? [...refusals, ...waiting] : refusals;
  if (all.length > 0) return { outcome: 'refused', refusals: all, warnings, cause: textOf(all) };
  if (waiting.length > 0) return { outcome: 'wait', refusals: [], warnings, cause: '' };
  return { outcome: 'accepted', refusals: [], warnings, cause: '', ...(raiseTo !== undefined && { raiseTo }) };
}

function progressProblems({ lockedBy, stackStatus, request }: ReleaseCheckInput): Refusal[] {
  const problems: Refusal[] = [];
  if (lockedBy !== undefined) {
    problems.push(
      refusal(
        'IN_PROGRESS',
        `only one release of a model runs at a time, and ${lockedBy} is running`,
        'wait until it has ended, or stop it and start again',
      ),
    );
  }
  const decision = stackDecision(stackStatus);
  if (decision === 'changes') {
    problems.push(
      refusal(
        'STACK_BUSY',
        `the serving stack of ${request.model} must be at rest, its status is ${stackStatus}`,
        'wait until the deployment has ended',
      ),
    );
  } else if (decision === 'broken') {
    problems.push(
      refusal(
        'STACK_BROKEN',
        `the serving stack of ${request.model} must take updates, its status is ${stackStatus}`,
        'deploy the serving stack',
      ),
    );
  }
  return problems;
}

function scalingOf({ policy, scaling }: ReleaseCheckInput): ScalingBeforeRelease {
  if (policy.scaling === undefined || scaling === undefined) return { refusals: [] };
  return scalingBeforeRelease(policy.scaling, scaling);
}

function registryProblems({ version, versionProblem, request, group }: ReleaseCheckInput): Refusal[] {
  const arn = request.packageArn;
  if (arn === undefined) {
    return [refusal('NO_VERSION', 'no version served well before the present one', 'name the version to go back to')];
  }
  if (version === undefined) {
    return [
      refusal(
        'NOT_REGISTERED',
        `model package ${arn} must be in the registry, and could not be read: ${versionProblem ?? 'no answer'}`,
        'register it, or correct the version',
      ),
    ];
  }
  const problems: Refusal[] = [];
  if (version.ModelPackageGroupName !== group) {
    problems.push(
      refusal(
        'OTHER_MODEL',
        `a version of ${request.model} must be in group ${group}, ${arn} is in ${version.ModelPackageGroupName ?? 'none'}`,
        'choose a version of this model',
      ),
    );
  }
  if (version.ModelPackageStatus !== undefined && version.ModelPackageStatus !== 'Completed') {
    problems.push(
      refusal(
        'NOT_COMPLETE',
        `the model package must be Completed, it is ${version.ModelPackageStatus}`,
        'register it again',
      ),
    );
  }
  if (version.ModelApprovalStatus !== 'Approved') {
    problems.push(
      refusal(
        'NOT_APPROVED',
        `only an Approved version is served, ${arn} is ${version.ModelApprovalStatus ?? 'without a status'}`,
        'have it approved in the registry',
      ),
    );
  }
  return problems;
}

function pinProblems({ pin, request }: ReleaseCheckInput): Refusal[] {
  if (pin === undefined || request.pin === false || pin.packageArn === request.packageArn) return [];
  const problem = `${request.model} is pinned to ${pin.packageArn} by ${pin.actor}: ${pin.reason}`;
  return [refusal('PINNED', problem, 'unpin the model, or promote the version by hand')];
}

function readinessProblems({ policy, request, today }: ReleaseCheckInput): Refusal[] {
  if (!policy.production) return [];
  const { readinessExpires: last } = policy;
  if (last === undefined) {
    const problem = `production demands all readiness evidence, that of ${request.model} is incomplete`;
    return [refusal('NOT_READY', problem, 'complete readiness in the file of the model and deploy')];
  }
  if (last >= today) return [];
  const problem = `readiness evidence of ${request.model} must count today, ${today}; it expired on ${last}`;
  return [refusal('READINESS_EXPIRED', problem, 'renew it in the file of the model and deploy')];
}

function metricProblems({ policy }: ReleaseCheckInput, version: DescribedVersion): Refusal[] {
  const { metrics } = originOf(version);
  if (Object.keys(metrics).length === 0) {
    return [refusal('NO_METRICS', 'a version must have evaluation metrics, it has none', 'register it with metrics')];
  }
  return policy.evaluation.flatMap(({ metric, floor, ceiling }) => {
    const text = metrics[metric];
    const value = text === undefined || text.trim() === '' ? Number.NaN : Number(text);
    if (!Number.isFinite(value)) {
      const found = text === undefined ? 'is missing' : `is '${text}'`;
      return [refusal('NO_METRIC', `metric ${metric} must be a number, it ${found}`, 'register the version with it')];
    }
    const [low, high] = [floor ?? -Infinity, ceiling ?? Infinity];
    if (value >= low && value <= high) return [];
    const limit = value < low ? `at least ${low}` : `at most ${high}`;
    return [refusal('METRIC_WORSE', `metric ${metric} must be ${limit}, it is ${text}`, 'train a better version')];
  });
}

function originProblems(version: DescribedVersion): Refusal[] {
  const origin = originOf(version);
  const missing = [
    ['training data URI', origin.trainingDataUri],
    ['training data hash', origin.trainingDataHash],
    ['image digest', origin.imageDigest],
    ['source commit', origin.sourceCommit],
  ].flatMap(([name, value]) => (value === undefined ? [name] : []));
  if (missing.length === 0) return [];
  const problem = `a version must say what it was made from, it has no ${missing.join(', no ')}`;
  return [refusal('NO_LINEAGE', problem, 'register it again with its lineage')];
}

function imagesOf({ policy, request: { model } }: ReleaseCheckInput, version: DescribedVersion): Refusal[] {
  const images = version.InferenceSpecification?.Containers?.map(({ Image }) => Image ?? 'no image') ?? [];
  return imageProblems(policy.image, { model, images });
}

/** Whoever registered it, and whom the registration names. */
function authorsOf(version: DescribedVersion): readonly Actor[] {
  const creator = actorOf(version.CreatedBy);
  const { author } = originOf(version);
  const named = author === undefined ? [] : [{ arn: author }];
  const all = creator === undefined ? named : [creator, ...named];
  return all.filter((one, index) => all.findIndex((other) => personOf(other) === personOf(one)) === index);
}

function actorOf(context: UserContext | undefined): Actor | undefined {
  const identity = context?.IamIdentity;
  if (identity?.Arn === undefined) return undefined;
  return { arn: identity.Arn, sourceIdentity: identity.SourceIdentity };
}

function textOf(refusals: readonly Refusal[]): string {
  return refusals.map(({ code, problem, remedy }) => `${code}: ${problem}; ${remedy}`).join('\n');
}
