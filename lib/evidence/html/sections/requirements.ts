import { labelOf } from '../../../../constructs/template';
import { groupBy } from '../../gather/sort';
import type { RequirementResult } from '../../gather/requirements';
import type { EvidenceModel } from '../../model';
import { markup, plural, type Content, type Html } from '../html';
import { badge, code, items, more, section, statement, statusBadge, table } from '../parts';

/** Resources that a cell of the matrix names. */
const WITNESSES_SHOWN = 8;

/** Requirement → rules → resources. */
export function requirements(model: EvidenceModel): Html {
  const gaps = model.requirements.filter(({ rules }) => rules.length === 0).length;
  const names = model.environments.map(({ name }) => name);
  return section(
    'requirements',
    'Requirements',
    markup`The catalogue of the blueprint: which rules check a requirement, and which resources meet it.
    ${plural(gaps, 'requirement')} of ${model.requirements.length} ${gaps === 1 ? 'has' : 'have'} no rule yet, and for
    those this page proves nothing.`,
    model.requirements.length === 0
      ? statement('quiet', 'The catalogue is empty.')
      : table({
          id: 'requirements-table',
          caption: 'Requirement matrix',
          columns: ['Requirement', 'Rules', ...names],
          rows: model.requirements.map(({ id, family, title, text, rules, results }) => ({
            environments: names,
            cells: [
              markup`<b>${id}</b> ${title}<br /><small><i>${family}</i>${text === title ? '' : markup`: ${text}`}</small>`,
              rules.length === 0 ? badge('gap', 'no rule exists') : rules.map((rule) => markup`${code(rule)}<br />`),
              ...results.map((result) => cell(result)),
            ],
          })),
        }),
  );
}

function cell({ environment, status, witnesses }: RequirementResult): Content {
  if (status === 'no rule exists') return markup`<span class="none" aria-label="no rule exists">–</span>`;
  const resources = [...groupBy(witnesses, ({ path }) => path).values()];
  return markup`${statusBadge(status)}${
    resources.length === 0
      ? ''
      : more(
          plural(resources.length, 'resource'),
          items(
            resources.flatMap((rules) => {
              const [first] = rules;
              if (first === undefined) return [];
              return [
                markup`${code(labelOf(first.path, environment))}<br /><small
                    >${first.resourceType}, by ${rules.map(({ rule }) => withoutPack(rule)).join(', ')}</small
                  >`,
              ];
            }),
            WITNESSES_SHOWN,
          ),
        )
  }`;
}

/** The rules of the row have the name of their pack already. */
function withoutPack(rule: string): string {
  return rule.replace(/^AiProduction-/, '');
}
