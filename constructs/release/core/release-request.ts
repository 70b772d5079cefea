/**
 * What the release machine is asked for. No CDK and no SDK here: handlers and the operator command import it.
 */

/** Input of the release machine. */
export interface ReleaseRequest {
  /** Name of the model as the configuration has it, e.g. `churn`. */
  readonly model: string;
  /**
   * ARN of the model package to serve.
   * @default - only for a rollback: the last version that served well before the present one
   */
  readonly packageArn?: string;
  /**
   * ARN of the model package to go back from, for a rollback without `packageArn`.
   * @default - the one that serves when the rollback begins
   */
  readonly from?: string;
  /**
   * `release` takes every check. `rollback` brings back a version that served before: it passes a pin and the checks of
   * metrics, origin, readiness and approvers, so that nothing stands in the way of an emergency; a release that
   * is in progress is cancelled for it.
   */
  readonly cause: 'release' | 'rollback';
  /** Why, in the words of whoever asks; a rollback must have one. */
  readonly reason: string;
  /** ARN of whoever asks. */
  readonly actor: string;
  /**
   * `true` pins the model to this version once it serves: later releases are refused. `false` takes the pin off.
   * @default - the pin stays as it is, and refuses a release
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
 * Name of the execution for a request: the same request has the same name, so that Step Functions starts it once.
 *
 * @param requestedAt when it was asked for, ISO 8601: the time of the event, or of the operator's command
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
