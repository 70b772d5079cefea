import type { ControlRow } from '../../gather/controls';
import { groupBy } from '../../gather/sort';
import type { EvidenceModel } from '../../model';
import { markup, plural, type Content, type Html } from '../html';
import { code, environmentTags, more, section, statement, statusBadge, table, type Column } from '../parts';

const number = (name: string): Column => ({ name, kind: 'number' });
const RULE_TEXT: Column = { name: 'What the rule says', kind: 'wide' };
const COUNTS: readonly Column[] = [
  number('Evaluated'),
  number('Passed'),
  number('Failed'),
  number('Acknowledged'),
  number('Not applicable'),
];

/** The denominators: how often each control was asked and what came of it. */
export function controls(model: EvidenceModel): Html {
  if (model.controls.length === 0) {
    return section('controls', 'Controls', 'No rule was asked.', statement('quiet', 'There is nothing to count.'));
  }
  return section(
    'controls',
    'Controls',
    'How often each control was asked. Evaluated is passed, failed and acknowledged together; not applicable counts resources that the rule looked at and does not apply to.',
    packs(model),
    model.environments.map((environment) => {
      const own = model.controls.filter((control) => control.environment === environment.name);
      const asked = own.filter(({ evaluated }) => evaluated > 0);
      const idle = own.filter(({ status }) => status === 'not applicable');
      const missing = model.packsNotChosen[environment.name] ?? [];
      return more(
        markup`<b>${environment.name}</b>: ${plural(asked.length, 'control')} with a verdict, ${idle.length} without a
          resource to judge`,
        markup`${table({
          id: `controls-${environment.name}`,
          caption: `Controls of ${environment.name}`,
          columns: ['Control', RULE_TEXT, ...COUNTS, 'Status'],
          rows: asked.sort(byGravity).map(controlRow),
        })}${
          idle.length === 0
            ? ''
            : more(
                `Controls that met no resource to judge: ${idle.length}`,
                table({
                  id: `controls-idle-${environment.name}`,
                  caption: `Controls without a resource in ${environment.name}`,
                  columns: ['Control', RULE_TEXT, number('Looked at')],
                  rows: idle.map((control) => ({
                    environments: [environment.name],
                    cells: [
                      markup`${code(control.control)}<br /><small>${control.pack}</small>`,
                      ruleText(control.title),
                      control.notApplicable,
                    ],
                  })),
                }),
              )
        }${missing.length === 0 ? '' : markup`<p class="note">Packs that could be chosen and are not: ${missing.join(', ')}.</p>`}`,
        { open: environment.production, environments: [environment.name] },
      );
    }),
  );
}

function packs(model: EvidenceModel): Html {
  const groups = groupBy(
    model.controls.filter(({ status }) => status !== 'no rule exists'),
    ({ environment, pack }) => `${environment} ${pack}`,
  );
  return table({
    id: 'packs-table',
    caption: 'Packs by environment',
    filter: false,
    columns: ['Pack', 'Environment', number('Controls'), ...COUNTS],
    rows: [...groups.values()].flatMap((group) => {
      const [first] = group;
      if (first === undefined) return [];
      const sum = (of: 'evaluated' | 'passed' | 'failed' | 'acknowledged' | 'notApplicable'): number =>
        group.reduce((total, control) => total + control[of], 0);
      return [
        {
          environments: [first.environment],
          cells: [
            first.pack,
            environmentTags([first.environment]),
            group.length,
            sum('evaluated'),
            sum('passed'),
            sum('failed'),
            sum('acknowledged'),
            sum('notApplicable'),
          ],
        },
      ];
    }),
  });
}

function byGravity(a: ControlRow, b: ControlRow): number {
  return Number(b.failed > 0) - Number(a.failed > 0);
}

function controlRow(control: ControlRow) {
  const { environment, pack, title, evaluated, passed, failed, acknowledged, notApplicable, status } = control;
  return {
    environments: [environment],
    cells: [
      markup`${code(control.control)}<br /><small>${pack}</small>`,
      ruleText(title),
      evaluated,
      passed,
      failed,
      acknowledged,
      notApplicable,
      statusBadge(status),
    ],
  };
}

/** The packs of cdk-nag append the ids of the standard's controls, of which some rules have dozens. */
function ruleText(title: string): Content {
  const [, text, ids] = /^(.*?)\s*-?\s*\(Control IDs?: (.*)\)\.?$/s.exec(title) ?? [];
  if (text === undefined || ids === undefined) return title;
  return markup`${text}${more(`Control ids: ${ids.split(', ').length}`, markup`<small>${ids}</small>`)}`;
}
