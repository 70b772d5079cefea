import type { EnvironmentInput } from '../input';
import {
  admitsAccessLogs,
  type Assembly,
  factsOf,
  isObject,
  literalOf,
  type ResourceView,
  valuesAt,
} from '../../../constructs/template';
import { byCodeUnit, distinct, groupBy, sortedBy } from './sort';
import { BOXES, DRAWN, MODELS } from './picture-boxes';
import type { Picture, PictureEdge, PictureNode } from './picture-types';
import { modelGroups, modelOf, type ModelGroup } from './picture-models';

/** Draws an environment from its templates: what exists is drawn, what does not is left out. */
export function gatherPicture(assembly: Assembly, environment: EnvironmentInput): Picture {
  const all = assembly.ofEnvironment(environment.name);
  const here = all.filter(({ region }) => region === environment.region);
  const away = all.filter(({ region }) => region !== environment.region);
  const auditBuckets = auditBucketsOf(assembly, here);
  const models = modelGroups(assembly, here, environment);
  const place = placer(models, auditBuckets);
  const nodes = [
    ...callerNodes(models, here),
    ...endpointNodes(assembly, here),
    ...models.map((group): PictureNode => ({
      id: group.id,
      zone: 'vpc',
      kind: 'model',
      title: group.title,
      lines: group.lines,
    })),
    ...boxNodes(here, auditBuckets),
    ...recoveryNodes(away, environment),
  ];
  const known = new Set([...nodes.map(({ id }) => id), ...(models.length === 0 ? [] : [MODELS])]);
  return {
    environment: environment.name,
    account: environment.account,
    region: environment.region,
    recoveryRegion: environment.recoveryRegion,
    network: networkTitle(assembly, here),
    nodes,
    edges: [
      ...accessEdges(known),
      ...referenceEdges(assembly, here, place, known),
      ...replicationEdges(here, auditBuckets, nodes),
    ].filter(({ from, to }) => known.has(from) && known.has(to)),
  };
}

/** Buckets that copy their objects to the recovery Region. */
function replicationEdges(
  resources: readonly ResourceView[],
  auditBuckets: ReadonlySet<ResourceView>,
  nodes: readonly PictureNode[],
): PictureEdge[] {
  const recovery = nodes.find(({ zone }) => zone === 'recovery');
  if (recovery === undefined) return [];
  const copying = resources.filter(
    ({ type, properties }) =>
      type === 'AWS::S3::Bucket' && valuesAt(properties, 'ReplicationConfiguration').some(isObject),
  );
  const sources = distinct(copying.map((bucket) => (auditBuckets.has(bucket) ? 'audit-buckets' : 'buckets')));
  return sources.map((from) => ({ from, to: recovery.id, label: 'replicate', kind: 'data' }));
}

/** Buckets that take logs: those that something delivers to, and those whose policy admits access logs. */
function auditBucketsOf(assembly: Assembly, resources: readonly ResourceView[]): ReadonlySet<ResourceView> {
  const named = resources.flatMap((resource) => {
    const { logsTo } = factsOf(resource.type);
    if (logsTo === undefined) return [];
    return assembly.references(resource, valuesAt(resource.properties, ...logsTo.split('.')));
  });
  const admitting = resources.filter((resource) =>
    assembly.statementsAt(resource).some(({ statement }) => admitsAccessLogs(statement)),
  );
  return new Set([...named, ...admitting].filter(({ type }) => type === 'AWS::S3::Bucket'));
}

function callerNodes(models: readonly ModelGroup[], resources: readonly ResourceView[]): PictureNode[] {
  if (models.length === 0 && resources.length === 0) return [];
  return [
    {
      id: 'callers',
      zone: 'callers',
      kind: 'caller',
      title: 'Authorized callers',
      lines: ['IAM-signed requests', 'over TLS'],
    },
  ];
}

function endpointNodes(assembly: Assembly, resources: readonly ResourceView[]): PictureNode[] {
  const endpoints = resources.filter(({ type }) => type === 'AWS::EC2::VPCEndpoint');
  return (['Interface', 'Gateway'] as const).flatMap((kind) => {
    const services = distinct(
      endpoints
        .filter(({ properties }) =>
          valuesAt(properties, 'VpcEndpointType').some((type) => (type ?? 'Gateway') === kind),
        )
        .map((endpoint) =>
          assembly.text(endpoint, endpoint.properties['ServiceName']).replace(/^.*amazonaws\.([a-z]+-)+\d\./, ''),
        ),
    );
    if (services.length === 0) return [];
    return [
      {
        id: `${kind.toLowerCase()}-endpoints`,
        zone: 'vpc',
        kind: 'endpoint',
        title: `${kind} endpoints`,
        lines: services,
      },
    ];
  });
}

