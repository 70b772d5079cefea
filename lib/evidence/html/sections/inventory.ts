import { labelOf } from '../../../../constructs/template';
import { distinct, groupBy } from '../../gather/sort';
import type { EvidenceModel, InventoryRow } from '../../model';
import { markup, plural, type Content, type Html } from '../html';
import { code, environmentTags, more, section, statement, table } from '../parts';

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
      : [models(model), markup`<h3>Resources</h3> `, types(model), listed ? everyResource(model) : ''],
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
      columns: ['Type', ...names.map((name) => ({ name, kind: 'number' as const }))],
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

function everyResource(model: EvidenceModel): Content {
  return [...groupBy(model.inventory, ({ environment }) => environment)].map(([name, group]) =>
    more(
      markup`<b>${name}</b>: ${plural(group.length, 'resource')}`,
      table({
        id: `resources-${name}`,
        caption: `Resources of ${name}`,
        limit: RESOURCES_LISTED,
        columns: ['Resource', 'Type', 'Region', 'Tags'],
        rows: group.map(resourceRow),
      }),
      { environments: [name] },
    ),
  );
}

function resourceRow({ environment, region, path, logicalId, type, tags }: InventoryRow) {
  const pairs = Object.entries(tags).filter(([name]) => name !== 'Name');
  return {
    environments: [environment],
    cells: [
      markup`${code(labelOf(path, environment))}<br /><small>${logicalId}</small>`,
      code(type),
      region,
      pairs.length === 0
        ? markup`<small>none</small>`
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
              environmentTags(environments),
            ],
          },
        ];
      }),
    })}
     `;
}
