import type { Runbook, RunbookSection } from './parse';

/** A runbook, or one section of it. */
export interface FoundRunbook {
  readonly runbook: Runbook;
  /** @default - the whole runbook */
  readonly section?: RunbookSection;
}

/**
 * What a name means: a room, a section (`<room>/<anchor>` or its anchor), or an alarm by its id or its whole name.
 *
 * @returns nothing when the name is not known, several when it is not clear which is meant
 */
export function findRunbooks(name: string, runbooks: readonly Runbook[]): readonly FoundRunbook[] {
  const room = runbooks.find((one) => one.room === name);
  if (room !== undefined) return [{ runbook: room }];
  const all = runbooks.flatMap((runbook) => runbook.sections.map((section) => ({ runbook, section })));
  const named = all.filter(({ section }) => section.name === name || section.anchor === name);
  return named.length > 0 ? named : ofAlarm(name, all);
}

/** Every name that `findRunbooks` knows, for suggestions. */
export function knownNames(runbooks: readonly Runbook[]): readonly string[] {
  return runbooks.flatMap(({ room, sections }) => [
    room,
    ...sections.flatMap(({ name, anchor, alarms }) => [name, anchor, ...alarms]),
  ]);
}

interface FoundSection extends FoundRunbook {
  readonly section: RunbookSection;
}

/** The sections whose alarm ids explain most of the name: `QualityErrorRate` ends in `ErrorRate`, and is another alarm. */
function ofAlarm(name: string, all: readonly FoundSection[]): readonly FoundRunbook[] {
  const lengths = all.map((found) => ({
    found,
    length: Math.max(0, ...found.section.alarms.map((id) => matchOf(id, name))),
  }));
  const longest = Math.max(0, ...lengths.map(({ length }) => length));
  return longest === 0 ? [] : lengths.flatMap(({ found, length }) => (length === longest ? found : []));
}

/**
 * How much of an alarm's name its id explains, in letters; 0 when it is not the id of this alarm.
 *
 * CDK makes the logical id of the ids of the constructs on the way and eight hexadecimal digits of a hash, and
 * CloudFormation the name of stack, logical id and letters of its own: `dev-Serving-churn-AlarmsErrorRate1A2B3C4D-X9Y8Z7`.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cfn-physical-resource-ids.html
 */
function matchOf(id: string, name: string): number {
  const pattern = id.replace(/<\w+>$/, '[A-Za-z0-9]+?');
  return new RegExp(`(${pattern})(?:[0-9A-F]{0,8})(?:-[0-9A-Za-z]+)?$`).exec(name)?.[1]?.length ?? 0;
}
