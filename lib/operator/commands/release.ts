import type { ReleaseRequest } from '../../../constructs/release/core';
import { endpointState, type EndpointState } from '../aws/endpoint';
import { ledgerOf } from '../aws/ledger';
import { modelNamed, type DeployedModel } from '../aws/models';
import { describePackage, listPackages, packageArn, versionLabel } from '../aws/packages';
import { isRunning, releaseState, startRelease, type ReleaseState } from '../aws/release';
import { openSession, type Session } from '../aws/session';
import { printJson, type Host } from '../console';
import { EXIT, OperatorError, type ExitCode } from '../errors';
import { confirmed, required, showPlan } from '../plan';
import { durationText } from '../text/duration';
import type { VerbOptions } from './verb';
import { watchRelease } from './watch-release';

/** Records that are looked through for the version before. */
const LEDGER_RECORDS = 100;

/** Everything that a plan is made from. */
interface Subject {
  readonly session: Session;
  readonly model: DeployedModel;
  readonly state: ReleaseState;
  readonly endpoint?: EndpointState;
}

type Verb = 'promote' | 'rollback' | 'pin' | 'unpin';

/** `blueprint promote`: releases an approved version, and takes a pin off. */
export async function promote(
  name: string,
  version: string | undefined,
  options: VerbOptions,
  host: Host,
): Promise<ExitCode> {
  const subject = await subjectOf(name, options, host);
  const { session, model, state } = subject;
  const target = await approvedVersion(session, name, version);
  if (target === model.releasedArn && state.pin === undefined) {
    const result = { ok: true, model: name, environment: session.description.environment, packageArn: target };
    if (options.json === true) printJson(host, { ...result, changed: false });
    else host.out(`${name} serves ${versionLabel(target)} already`);
    return EXIT.ok;
  }
  const reason = options.reason ?? `promoted ${versionLabel(target)}`;
  return carryOut('promote', subject, { packageArn: target, cause: 'release', reason, pin: false }, options);
}

/** `blueprint rollback`: back to the last version that served well, and pinned to it. */
export async function rollback(name: string, options: VerbOptions, host: Host): Promise<ExitCode> {
  const reason = await required(options.reason, '--reason', 'Why is it rolled back?', host);
  const subject = await subjectOf(name, options, host);
  const { session, model, state } = subject;
  if (model.releasedArn === undefined) throw neverReleased(session, name);
  const target =
    options.to === undefined
      ? (state.history.find((arn) => arn !== model.releasedArn) ??
        (await servedBefore(session, name, model.releasedArn)))
      : packageArn(session, name, options.to);
  if (target === undefined) {
    throw new OperatorError(
      `${name} has no version that served well before ${versionLabel(model.releasedArn)}`,
      `name one: blueprint rollback ${name} --to VERSION, see blueprint list ${name}`,
      EXIT.refused,
    );
  }
  if (options.to !== undefined) await requireApproved(session, name, target);
  return carryOut('rollback', subject, { packageArn: target, cause: 'rollback', reason, pin: true }, options);
}

/** `blueprint pin`: keeps the version that serves. */
export async function pin(name: string, options: VerbOptions, host: Host): Promise<ExitCode> {
  return changePin('pin', name, options, host);
}

/** `blueprint unpin`: lets releases through again. */
export async function unpin(name: string, options: VerbOptions, host: Host): Promise<ExitCode> {
  return changePin('unpin', name, options, host);
}

async function changePin(verb: 'pin' | 'unpin', name: string, options: VerbOptions, host: Host): Promise<ExitCode> {
  const reason = await required(options.reason, '--reason', verb === 'pin' ? 'Why is it pinned?' : 'Why again?', host);
  const subject = await subjectOf(name, options, host);
  const { session, model, state } = subject;
  if (model.releasedArn === undefined) throw neverReleased(session, name);
  if ((state.pin !== undefined) === (verb === 'pin')) {
    const pinned =
      verb === 'pin' ? `is pinned to ${versionLabel(state.pin?.packageArn ?? '')} already` : 'is not pinned';
    if (options.json === true) printJson(host, { ok: true, model: name, changed: false, pinned: verb === 'pin' });
    else host.out(`${name} ${pinned}`);
    return EXIT.ok;
  }
  const request = { packageArn: model.releasedArn, cause: 'release', reason, pin: verb === 'pin' } as const;
  return carryOut(verb, subject, request, options);
}

async function carryOut(
  verb: Verb,
  subject: Subject,
  request: Omit<ReleaseRequest, 'model' | 'actor'>,
  options: VerbOptions,
): Promise<ExitCode> {
  const { session, model, state } = subject;
  const { host, caller, description } = session;
  const holder = state.lock?.execution;
  const running = holder !== undefined && (await isRunning(session, holder)) ? holder : undefined;
  // The release machine cancels it for a rollback, and for nothing else.
  if (running !== undefined && verb !== 'rollback') throw inProgress(session, model.model, running);
  showPlan(
    `${verb} ${model.model} in ${description.environment}`,
    [...planOf(verb, subject, request), ...cancelRow(running)],
    host,
  );
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
  if (options.watch === false) {
    if (options.json === true) printJson(host, { ok: true, status: 'RUNNING', ...result });
    else host.out(`started ${executionArn}`);
    return EXIT.ok;
  }
  return watchRelease(session, result, options.json === true);
}

