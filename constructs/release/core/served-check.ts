import { refusal, type Refusal } from './refusal';
import type { ReleaseRequest } from './release-request';
import { ENDPOINT_STATUSES } from './service-statuses';
import { UNRELEASED } from './unreleased';

/** What serves, as read from endpoint, configuration, model and package: never from the stack. */
export interface ServedReading {
  readonly exists: boolean;
  /** Status of the endpoint, or of its inference component. @default - there is no endpoint */
  readonly status?: string;
  /** Name of the endpoint configuration. @default - there is no endpoint */
  readonly configuration?: string;
  /** Version that serves; `none` without an endpoint. @default - it cannot be known */
  readonly packageArn?: string;
  /** Version that the stack was last updated to, which SageMaker may have taken back. @default - CloudFormation does not tell */
  readonly stackPackageArn?: string;
}

/** What the check of what serves decides from. */
export interface ServedCheckInput {
  readonly request: Pick<ReleaseRequest, 'cause' | 'model'>;
  /** Model package group of the model. */
  readonly group: string;
  readonly endpoint: ServedReading;
}

/**
 * Whether stack and endpoint can be made to agree, and whether it is known what to go back to.
 *
 * A rollback goes on where a release would not: an endpoint that fails, or that serves nobody knows what, needs it most.
 */
export function servedProblems({ request, group, endpoint }: ServedCheckInput): readonly Refusal[] {
  const { exists, status, configuration, packageArn, stackPackageArn } = endpoint;
  if (!exists) {
    if (stackPackageArn === undefined || stackPackageArn === UNRELEASED) return [];
    const problem = `the endpoint of ${request.model} must exist, its stack says that it serves ${stackPackageArn}`;
    const remedy = `write '${UNRELEASED}' into the release parameter, deploy the serving stack, and release again`;
    return [refusal('ENDPOINT_MISSING', problem, remedy)];
  }
  if (stackPackageArn === UNRELEASED) {
    const problem = `the endpoint of ${request.model} must belong to its stack, which has released nothing`;
    return [refusal('ENDPOINT_FOREIGN', problem, 'delete the endpoint')];
  }
  if (request.cause === 'rollback') return [];
  const problems: Refusal[] = [];
  if (packageArn?.includes(`/${group.toLowerCase()}/`) !== true) {
    const found = packageArn === undefined ? `names no version of ${request.model}` : `is of ${packageArn}`;
    const problem = `a release must know what serves before it, and the model of ${configuration ?? 'the endpoint'} ${found}`;
    problems.push(refusal('SERVED_UNKNOWN', problem, 'bring back a version by blueprint rollback'));
  }
  if (status !== undefined && ENDPOINT_STATUSES[status]?.decision !== 'serves') {
    const problem = `the endpoint of ${request.model} must be InService, it is ${status}`;
    const changes = ENDPOINT_STATUSES[status]?.decision === 'changes';
    problems.push(
      changes
        ? refusal('ENDPOINT_BUSY', problem, 'wait until its change has ended')
        : refusal('ENDPOINT_BROKEN', problem, 'bring back a version by blueprint rollback'),
    );
  }
  return problems;
}
