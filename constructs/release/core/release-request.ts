/**
 * What the release machine is asked for. No CDK and no SDK here: handlers and the operator command import it.
 */

/** Input of the release machine. */
export interface ReleaseRequest {
  /** Name of the model as the configuration has it, e.g. `churn`. */
  readonly model: string;
  /**
   * ARN of the model package to serve.
   * @default - only for a rollback: the last version that served well before the current one
   */
  readonly packageArn?: string;
  /**
   * ARN of the model package to roll back from, for a rollback without `packageArn`.
   * @default - the one that serves when the rollback begins
   */
  readonly from?: string;
  /**
   * `release` must pass every check. `rollback` restores a version that served before: it ignores a pin and skips the checks
   * of metrics, origin, readiness and approvers, so that nothing delays it in an emergency. It takes back a release that
   * is in progress.
   */
  readonly cause: 'release' | 'rollback';
  /** The reason of the actor; required for a rollback. */
  readonly reason: string;
  /** ARN of the actor. */
  readonly actor: string;
  /**
   * `true` pins the model to this version once it serves: later releases are refused. `false` removes the pin.
   * @default - the pin stays as it is; if there is one, it refuses a release
   */
  readonly pin?: boolean;
}

/** Kinds of items in the release table: its sort key. The partition key is the model. */
export const RELEASE_ITEMS = {
  /** The release in progress: `execution` (ARN), `packageArn`, `since`. */
  lock: 'lock',
  /** The pin: `packageArn`, `reason`, `actor`, `since`. */
  pin: 'pin',
  /** Versions that served well, the newest first: `packages`. */
  history: 'history',
} as const;

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html */
const MAX_NAME = 80;

/**
 * Name of the execution for a request: the same request has the same name, so Step Functions starts it once.
 *
 * @param requestedAt when it was requested, ISO 8601: the time of the event, or of the operator's command
 */
export function executionName(
  request: Pick<ReleaseRequest, 'model' | 'packageArn' | 'cause'>,
  requestedAt: string,
): string {
  const time = requestedAt.replace(/\.\d+/, '').replaceAll(/[-:]/g, '');
  const version = request.packageArn?.split('/').at(-1) ?? 'last-good';
  const tail = `-${version}-${request.cause}-${time}`.replaceAll(/[^A-Za-z0-9_-]/g, '');
  return `${request.model.slice(0, MAX_NAME - tail.length)}${tail}`;
}
