import { labelOf } from '../../gather/assembly';
import { distinct, groupBy } from '../../gather/json';
import type { EvidenceModel, InventoryRow } from '../../model';
import { count, markup, plural, type Content, type Html } from '../html';
import { code, more, section, statement, table } from '../parts';

/** Resources of which the page lists every one; above that it lists types only. */
const RESOURCES_LISTED = 1500;

/** Every resource by type, and by stack where they are not too many for a page. */
export function inventory(model: EvidenceModel): Html {
  const rows = model.inventory;
  const listed = rows.length <= RESOURCES_LISTED;
  return section(
    'inventory',
    'Inventory',
    markup`${plural(rows.length, 'resource')} of ${plural(new Set(rows.map(({ type }) => type)).size, 'type')} in
    ${plural(model.manifest.templates.length, 'stack')}.
    ${
      listed
        ? ''
        : markup`That is more than a page can list: here they are counted, and <code>evidence.json</code> has each with
            path and tags.`
    }`,
    rows.length === 0
      ? statement('quiet', 'No resource was synthesized.')
      : [types(model), listed ? stacks(model) : '', models(model)],
  );
}

function types(model: EvidenceModel): Content {
  const names = model.environments.map(({ name }) => name);
  const groups = groupBy(model.inventory, ({ type }) => type);
  return more(
    'Resources by type',
    table({
      id: 'types-table',
      caption: 'Resources by type',
      columns: ['Type', ...names.map((name) => ({ name, number: true as const }))],
      rows: distinct(groups.keys()).map((type) => ({
        environments: names,
        cells: [
          code(type),
          ...names.map((name) => (groups.get(type) ?? []).filter(({ environment }) => environment === name).length),
        ],
      })),
    }),
    { open: true },
  );
}

function stacks(model: EvidenceModel): Content {
  return [...groupBy(model.inventory, ({ stack, region }) => `${stack} in ${region}`)].map(([name, group], index) =>
    more(
      markup`${code(name)}: ${plural(group.length, 'resource')}`,
      table({
        id: `stack-${index}`,
        caption: `Resources of ${name}`,
        filter: false,
        columns: ['Resource', 'Type', 'Tags'],
        rows: group.map(resourceRow),
      }),
      { environments: [group[0]?.environment ?? ''] },
    ),
  );
}

function resourceRow({ environment, path, logicalId, type, tags }: InventoryRow) {
  const pairs = Object.entries(tags).filter(([name]) => name !== 'Name');
  return {
    environments: [environment],
    cells: [
      markup`${code(labelOf(path, environment))}<br /><small>${logicalId}</small>`,
      code(type),
      pairs.length === 0
        ? markup`<small>–</small>`
        : markup`<small>${pairs.map(([name, value]) => `${name}=${value}`).join(', ')}</small>`,
    ],
  };
}

function models(model: EvidenceModel): Content {
  const rows = model.environments.flatMap(({ name, models: own }) => own.map((item) => ({ environment: name, item })));
  if (rows.length === 0) return '';
  const byModel = groupBy(rows, ({ item }) => JSON.stringify(item));
  return markup`<h3>Models</h3>
    ${table({
      id: 'models-table',
      caption: 'Models and who answers for them',
      columns: ['Model', 'Served', 'Owner', 'Risk', 'Data', 'Declared in', 'Environment'],
      rows: [...byModel.values()].flatMap((group) => {
        const [first] = group;
        if (first === undefined) return [];
        const { name, kind, mode, owner, riskClass, dataClass, source } = first.item;
        const environments = group.map(({ environment }) => environment);
        return [
          {
            environments,
            cells: [
              markup`<b>${name}</b> <small>${kind}</small>`,
              mode,
              owner,
              riskClass,
              dataClass,
              code(source),
              environments.join(', '),
            ],
          },
        ];
      }),
    })}
    <p class="note">${count(rows.length)} model deployments in all environments.</p> `;
}
