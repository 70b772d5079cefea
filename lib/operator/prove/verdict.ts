import type { AlarmChange } from './alarms';
import type { Rollout } from './rollout';
import { statusesOf } from './stacks';

/** The endpoint configuration that the rollout moved to; undefined when endpoint and stack did not both begin an update. */
export function movedTo({ before, seen, events }: Rollout): string | undefined {
  if (!statusesOf(events).includes('UPDATE_IN_PROGRESS')) return undefined;
  return seen.find(
    ({ status, pending }) => status === 'Updating' && pending !== undefined && pending !== before?.configuration,
  )?.pending;
}

/**
 * Whether the endpoint went back: it was moving to another configuration, never served with it, was seen at rest or going
 * back with its own, and serves the version of before. Its configuration may have changed later, when the stack was repaired.
 */
export function wentBack(rollout: Rollout): boolean {
  const { before, after, seen } = rollout;
  const target = movedTo(rollout);
  if (target === undefined || before === undefined || after?.status !== 'InService') return false;
  const first = seen.findIndex(({ pending }) => pending === target);
  const later = [...seen.slice(first + 1), after];
  const returned = later.some(
    ({ status, configuration }) =>
      configuration === before.configuration && (status === 'InService' || status === 'RollingBack'),
  );
  return (
    returned && later.every(({ configuration }) => configuration !== target) && after.packageArn === before.packageArn
  );
}

/** Whether the new version serves, and the endpoint was seen being updated to it. */
export function wentThrough(rollout: Rollout): boolean {
  const { after, packageArn, ended } = rollout;
  const served = after?.status === 'InService' && after.packageArn === packageArn;
  return movedTo(rollout) !== undefined && served && ended.status === 'SUCCEEDED';
}

/** The rollback alarm that went off and that a service named as the cause. */
export function namedAlarm(rollout: Rollout): AlarmChange | undefined {
  const causes = causesOf(rollout);
  return rollout.alarms.find(({ alarm }) => causes.some((cause) => cause.includes(alarm)));
}

/** Every reason that a service gave for the end of a rollout. */
export function causesOf({ ended, seen, after, events }: Rollout): readonly string[] {
  const given = [ended.cause, ...seen.map(({ failureReason }) => failureReason), after?.failureReason];
  return [...given, ...events.map(({ reason }) => reason)].filter((cause) => cause !== undefined);
}

/** How CloudFormation ended the update of the rollout: the first that ended after it began. */
export function endOfUpdate({ events }: Rollout): string | undefined {
  const statuses = statusesOf(events);
  const begun = statuses.indexOf('UPDATE_IN_PROGRESS');
  const ends = new Set(['UPDATE_COMPLETE', 'UPDATE_FAILED', 'UPDATE_ROLLBACK_COMPLETE', 'UPDATE_ROLLBACK_FAILED']);
  return begun === -1 ? undefined : statuses.slice(begun + 1).find((status) => ends.has(status));
}

/** Why a rollout says nothing about an assumption. */
export function otherReason({ ended }: Rollout): string {
  return `The endpoint was not seen being updated to the new version, so the release ended for another reason: ${ended.cause?.split('\n')[0] ?? ended.status}.`;
}