function planOf(
  verb: Verb,
  { model, state, endpoint }: Subject,
  request: Omit<ReleaseRequest, 'model' | 'actor'>,
): [string, string][] {
  const from = model.releasedArn === undefined ? 'nothing, this is the first release' : versionLabel(model.releasedArn);
  const to = versionLabel(request.packageArn ?? '');
  const rows: [string, string][] = [['version', from === to ? `stays ${to}` : `${from} → ${to}`]];
  rows.push(['reason', request.reason]);
  if (request.pin === true) rows.push(['pin', `stays on ${to} until the next promote or unpin`]);
  if (request.pin === false && state.pin !== undefined) {
    const { packageArn: pinned = '', actor = 'somebody', since = 'some time', reason = 'no reason given' } = state.pin;
    rows.push(['pin', `on ${versionLabel(pinned)} by ${actor} since ${since} (${reason}) is taken off`]);
  }
  if (from !== to) rows.push(...rolloutRows(endpoint));
  if (verb === 'promote' && model.riskClass === 'high') {
    rows.push(['approval', 'high risk: the release is refused unless two people other than the author approved']);
  }
  return rows;
}

function cancelRow(running: string | undefined): [string, string][] {
  return running === undefined ? [] : [['cancels', `the release in progress, ${running}`]];
}

function rolloutRows(endpoint: EndpointState | undefined): [string, string][] {
  if (endpoint === undefined) return [['endpoint', 'is created; takes as long as its instances need to start']];
  const { rollout, rollbackAlarms, watchedMinutes, status } = endpoint;
  const alarms = rollbackAlarms.length === 0 ? 'none take it back' : `${rollbackAlarms.join(', ')} take it back`;
  return [
    ['endpoint', status],
    ['traffic', rollout ?? 'moves at once'],
    ['alarms', alarms],
    ['time', `about ${durationText(watchedMinutes * 60_000)} of watching, and the start of the instances`],
  ];
}

async function subjectOf(name: string, options: VerbOptions, host: Host): Promise<Subject> {
  const session = await openSession(options, host);
  const model = await modelNamed(session, name);
  const [state, endpoint] = await Promise.all([releaseState(session, name), endpointState(session, name)]);
  return { session, model, state, endpoint };
}

async function approvedVersion(session: Session, name: string, version: string | undefined): Promise<string> {
  if (version !== undefined) return requireApproved(session, name, version);
  const [newest] = await listPackages(session, name, 1, 'Approved');
  if (newest?.ModelPackageArn !== undefined) return newest.ModelPackageArn;
  throw new OperatorError(
    `${name} has no approved version`,
    `approve one: blueprint list ${name}, then blueprint approve ${name} VERSION --reason "…"`,
    EXIT.refused,
  );
}

/** What the ledger saw before the present version, where the release machine remembers nothing. */
async function servedBefore(session: Session, name: string, releasedArn: string): Promise<string | undefined> {
  if (session.description.ledgerTable === undefined) return undefined;
  for (const { rollbackTo } of await ledgerOf(session).latest(name, LEDGER_RECORDS)) {
    if (rollbackTo !== undefined && rollbackTo !== releasedArn) return rollbackTo;
  }
  return undefined;
}

/** Says it before the release machine does. */
async function requireApproved(session: Session, name: string, version: string): Promise<string> {
  const found = await describePackage(session, name, version);
  const arn = found.ModelPackageArn ?? packageArn(session, name, version);
  if (found.ModelApprovalStatus === 'Approved') return arn;
  const label = versionLabel(arn);
  throw new OperatorError(
    `only an approved version is released, ${name} ${label} is ${found.ModelApprovalStatus ?? 'without a status'}`,
    `have it approved: blueprint approve ${name} ${label} --env ${session.description.environment} --reason "…"`,
    EXIT.refused,
  );
}

function neverReleased({ description }: Session, name: string): OperatorError {
  return new OperatorError(
    `no version of ${name} was ever released in ${description.environment}`,
    `release one: blueprint promote ${name} --env ${description.environment}`,
    EXIT.refused,
  );
}

function inProgress({ description }: Session, name: string, execution: string): OperatorError {
  return new OperatorError(
    `a release of ${name} is in progress: ${execution}`,
    `wait for it: blueprint list ${name} --env ${description.environment}; or stop it: aws stepfunctions stop-execution --execution-arn ${execution}`,
    EXIT.refused,
  );
}
