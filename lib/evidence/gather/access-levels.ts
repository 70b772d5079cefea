import { matchingActions, servicePrefixes } from '../../../constructs/compliance/core/iam-catalogue';
import { type Assembly, itemsOf, literalOf, policyDocuments } from '../../../constructs/template';
import { byCodeUnit, distinct } from './sort';

/** What an action lets one do, in the words of the AWS Service Authorization Reference. */
export type AccessLevel = string;

/** How dangerous a level is: the first is shown first. */
const ACCESS_LEVELS = ['Permissions management', 'Write', 'Read', 'List', 'Tagging', 'Unknown'] as const;

/** Access level by action, for every action that a policy of the assembly names; patterns map to each level they cover. */
export type AccessLevels = ReadonlyMap<string, readonly AccessLevel[]>;

/** Every action that a policy document of the assembly names, sorted. */
export function namedActions({ resources }: Pick<Assembly, 'resources'>): string[] {
  const statements = resources.flatMap(policyDocuments).flatMap((document) => document.statements);
  return distinct(
    statements.flatMap(({ value }) =>
      [...itemsOf(value['Action']), ...itemsOf(value['NotAction'])].flatMap((action) => literalOf(action) ?? []),
    ),
  );
}

/** Looks actions up in the offline copy of the Service Authorization Reference. */
export function loadAccessLevels(actions: readonly string[]): AccessLevels {
  return new Map(actions.map((action) => [action, levelsOf(action)]));
}

function levelsOf(action: string): readonly AccessLevel[] {
  const [service = '', name = ''] = action.split(':');
  if (!servicePrefixes().has(service.toLowerCase())) return ['Unknown'];
  // The data names a second level for some actions ("Permissions management, Write"); the first is the graver one.
  const levels = matchingActions(service, name).map(({ accessLevel }) => accessLevel.split(', ')[0] ?? 'Unknown');
  if (levels.length === 0) return ['Unknown'];
  return [...new Set(levels)].sort((a, b) => rank(a) - rank(b) || byCodeUnit(a, b));
}

/** Place of a level in {@link ACCESS_LEVELS}; others come last. */
export function rank(level: AccessLevel): number {
  const place = ACCESS_LEVELS.findIndex((known) => known === level);
  return place < 0 ? ACCESS_LEVELS.length : place;
}
