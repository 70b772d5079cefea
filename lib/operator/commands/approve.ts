import {
  SageMakerClient,
  UpdateModelPackageCommand,
  type DescribeModelPackageOutput,
  type UpdateModelPackageCommandInput,
  type UserContext,
} from '@aws-sdk/client-sagemaker';
import { originOf } from '../../../constructs/registry/core';
import { personOf, type Actor } from '../../../constructs/release/core';
import { modelNamed, type DeployedModel } from '../aws/models';
import { describePackage, versionLabel } from '../aws/packages';
import { openSession, type Session } from '../aws/session';
import { printJson, type Host } from '../console';
import { EXIT, OperatorError, type ExitCode } from '../errors';
import { confirmed, required, showPlan } from '../plan';
import type { VerbOptions } from './verb';

/** The first of the two approvals that a high-risk version takes. */
const REVIEWED = { Stage: 'Review', StageStatus: 'Approved' } as const;
/** https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_UpdateModelPackage.html */
const MAX_DESCRIPTION = 1024;

interface Decision {
  readonly session: Session;
  readonly model: DeployedModel;
  readonly version: DescribeModelPackageOutput;
  readonly arn: string;
  readonly label: string;
  readonly reason: string;
}

/** `blueprint approve`: the review of a high-risk version by the first person, the version itself by the second. */
export async function approve(name: string, version: string, options: VerbOptions, host: Host): Promise<ExitCode> {
  const decision = await decisionOf(name, version, options, host, 'Why is it approved?');
  const { session, model, label, reason } = decision;
  if (decision.version.ModelApprovalStatus === 'Approved') {
    return unchanged(decision, 'Approved', `${name} ${label} is approved already`, options);
  }
  refuseOwn(decision);
  const review = model.riskClass === 'high' && !isReviewed(decision.version);
  if (model.riskClass === 'high' && !review) refuseSecondByFirst(decision);
  const next = review
    ? `a second person approves it: blueprint approve ${name} ${label} --env ${session.description.environment} --reason "…"`
    : 'the release starts by itself';
  showPlan(
    `approve ${review ? 'the review of ' : ''}${name} ${label} in ${session.description.environment}`,
    [...planRows(decision), ['then', next]],
    host,
  );
  await confirmed('Go ahead?', options.yes === true, host);
  await update(
    decision,
    review
      ? { ModelLifeCycle: { ...REVIEWED, StageDescription: reason } }
      : { ModelApprovalStatus: 'Approved', ApprovalDescription: reason },
  );
  const what = review ? 'the review is approved' : 'approved';
  return report(decision, review ? 'ReviewApproved' : 'Approved', `${name} ${label}: ${what}; ${next}`, options);
}

/** `blueprint reject`: never again released; rolled back when it serves. */
export async function reject(name: string, version: string, options: VerbOptions, host: Host): Promise<ExitCode> {
  const decision = await decisionOf(name, version, options, host, 'Why is it rejected?');
  const { session, model, arn, label, reason } = decision;
  if (decision.version.ModelApprovalStatus === 'Rejected') {
    return unchanged(decision, 'Rejected', `${name} ${label} is rejected already`, options);
  }
  const serves = model.releasedArn === arn;
  const then = serves
    ? 'it serves now: a rollback to the last version that served well starts by itself'
    : 'it cannot be released';
  showPlan(
    `reject ${name} ${label} in ${session.description.environment}`,
    [...planRows(decision), ['then', then]],
    host,
  );
  await confirmed('Go ahead?', options.yes === true, host);
  await update(decision, {
    ModelApprovalStatus: 'Rejected',
    ApprovalDescription: reason,
    // The release machine takes a rejection for the end of the review too: so must the registry, or nobody could review again.
    ...(isReviewed(decision.version) && { ModelLifeCycle: { ...REVIEWED, StageStatus: 'Rejected' } }),
  });
  return report(decision, 'Rejected', `${name} ${label}: rejected; ${then}`, options);
}

async function decisionOf(
  name: string,
  version: string,
  options: VerbOptions,
  host: Host,
  question: string,
): Promise<Decision> {
  const reason = await required(options.reason, '--reason', question, host);
  if (reason.length > MAX_DESCRIPTION) {
    throw new OperatorError(
      `--reason must have at most ${MAX_DESCRIPTION} characters, got ${reason.length}`,
      'shorten it, and link the rest',
    );
  }
  const session = await openSession(options, host);
  const model = await modelNamed(session, name);
  const described = await describePackage(session, name, version);
  const arn = described.ModelPackageArn ?? '';
  return { session, model, version: described, arn, label: versionLabel(arn), reason };
}

function planRows({ version, reason }: Decision): [string, string][] {
  const { author = 'unknown', metrics, trainingDataUri = 'unknown' } = originOf(version);
  const figures = Object.entries(metrics).map(([name, value]) => `${name} ${value}`);
  return [
    ['author', author],
    ['data', trainingDataUri],
    ['metrics', figures.length === 0 ? 'none' : figures.join(', ')],
    ['reason', reason],
  ];
}

function isReviewed({ ModelLifeCycle }: DescribeModelPackageOutput): boolean {
  return ModelLifeCycle?.Stage === REVIEWED.Stage && ModelLifeCycle.StageStatus === REVIEWED.StageStatus;
}

/** The release machine refuses it too: here it only saves the way. */
function refuseOwn({ session, version, label }: Decision): void {
  const caller = personOf({ arn: session.caller.arn });
  const { author } = originOf(version);
  const authors = [actorOf(version.CreatedBy), author === undefined ? undefined : { arn: author }];
  if (!authors.some((one) => one !== undefined && personOf(one) === caller)) return;
  throw new OperatorError(
    `nobody approves a version of one's own: ${label} was made or registered by ${session.caller.arn}`,
    'have another person approve it, signed in as themselves',
    EXIT.refused,
  );
}

function refuseSecondByFirst({ session, version, label }: Decision): void {
  const first = actorOf(version.LastModifiedBy);
  if (first === undefined || personOf(first) !== personOf({ arn: session.caller.arn })) return;
  throw new OperatorError(
    `a high-risk version takes two people, and the review of ${label} was approved by ${first.arn}`,
    'have another person approve it, signed in as themselves',
    EXIT.refused,
  );
}

function actorOf(context: UserContext | undefined): Actor | undefined {
  const identity = context?.IamIdentity;
  return identity?.Arn === undefined ? undefined : { arn: identity.Arn, sourceIdentity: identity.SourceIdentity };
}

async function update({ session, arn }: Decision, change: Partial<UpdateModelPackageCommandInput>): Promise<void> {
  await session.client(SageMakerClient).send(new UpdateModelPackageCommand({ ModelPackageArn: arn, ...change }));
}

function unchanged(decision: Decision, status: string, text: string, options: VerbOptions): ExitCode {
  return report(decision, status, text, options, false);
}

function report(
  { session, model, arn, reason }: Decision,
  status: string,
  text: string,
  options: VerbOptions,
  changed = true,
): ExitCode {
  const { host, description, caller } = session;
  if (options.json === true) {
    printJson(host, {
      ok: true,
      changed,
      model: model.model,
      environment: description.environment,
      packageArn: arn,
      status,
      ...(changed && { reason, actor: caller.arn }),
    });
  } else host.out(text);
  return EXIT.ok;
}
