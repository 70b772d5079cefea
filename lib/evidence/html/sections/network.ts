import { EXPOSURE_CHECKS } from '../../gather/exposure';
import type { SecurityGroup } from '../../gather/network';
import type { EvidenceModel } from '../../model';
import { markup, plural, type Content, type Html } from '../html';
import { badge, code, environmentTags, items, mergeEnvironments, section, statement, table } from '../parts';

/** What can be reached from where. */
export function network(model: EvidenceModel): Html {
  if (model.networks.every(({ vpcs, publicResources }) => vpcs.length + publicResources.length === 0)) {
    return section('network', 'Network exposure', 'There is no network in the templates.');
  }
  return section(
    'network',
    'Network exposure',
    lead(model),
    markup`<h3>From outside</h3> `,
    exposure(model),
    markup`<h3>Subnets</h3> `,
    subnets(model),
    markup`<h3>Between resources</h3>
      <p>What the security groups admit. A group without a line in one direction admits nothing in it.</p> `,
    reach(model),
    markup`<h3>To services of AWS</h3> `,
    endpoints(model),
    outside(model),
  );
}

function lead(model: EvidenceModel): string {
  const all = model.networks.flatMap((net) => net.subnets);
  const routed = all.filter(({ internet }) => internet).length;
  const logged = model.networks.flatMap(({ vpcs }) => vpcs);
  return `${plural(all.length, 'subnet')}, of which ${routed === 0 ? 'none has' : `${routed} have`} a route to the internet. Flow logs are on in ${logged.filter(({ flowLogs }) => flowLogs).length} of ${plural(logged.length, 'VPC', 'VPCs')}.`;
}

function exposure(model: EvidenceModel): Content {
  const rows = model.networks.flatMap(({ environment, publicResources }) =>
    publicResources.map((resource) => ({ environment, ...resource })),
  );
  const checked = markup`<p class="note">Looked for: ${EXPOSURE_CHECKS.join('; ')}.</p> `;
  if (rows.length === 0) {
    return [
      statement('pass', markup`<strong>No resource can be reached from outside.</strong> Public resources: none.`),
      checked,
    ];
  }
  return [
    table({
      id: 'exposure-table',
      caption: 'Resources that can be reached from outside',
      columns: ['Resource', 'Why', 'Environment'],
      rows: mergeEnvironments(rows, ({ label, resourceType, reason }) =>
        JSON.stringify([label, resourceType, reason]),
      ).map(({ row, environments }) => ({
        environments,
        tone: 'warn' as const,
        cells: [
          markup`${code(row.label)}<br /><small>${row.resourceType}</small>`,
          row.reason,
          environmentTags(environments),
        ],
      })),
    }),
    checked,
  ];
}

function subnets(model: EvidenceModel): Content {
  const rows = model.networks.flatMap(({ environment, subnets: own }) =>
    own.map((subnet) => ({ environment, ...subnet })),
  );
  return table({
    id: 'subnets-table',
    caption: 'Subnets and their routes',
    columns: ['Subnet', 'Zone', 'Addresses', 'Internet', 'Environment'],
    rows: mergeEnvironments(rows, ({ label, zone, cidr, routes }) => JSON.stringify([label, zone, cidr, routes])).map(
      ({ row, environments }) => ({
        environments,
        cells: [
          code(row.label),
          row.zone,
          row.cidr,
          row.internet
            ? markup`${badge('warn', 'routed')}<br />${row.routes.join(', ')}`
            : markup`${badge('pass', 'isolated')}${row.routes.length === 0 ? ' no route leaves the VPC' : markup` ${row.routes.join(', ')}`}`,
          environmentTags(environments),
        ],
      }),
    ),
  });
}

function reach(model: EvidenceModel): Content {
  const rows = model.networks.flatMap(({ environment, securityGroups }) =>
    securityGroups.flatMap((group) =>
      group.rules.map(({ direction, peer, ports, description }) => ({
        environment,
        group,
        direction,
        peer,
        ports,
        description,
      })),
    ),
  );
  return table({
    id: 'reach-table',
    caption: 'Traffic that security groups admit',
    columns: ['Security group', 'Direction', 'Peer', 'Ports', 'Holds', 'Environment'],
    rows: mergeEnvironments(rows, ({ group, direction, peer, ports }) =>
      JSON.stringify([group.label, direction, peer, ports]),
    ).map(({ row, environments }) => ({
      environments,
      cells: [
        code(row.group.label),
        row.direction === 'from' ? 'in, from' : 'out, to',
        markup`${code(row.peer)}${row.description === '' ? '' : markup`<br /><small>${row.description}</small>`}`,
        row.ports,
        holds(row.group),
        environmentTags(environments),
      ],
    })),
  });
}

function holds({ usedBy }: SecurityGroup): Content {
  return usedBy.length === 0 ? markup`<small>nothing</small>` : items(usedBy.map(code), 4);
}

function endpoints(model: EvidenceModel): Content {
  const rows = model.networks.flatMap(({ environment, endpoints: own }) =>
    own.map((endpoint) => ({ environment, ...endpoint })),
  );
  if (rows.length === 0) return statement('quiet', 'There is no VPC endpoint.');
  return table({
    id: 'endpoints-table',
    caption: 'VPC endpoints and their policies',
    columns: ['Service', 'Kind', 'Policy', 'Environment'],
    rows: mergeEnvironments(rows, ({ label, service, kind, policy }) =>
      JSON.stringify([label, service, kind, policy]),
    ).map(({ row, environments }) => ({
      environments,
      cells: [
        markup`<b>${row.service}</b><br /><small>${row.label}</small>`,
        markup`${row.kind}${row.privateDns ? markup`<br /><small>private DNS</small>` : ''}`,
        row.policy.length === 0
          ? markup`${badge('warn', 'default')} allows every action of the service`
          : markup`${badge('pass', 'restricted')}${items(row.policy, 6)}`,
        environmentTags(environments),
      ],
    })),
  });
}

function outside(model: EvidenceModel): Content {
  const rows = model.networks.flatMap(({ environment, outsideVpc }) =>
    outsideVpc.map((resource) => ({ environment, ...resource })),
  );
  if (rows.length === 0) return '';
  return markup`<h3>Outside the VPC</h3>
    <p>
      Functions and models without a VPC of their own run in a network of AWS. They have no address that can be reached,
      and reach public service endpoints over TLS.
    </p>
    ${table({
      id: 'outside-table',
      caption: 'Functions and models without a VPC',
      columns: ['Resource', 'Type', 'Environment'],
      rows: mergeEnvironments(rows, ({ label, resourceType }) => `${label} ${resourceType}`).map(
        ({ row, environments }) => ({
          environments,
          cells: [code(row.label), row.resourceType, environmentTags(environments)],
        }),
      ),
    })}`;
}
