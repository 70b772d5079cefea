import { rank } from '../../gather/access-levels';
import type { Grant } from '../../gather/identities';
import type { PolicyStatement } from '../../gather/policies';
import type { EvidenceModel } from '../../model';
import { markup, plural, type Content, type Html } from '../html';
import {
  badge,
  code,
  environmentTags,
  items,
  mergeEnvironments,
  more,
  section,
  statement,
  table,
  type Tone,
} from '../parts';

/** Who can do what. */
export function identities(model: EvidenceModel): Html {
  return section(
    'identities',
    'Who can do what',
    `${plural(model.identities.length, 'role')}. Actions stand by the access level that the AWS Service Authorization Reference gives them; the gravest first.`,
    model.identities.length === 0
      ? statement('quiet', 'There is no role in the templates.')
      : [dataAccess(model), roles(model)],
    model.resourcePolicies.length === 0 ? '' : resourcePolicies(model),
  );
}

function dataAccess(model: EvidenceModel): Content {
  if (model.dataAccess.length === 0) {
    return statement('quiet', 'No grant names a resource whose tags declare a class of data.');
  }
  const merged = mergeEnvironments(model.dataAccess, ({ dataClass, access, roles: who }) =>
    JSON.stringify([dataClass, access, who]),
  );
  return markup`<h3>By class of data</h3>
    ${table({
      id: 'data-access-table',
      caption: 'Access to classified data',
      columns: ['Class of data', 'Access', 'Roles', 'Environment'],
      rows: merged.map(({ row, environments }) => ({
        environments,
        cells: [row.dataClass, level(row.access), items(row.roles.map(code)), environmentTags(environments)],
      })),
    })}`;
}

function roles(model: EvidenceModel): Content {
  const merged = mergeEnvironments(model.identities, ({ label, assumedBy, managedPolicies, grants, denies }) =>
    JSON.stringify([label, assumedBy, managedPolicies, grants, denies]),
  );
  return markup`<h3>By role</h3>
    ${table({
      id: 'roles-table',
      caption: 'Roles and their permissions',
      columns: ['Role', 'Assumed by', 'May', 'Environment'],
      rows: merged.map(({ row, environments }) => ({
        environments,
        cells: [
          markup`${code(row.label)}${row.description === undefined ? '' : markup`<br /><small>${row.description}</small>`}`,
          items(row.assumedBy, 6),
          markup`${
            row.grants.length + row.managedPolicies.length === 0
              ? markup`<small>nothing by a policy of these templates</small>`
              : markup`<ul class="grants">
                  ${row.grants.slice(0, 20).map((grant) => markup`<li>${grantText(grant)}</li>`)}
                </ul>`
          }${row.grants.length > 20 ? markup`<small>and ${row.grants.length - 20} more, in evidence.json</small>` : ''}${row.managedPolicies.map((name) => markup`<br />${badge('warn', name)}`)}${
            row.denies.length === 0
              ? ''
              : markup`<small
                  >${plural(row.denies.length, 'denial')}:
                  ${row.denies.map(({ actions }) => actions.join(', ')).join('; ')}</small
                >`
          }`,
          environmentTags(environments),
        ],
      })),
    })}`;
}

function grantText({ access, actions, resources, dataClasses, conditions }: Grant): Content {
  return markup`${level(access)} ${actions.join(', ')}
    <small
      >on
      ${resources.map((resource, index) => [index === 0 ? '' : ', ', code(resource)])}${
        dataClasses.length === 0 ? '' : markup` (${dataClasses.join(', ')} data)`
      }${conditions.length === 0 ? '' : markup` if ${conditions.join(' and ')}`}</small
    >`;
}

function level(access: string): Html {
  const tones: readonly Tone[] = ['fail', 'warn', 'quiet', 'quiet', 'quiet', 'gap'];
  return badge(tones[rank(access)] ?? 'quiet', access.toLowerCase());
}

function resourcePolicies(model: EvidenceModel): Content {
  const merged = mergeEnvironments(model.resourcePolicies, ({ label, resourceType, statements }) =>
    JSON.stringify([label, resourceType, statements]),
  );
  return more(
    `Policies that stand at resources: ${plural(merged.length, 'resource')}`,
    table({
      id: 'resource-policies-table',
      caption: 'Resource policies',
      columns: ['Resource', 'Statements', 'Environment'],
      limit: 150,
      rows: merged.map(({ row, environments }) => ({
        environments,
        cells: [
          markup`${code(row.label)}<br /><small>${row.resourceType}</small>`,
          items(row.statements.map(statementText), 8),
          environmentTags(environments),
        ],
      })),
    }),
  );
}

function statementText({ effect, actions, principals, conditions }: PolicyStatement): Content {
  return markup`${badge(effect === 'Deny' ? 'pass' : 'quiet', effect.toLowerCase())} ${principals.join(', ')}:
  ${actions.join(', ')}${conditions.length === 0 ? '' : markup` <small>if ${conditions.join(' and ')}</small>`}`;
}