function boxNodes(resources: readonly ResourceView[], auditBuckets: ReadonlySet<ResourceView>): PictureNode[] {
  const nodes = Object.entries(BOXES).flatMap(([id, { note, ...box }]): PictureNode[] => {
    const members = resources.filter((resource) => factsOf(resource.type).box === id && !auditBuckets.has(resource));
    return members.length === 0
      ? []
      : [{ id, ...box, lines: [...boxLines(members), ...(note === undefined ? [] : [note])] }];
  });
  if (auditBuckets.size === 0) return nodes;
  const lines = sortedBy(auditBuckets, ({ label }) => label).map(({ label, properties }) => {
    const modes = valuesAt(properties, 'ObjectLockConfiguration', 'Rule', 'DefaultRetention', 'Mode')
      .flatMap((mode) => literalOf(mode) ?? [])
      .map((mode) => mode.toLowerCase());
    return `${shortLabel(label)}${modes.length === 0 ? '' : ` (${distinct(modes).join(' or ')} lock)`}`;
  });
  return [...nodes, { id: 'audit-buckets', zone: 'audit', kind: 'audit', title: 'Audit buckets', lines }];
}

function boxLines(members: readonly ResourceView[]): string[] {
  const byName = groupBy(members, (member) =>
    modelOf(member) === undefined ? shortLabel(member.label) : 'one per model',
  );
  const stacks = new Set(members.map(({ stack }) => stack)).size;
  if (byName.size > 6) return [`${members.length} in ${stacks === 1 ? 'one stack' : `${stacks} stacks`}`];
  return [...byName]
    .map(([name, group]) =>
      group.length > 1 ? `${name === 'one per model' ? 'of the models' : name}: ${group.length}` : name,
    )
    .sort(byCodeUnit);
}

/** The last part of a label that says something. */
function shortLabel(label: string): string {
  const parts = label.split('/');
  return parts.slice(1).join('/') || label;
}

function recoveryNodes(away: readonly ResourceView[], { recoveryRegion }: EnvironmentInput): PictureNode[] {
  if (away.length === 0) {
    return recoveryRegion === undefined
      ? []
      : [
          {
            id: 'recovery',
            zone: 'recovery',
            kind: 'recovery',
            title: 'No stack yet',
            lines: ['configured as', 'recovery Region'],
          },
        ];
  }
  return [...groupBy(away, ({ stack }) => stack)].map(([stack, members], index) => ({
    id: `recovery-${index}`,
    zone: 'recovery' as const,
    kind: 'recovery' as const,
    title: stack.split('/').slice(1).join('/') || stack,
    lines: distinct(members.map(({ type }) => type.split('::').slice(1).join(' '))).slice(0, 6),
  }));
}

function networkTitle(assembly: Assembly, resources: readonly ResourceView[]): string {
  const vpc = resources.find(({ type }) => type === 'AWS::EC2::VPC');
  if (vpc === undefined) return 'No VPC';
  const zones = distinct(
    resources
      .filter(({ type }) => type === 'AWS::EC2::Subnet')
      .map((subnet) => assembly.text(subnet, subnet.properties['AvailabilityZone'])),
  );
  const internet = resources.some(
    ({ type }) => type === 'AWS::EC2::InternetGateway' || type === 'AWS::EC2::NatGateway',
  );
  const cidr = assembly.text(vpc, vpc.properties['CidrBlock']);
  return `VPC ${cidr} · ${zones.length} zones · ${internet ? 'route to the internet' : 'no route to the internet'}`;
}

/** Which box a resource belongs to. */
function placer(
  models: readonly ModelGroup[],
  auditBuckets: ReadonlySet<ResourceView>,
): (resource: ResourceView) => string | undefined {
  const served = new Set(models.flatMap(({ stacks }) => stacks));
  return (resource) =>
    auditBuckets.has(resource)
      ? 'audit-buckets'
      : (factsOf(resource.type).box ?? (served.has(resource.stack) ? MODELS : undefined));
}

/** What the private network lets in. */
function accessEdges(known: ReadonlySet<string>): PictureEdge[] {
  const inside = known.has('interface-endpoints') ? 'interface-endpoints' : MODELS;
  const entry = known.has('gateway') ? 'gateway' : inside;
  return [
    { from: 'callers', to: entry, label: 'HTTPS', kind: 'request' },
    ...(inside === MODELS ? [] : [{ from: inside, to: MODELS, label: 'invoke', kind: 'request' as const }]),
  ];
}

function referenceEdges(
  assembly: Assembly,
  resources: readonly ResourceView[],
  place: (resource: ResourceView) => string | undefined,
  known: ReadonlySet<string>,
): PictureEdge[] {
  const edges = new Map<string, PictureEdge>();
  const draw = (edge: PictureEdge): Map<string, PictureEdge> => edges.set(`${edge.from} ${edge.to}`, edge);
  for (const resource of resources) {
    const from = place(resource);
    if (from === undefined) continue;
    for (const target of assembly.references(resource, resource.properties)) {
      const to = place(target);
      const drawn = DRAWN[`${from} ${to ?? ''}`];
      if (drawn === undefined || to === undefined) continue;
      const { label, kind } = drawn;
      if (to === 'buckets' && from === MODELS && known.has('gateway-endpoints')) {
        draw({ from, to: 'gateway-endpoints', label, kind });
        draw({ from: 'gateway-endpoints', to, label: '', kind });
      } else draw({ from, to, label, kind });
    }
  }
  return sortedBy(edges, ([key]) => key).map(([, edge]) => edge);
}
