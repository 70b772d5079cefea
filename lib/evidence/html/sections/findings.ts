import type { EvidenceModel } from '../../model';
import { markup, plural, type Html } from '../html';
import { code, environmentTags, prose, section, statement, table } from '../parts';

/** Mistakes in the configuration. */
export function configuration(model: EvidenceModel): Html | '' {
  const problems = model.configurationProblems;
  if (problems.length === 0) return '';
  return section(
    'configuration',
    'Configuration',
    `${plural(problems.length, 'mistake')}, all of them at once. Nothing is synthesized before they are fixed.`,
    table({
      id: 'configuration-table',
      caption: 'Mistakes in the configuration',
      columns: ['Place', 'What is wrong', 'Remedy'],
      rows: problems.map(({ file, line, column, key, what, remedy }) => ({
        environments: [],
        tone: 'fail' as const,
        cells: [
          markup`${code([file, line, column].filter((part) => part !== undefined).join(':'))}${key === undefined ? '' : markup`<br /><small>${key}</small>`}`,
          what,
          remedy ?? '',
        ],
      })),
    }),
  );
}

/** What still works and should be written anew. */
export function warnings(model: EvidenceModel): Html | '' {
  const { warnings: rows } = model;
  if (rows.length === 0) return '';
  return section(
    'warnings',
    'Warnings',
    'What still works and should be written anew. None of it refuses anything.',
    table({
      id: 'warnings-table',
      caption: 'Warnings',
      columns: ['Place', 'What stands there', 'What to write'],
      rows: rows.map(({ place, problem, remedy }) => ({
        environments: model.environments.map(({ name }) => name),
        tone: 'warn' as const,
        cells: [code(place), prose(problem), prose(remedy)],
      })),
    }),
  );
}

/** What fails the gate. */
export function findings(model: EvidenceModel): Html {
  const rows = model.findings;
  if (model.configurationProblems.length > 0) {
    return section('findings', 'Findings', 'The rules were not asked, because the configuration was refused.');
  }
  return section(
    'findings',
    'Findings',
    'What a rule refuses and nobody has acknowledged. A single one refuses the whole synthesis, in every environment.',
    rows.length === 0
      ? statement('pass', markup`<strong>None.</strong> Every evaluation passed or is acknowledged below.`)
      : table({
          id: 'findings-table',
          caption: 'Findings that fail the gate',
          columns: ['Rule', 'What is wrong', 'Resource', 'Source', 'Environment'],
          filter: true,
          rows: rows.map(
            ({ environment, pack, rule, problem, remedy, path, resourceType, logicalId, location, source }) => ({
              environments: [environment],
              tone: 'fail' as const,
              cells: [
                markup`${code(rule)}<br /><small>${pack}</small>`,
                markup`${prose(problem)}${remedy === undefined ? '' : markup`<p class="remedy"><b>Remedy</b> ${prose(remedy)}</p>`}`,
                markup`${code(path)}<br /><small
                    >${resourceType}, logical id ${logicalId}${location === '' ? '' : markup`, at ${location}`}</small
                  >`,
                source === undefined ? markup`<small>not recorded</small>` : code(source),
                environmentTags([environment]),
              ],
            }),
          ),
        }),
  );
}
