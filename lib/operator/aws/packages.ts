import type { DescribeModelPackageOutput, ModelPackageSummary } from '@aws-sdk/client-sagemaker';
import { EnvironmentNames } from '../../../constructs/model/core';
import { OperatorError } from '../errors';
import type { Permissions } from '../permissions';
import { nameOf } from './failure';
import type { Session, SessionFor } from './session';

/** What listing the versions of a model asks for. */
export const VERSIONS_PERMISSIONS = [{ calls: ['ListModelPackages'], on: '`*`' }] as const satisfies Permissions;

/** What describing a version asks for. */
export const VERSION_PERMISSIONS = [
  { calls: ['DescribeModelPackage'], on: 'the version' },
  { calls: ['ListModelPackages'], on: '`*`', when: 'the version is not found' },
] as const satisfies Permissions;

/** `v14` of an ARN that ends in `/14`. */
export function versionLabel(arn: string): string {
  return `v${arn.split('/').at(-1) ?? arn}`;
}

/** Name of the model package group of a model. */
export function groupOf(session: Session, model: string): string {
  const { prefix, environment } = session.description;
  return new EnvironmentNames(prefix, environment).modelPackageGroup(model);
}

/**
 * ARN of a version.
 *
 * @param version `14` or `v14`, as people say it, or an ARN of the model's own group
 * @throws OperatorError when it is none of these
 */
export function packageArn(session: Session, model: string, version: string): string {
  const { region, account } = session.description;
  const group = groupOf(session, model);
  const start = `arn:${session.caller.partition}:sagemaker:${region}:${account}:model-package/${group}/`;
  const number = /^v?([1-9]\d*)$/.exec(version)?.[1];
  if (number !== undefined) return `${start}${number}`;
  if (version.toLowerCase().startsWith(start) && /^\d+$/.test(version.slice(start.length))) return version;
  throw new OperatorError(
    `a version is a number such as 14 or v14, or an ARN that begins with ${start}, got '${version}'`,
    `list the versions with: blueprint list ${model}`,
  );
}

/**
 * Describes a version.
 *
 * @throws OperatorError when there is no such version, naming those that there are
 */
export async function describePackage(
  session: SessionFor<typeof VERSION_PERMISSIONS>,
  model: string,
  version: string,
): Promise<DescribeModelPackageOutput> {
  const arn = packageArn(session, model, version);
  try {
    return await session.call('DescribeModelPackage', { ModelPackageName: arn });
  } catch (error) {
    if (nameOf(error) !== 'ValidationException' && nameOf(error) !== 'ResourceNotFound') throw error;
    const known = (await listPackages(session, model, 10)).map(({ ModelPackageArn = '' }) =>
      versionLabel(ModelPackageArn),
    );
    throw new OperatorError(
      `${model} has no version ${versionLabel(arn)}`,
      known.length === 0 ? `register one: blueprint register ${model} --help` : `choose one of: ${known.join(', ')}`,
    );
  }
}

/** The newest versions of a model, the newest first. */
export async function listPackages(
  session: SessionFor<typeof VERSIONS_PERMISSIONS>,
  model: string,
  limit: number,
  approval?: 'Approved' | 'PendingManualApproval',
): Promise<ModelPackageSummary[]> {
  const page = await session.call('ListModelPackages', {
    ModelPackageGroupName: groupOf(session, model),
    ModelApprovalStatus: approval,
    SortBy: 'CreationTime',
    SortOrder: 'Descending',
    MaxResults: limit,
  });
  return page.ModelPackageSummaryList ?? [];
}
