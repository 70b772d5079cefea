import { EXECUTION_PERMISSIONS, isRunning, START_PERMISSIONS, startRelease, WATCH_PERMISSIONS } from '../aws/release';
import type { Session, SessionFor } from '../aws/session';
import { printJson } from '../console';
import { EXIT, OperatorError, type ExitCode } from '../errors';
import type { ConfirmOptions, EnvironmentOptions, ReasonOptions, WatchOptions } from '../options';
import type { Permissions } from '../permissions';
import { confirmed, showPlan } from '../prompts';
import { planOf, type ReleaseVerb, type VerbRequest } from './plan';
import { SUBJECT_PERMISSIONS, type Subject } from './subject';
import { watchRelease } from './watch';

/** What every verb that starts a release asks for. */
export const RELEASE_PERMISSIONS = [
  ...SUBJECT_PERMISSIONS,
  ...EXECUTION_PERMISSIONS,
  ...START_PERMISSIONS,
  ...WATCH_PERMISSIONS,
] as const satisfies Permissions;

/** Options of every verb that starts a release. */
export interface ReleaseOptions extends EnvironmentOptions, ConfirmOptions, ReasonOptions, WatchOptions {}

/** Shows the plan, asks, starts the release machine and watches it. */
export async function carryOut(
  session: SessionFor<typeof RELEASE_PERMISSIONS>,
  verb: ReleaseVerb,
  subject: Subject,
  request: VerbRequest,
  options: ReleaseOptions,
): Promise<ExitCode> {
  const { model, state } = subject;
  const { host, caller, description } = session;
  const holder = state.lock?.execution;
  const running = holder !== undefined && (await isRunning(session, holder)) ? holder : undefined;
  // The release machine cancels it for a rollback, and for nothing else.
  if (running !== undefined && verb !== 'rollback') throw inProgress(session, model.model, running);
  showPlan(`${verb} ${model.model} in ${description.environment}`, planOf(verb, subject, request, running), host);
  await confirmed('Go ahead?', options.yes === true, host);
  const executionArn = await startRelease(session, { ...request, model: model.model, actor: caller.arn });
  const result = {
    model: model.model,
    environment: description.environment,
    verb,
    from: model.releasedArn,
    to: request.packageArn,
    reason: request.reason,
    pinned: request.pin,
    executionArn,
  };
  if (!options.watch) {
    if (options.json === true) printJson(host, { ok: true, status: 'RUNNING', ...result });
    else host.out(`started ${executionArn}`);
    return EXIT.ok;
  }
  return watchRelease(session, result, options.json === true);
}

function inProgress({ description }: Session, name: string, execution: string): OperatorError {
  return new OperatorError(
    `a release of ${name} is in progress: ${execution}`,
    `wait for it: blueprint list ${name} --env ${description.environment}; or stop it: aws stepfunctions stop-execution --execution-arn ${execution}`,
    EXIT.refused,
  );
}
