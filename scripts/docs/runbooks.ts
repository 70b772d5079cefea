import * as library from '../../constructs';
import { type AlarmDefinition, AlarmSet, type RollsBack } from '../../constructs/monitoring';
import { readRunbooks, type Runbook } from '../../lib/runbooks';
import { table, type GeneratedPart } from './part';

/** An alarm as the index shows it: nothing of it needs a subject. */
type Known = Pick<AlarmDefinition<never>, 'id' | 'severity' | 'anchor' | 'rollsBack'> & {
  readonly suffix?: { readonly placeholder: string };
};

/** Sets of alarms as the index shows them. */
export interface KnownSet {
  readonly room: string;
  readonly definitions: readonly Known[];
}

const WORDS = {
  all: ', rolls back',
  'inference components': ', rolls back inference components',
} as const satisfies Record<RollsBack, string>;

/** Every set of alarms that a room of the library exports. */
export function alarmSets(): readonly KnownSet[] {
  return Object.values(library).flatMap((room) =>
    Object.values(room).filter((exported): exported is AlarmSet<never> => exported instanceof AlarmSet),
  );
}

/**
 * The index of runbooks: one row for the alarms of a section that are as severe.
 *
 * @throws Error naming every alarm without a section, and every section that no alarm leads to
 */
export function runbookIndex(sets: readonly KnownSet[], runbooks: readonly Runbook[]): string {
  const rows = new Map<string, { readonly ids: string[]; readonly cells: readonly string[] }>();
  const problems: string[] = [];
  const led = new Set<string>();
  for (const { room, definitions } of sets) {
    for (const { id, suffix, severity, anchor, rollsBack } of definitions) {
      const name = `${room}/${anchor}`;
      const alarm = `${id}${suffix?.placeholder ?? ''}`;
      const section = runbooks.flatMap(({ sections }) => sections).find((one) => one.name === name);
      if (section === undefined) problems.push(`alarm ${alarm} leads to ${name}, which no runbook has`);
      else if (!section.alarms.includes(alarm)) problems.push(`${name} does not name the alarm ${alarm}`);
      led.add(name);
      const cells = [
        `${severity}${rollsBack === undefined ? '' : WORDS[rollsBack]}`,
        `[${section?.heading ?? ''}](../constructs/${room}/runbook.md#${anchor})`,
      ];
      const key = cells.join(' ');
      const row = rows.get(key) ?? { ids: [], cells };
      row.ids.push(`\`${alarm}\``);
      rows.set(key, row);
    }
  }
  for (const { name } of runbooks.flatMap(({ sections }) => sections)) {
    if (!led.has(name)) problems.push(`no alarm leads to ${name}`);
  }
  if (problems.length > 0) throw new Error(`the runbooks do not fit the alarms: ${problems.join('; ')}`);
  return table(
    ['alarm', 'severity', 'section'],
    [...rows.values()].map(({ ids, cells }) => [ids.join(', '), ...cells]),
  );
}

/** Every alarm with its section of a runbook. */
export const runbooks: GeneratedPart = {
  document: 'docs/runbooks.md',
  name: 'index',
  markdown: () => runbookIndex(alarmSets(), readRunbooks()),
};
