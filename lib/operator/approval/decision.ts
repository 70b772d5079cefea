import type { DescribeModelPackageOutput, UpdateModelPackageCommandInput } from '@aws-sdk/client-sagemaker';
import { originOf } from '../../../constructs/registry/core/version-metadata';
import { MODEL_PERMISSIONS, modelNamed, type DeployedModel } from '../aws/models';
import { describePackage, VERSION_PERMISSIONS, versionLabel } from '../aws/packages';
import type { SessionFor } from '../aws/session';
import { printJson, type Host } from '../console';
import { EXIT, OperatorError, type ExitCode } from '../errors';
import type { OutputOptions } from '../options';
import type { Permissions } from '../permissions';
import { required } from '../prompts';

/** The first of the two approvals that a high-risk version takes. */
export const REVIEWED = { Stage: 'Review', StageStatus: 'Approved' } as const;
/** https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_UpdateModelPackage.html */
const MAX_DESCRIPTION = 1024;

/** What deciding about a version asks for. */
export const DECISION_PERMISSIONS = [
  ...MODEL_PERMISSIONS,
  ...VERSION_PERMISSIONS,
  { calls: ['UpdateModelPackage'], on: 'the version' },
] as const satisfies Permissions;

type DecisionSession = SessionFor<typeof DECISION_PERMISSIONS>;

/** A version that somebody decides about. */
export interface Decision {
  readonly session: DecisionSession;
  readonly model: DeployedModel;
  readonly version: DescribeModelPackageOutput;
  readonly arn: string;
  readonly label: string;
  readonly reason: string;
}

/**
 * Why somebody decides, which the registry keeps.
 *
 * @throws OperatorError when there is no reason, or one that the registry cannot hold
 */
export async function decisionReason(given: string | undefined, question: string, host: Host): Promise<string> {
  const reason = await required(given, '--reason', question, host);
  if (reason.length <= MAX_DESCRIPTION) return reason;
  throw new OperatorError(
    `--reason must have at most ${MAX_DESCRIPTION} characters, got ${reason.length}`,
    'shorten it, and link the rest',
  );
}

/** @throws OperatorError when there is no such model, or no such version */
export async function decisionOf(
  session: DecisionSession,
  name: string,
  version: string,
  reason: string,
): Promise<Decision> {
  const model = await modelNamed(session, name);
  const described = await describePackage(session, name, version);
  const arn = described.ModelPackageArn ?? '';
  return { session, model, version: described, arn, label: versionLabel(arn), reason };
}

/** What the plan of a decision shows. */
export function planRows({ version, reason }: Decision): [string, string][] {
  const { author = 'unknown', metrics, trainingDataUri = 'unknown' } = originOf(version);
  const figures = Object.entries(metrics).map(([name, value]) => `${name} ${value}`);
  return [
    ['author', author],
    ['data', trainingDataUri],
    ['metrics', figures.length === 0 ? 'none' : figures.join(', ')],
    ['reason', reason],
  ];
}

/** Whether the first of two people has approved. */
export function isReviewed({ ModelLifeCycle }: DescribeModelPackageOutput): boolean {
  return ModelLifeCycle?.Stage === REVIEWED.Stage && ModelLifeCycle.StageStatus === REVIEWED.StageStatus;
}

/** Writes the decision into the registry. */
export async function decide(
  { session, arn }: Decision,
  change: Partial<UpdateModelPackageCommandInput>,
): Promise<void> {
  await session.call('UpdateModelPackage', { ModelPackageArn: arn, ...change });
}

/** Says that the version has the status already. */
export function unchanged(decision: Decision, status: string, text: string, options: OutputOptions): ExitCode {
  return report(decision, status, text, options, false);
}

/** Says what was decided. */
export function report(
  { session, model, arn, reason }: Decision,
  status: string,
  text: string,
  options: OutputOptions,
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
