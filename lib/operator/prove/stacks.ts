import { pages } from '../aws/pages';
import type { Asks } from './trial';

/** A resource of a stack. */
export interface StackResource {
  readonly type: string;
  readonly logicalId: string;
  readonly physicalId: string;
}

/** The resources that a stack has. */
export async function resourcesOf({ session }: Asks, StackName: string): Promise<readonly StackResource[]> {
  const found = await pages((NextToken) => session.call('ListStackResources', { StackName, NextToken }));
  return found
    .flatMap(({ StackResourceSummaries = [] }) => StackResourceSummaries)
    .flatMap(({ ResourceType = '', LogicalResourceId = '', PhysicalResourceId, ResourceStatus }) =>
      PhysicalResourceId === undefined || ResourceStatus === 'DELETE_COMPLETE'
        ? []
        : [{ type: ResourceType, logicalId: LogicalResourceId, physicalId: PhysicalResourceId }],
    );
}

/** What happened to a stack or a resource of it. */
export interface StackEvent {
  /** ISO 8601. */
  readonly at: string;
  /** Logical id of the resource; undefined for the stack itself. */
  readonly resource?: string;
  readonly type: string;
  /** E.g. `UPDATE_IN_PROGRESS`. */
  readonly status: string;
  readonly reason?: string;
}

/** The newest event of a stack, from which later ones are told: clocks of services and of this machine differ. */
export async function newestEvent({ session }: Asks, StackName: string): Promise<string | undefined> {
  const { StackEvents = [] } = await session.call('DescribeStackEvents', { StackName });
  return StackEvents[0]?.EventId;
}

/**
 * What happened to a stack after an event, the oldest first.
 *
 * @param after id of the event. @default - all that is known
 */
export async function eventsAfter(
  { session }: Asks,
  StackName: string,
  after?: string,
): Promise<readonly StackEvent[]> {
  const found: StackEvent[] = [];
  let NextToken: string | undefined;
  do {
    const page = await session.call('DescribeStackEvents', { StackName, NextToken });
    for (const event of page.StackEvents ?? []) {
      if (after !== undefined && event.EventId === after) return found.toReversed();
      found.push({
        at: event.Timestamp?.toISOString() ?? '',
        ...(event.StackId !== event.PhysicalResourceId && { resource: event.LogicalResourceId }),
        type: event.ResourceType ?? '',
        status: event.ResourceStatus ?? '',
        ...(event.ResourceStatusReason !== undefined && { reason: event.ResourceStatusReason }),
      });
    }
    ({ NextToken } = page);
  } while (NextToken !== undefined);
  return found.toReversed();
}

/** The statuses of the stack itself, in the order of the events. */
export function statusesOf(events: readonly StackEvent[]): readonly string[] {
  return events.filter(({ resource }) => resource === undefined).map(({ status }) => status);
}

/** The statuses of the stack itself as a fact, each with its time. */
export function stackFact(StackName: string, events: readonly StackEvent[]): string {
  const own = events.filter(({ resource }) => resource === undefined);
  if (own.length === 0) return `The stack ${StackName} was not touched.`;
  return `The stack ${StackName} went through ${own.map(({ status, at }) => `${status} (${at})`).join(', ')}.`;
}
