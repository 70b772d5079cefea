import type { Trial } from './trial';

/** A resource of a stack. */
export interface StackResource {
  readonly type: string;
  readonly logicalId: string;
  readonly physicalId: string;
}

/** The resources that a stack has. */
export async function resourcesOf(
  { session }: Pick<Trial, 'session'>,
  StackName: string,
): Promise<readonly StackResource[]> {
  const found: StackResource[] = [];
  let NextToken: string | undefined;
  do {
    const page = await session.call('ListStackResources', { StackName, NextToken });
    for (const { ResourceType, LogicalResourceId, PhysicalResourceId, ResourceStatus } of page.StackResourceSummaries ??
      []) {
      if (PhysicalResourceId === undefined || ResourceStatus === 'DELETE_COMPLETE') continue;
      found.push({ type: ResourceType ?? '', logicalId: LogicalResourceId ?? '', physicalId: PhysicalResourceId });
    }
    ({ NextToken } = page);
  } while (NextToken !== undefined);
  return found;
}

/** The statuses that a stack went through since an instant, oldest first. */
export async function statusesSince(
  { session }: Pick<Trial, 'session'>,
  StackName: string,
  since: Date,
): Promise<readonly string[]> {
  const found: string[] = [];
  let NextToken: string | undefined;
  let older = false;
  do {
    const page = await session.call('DescribeStackEvents', { StackName, NextToken });
    for (const { Timestamp, StackId, PhysicalResourceId, ResourceStatus = '' } of page.StackEvents ?? []) {
      older ||= Timestamp !== undefined && Timestamp < since;
      if (!older && StackId === PhysicalResourceId) found.push(ResourceStatus);
    }
    ({ NextToken } = page);
  } while (NextToken !== undefined && !older);
  return found.toReversed();
}
