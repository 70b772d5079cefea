import { describePackage, packageArn, VERSION_PERMISSIONS, versionLabel } from '../aws/packages';
import type { SessionFor } from '../aws/session';
import { EXIT, OperatorError } from '../errors';

/**
 * ARN of a version that may be released. Says that it may not before the release machine does.
 *
 * @throws OperatorError when there is no such version, or it is not approved
 */
export async function requireApproved(
  session: SessionFor<typeof VERSION_PERMISSIONS>,
  name: string,
  version: string,
): Promise<string> {
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
