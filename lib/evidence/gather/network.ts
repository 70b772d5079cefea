import {
  type Assembly,
  isObject,
  isTrue,
  itemsOf,
  missingOfVpc,
  type ResourceView,
} from '../../../constructs/template';
import { gatherExposure, type PublicResource } from './exposure';
import { readStatement } from './policies';
import { distinct, sortedBy } from './sort';

/** A subnet and whether anything in it can reach the internet. */
export interface Subnet {
  readonly path: string;
  readonly label: string;
  readonly vpc: string;
  readonly zone: string;
  readonly cidr: string;
  /** Where its routes lead besides the VPC; empty for an isolated subnet. */
  readonly routes: readonly string[];
  readonly internet: boolean;
}

/** One permitted direction of traffic. */
export interface SecurityGroupRule {
  readonly group: string;
  readonly direction: 'from' | 'to';
  readonly peer: string;
  readonly ports: string;
  readonly description: string;
}

export interface SecurityGroup {
  readonly path: string;
  readonly label: string;
  readonly vpc: string;
  /** What is placed in the group. */
  readonly usedBy: readonly string[];
  readonly rules: readonly SecurityGroupRule[];
}

/** A private way to an AWS service. */
export interface VpcEndpoint {
  readonly path: string;
  readonly label: string;
  readonly service: string;
  readonly kind: string;
  readonly privateDns: boolean;
  readonly securityGroups: readonly string[];
  /** One line per statement of its policy; empty when it has the default policy that allows everything. */
  readonly policy: readonly string[];
}

/** The network of one environment. */
export interface Network {
  readonly environment: string;
  readonly vpcs: readonly {
    readonly path: string;
    readonly label: string;
    readonly cidr: string;
    readonly flowLogs: boolean;
  }[];
  readonly subnets: readonly Subnet[];
  readonly securityGroups: readonly SecurityGroup[];
  readonly endpoints: readonly VpcEndpoint[];
  readonly publicResources: readonly PublicResource[];
  /** Resources with a network interface of their own that name no VPC: they run in a network of AWS. */
  readonly outsideVpc: readonly { readonly path: string; readonly label: string; readonly resourceType: string }[];
}

const INTERNET = /InternetGateway|NatGateway/;

/** Reads the network of an environment. */
export function gatherNetwork(assembly: Assembly, environment: string): Network {
  const resources = sortedBy(assembly.ofEnvironment(environment), ({ path }) => path);
  const of = (...types: string[]): ResourceView[] => resources.filter(({ type }) => types.includes(type));
  const first = (from: ResourceView, value: unknown): ResourceView | undefined => assembly.references(from, value)[0];
  const flowLogged = new Set(of('AWS::EC2::FlowLog').map((log) => first(log, log.properties['ResourceId'])));
  return {
    environment,
    vpcs: of('AWS::EC2::VPC').map((vpc) => ({
      path: vpc.path,
      label: vpc.label,
      cidr: assembly.text(vpc, vpc.properties['CidrBlock']),
      flowLogs: flowLogged.has(vpc),
    })),
    subnets: of('AWS::EC2::Subnet').map((subnet) => {
      const routes = routesOf(assembly, of, subnet);
      return {
        path: subnet.path,
        label: subnet.label,
        vpc: first(subnet, subnet.properties['VpcId'])?.label ?? '',
        zone: assembly.text(subnet, subnet.properties['AvailabilityZone']),
        cidr: assembly.text(subnet, subnet.properties['CidrBlock']),
        routes: routes.map(({ text }) => text),
        internet: routes.some(({ internet }) => internet),
      };
    }),
    securityGroups: securityGroups(assembly, resources, of),
    endpoints: of('AWS::EC2::VPCEndpoint').map((endpoint) => ({
      path: endpoint.path,
      label: endpoint.label,
      service: serviceName(assembly.text(endpoint, endpoint.properties['ServiceName']), endpoint.region ?? ''),
      kind: assembly.text(endpoint, endpoint.properties['VpcEndpointType'] ?? 'Gateway'),
      privateDns: isTrue(endpoint.properties, 'PrivateDnsEnabled'),
      securityGroups: assembly.references(endpoint, endpoint.properties['SecurityGroupIds']).map(({ label }) => label),
      policy: assembly
        .statementsAt(endpoint)
        .map((attached) => readStatement(assembly, attached))
        .map(
          ({ effect, principals, actions, resources: on, conditions }) =>
            `${effect} ${actions.join(', ')} on ${on.join(', ')} to ${principals.join(', ')}${
              conditions.length === 0 ? '' : ` if ${conditions.join(' and ')}`
            }`,
        ),
    })),
    publicResources: gatherExposure(assembly, environment),
    outsideVpc: resources
      .filter((resource) => missingOfVpc(resource).length > 0)
      .map(({ path, label, type }) => ({ path, label, resourceType: type })),
  };
}

type Finder = (...types: string[]) => ResourceView[];

function routesOf(assembly: Assembly, of: Finder, subnet: ResourceView): { text: string; internet: boolean }[] {
  const tables = new Set(
    of('AWS::EC2::SubnetRouteTableAssociation')
      .filter((association) => assembly.references(association, association.properties['SubnetId']).includes(subnet))
      .flatMap((association) => assembly.references(association, association.properties['RouteTableId'])),
  );
  return of('AWS::EC2::Route')
    .filter((route) => assembly.references(route, route.properties['RouteTableId']).some((table) => tables.has(table)))
    .map((route) => {
      const destination = assembly.text(
        route,
        route.properties['DestinationCidrBlock'] ?? route.properties['DestinationIpv6CidrBlock'],
      );
      const names = Object.keys(route.properties).filter((name) =>
        /(Gateway|Nat|Peering|Interface|Instance|Endpoint).*Id$/.test(name),
      );
      const targets = names.map((name) => assembly.text(route, route.properties[name]));
      const types = names.flatMap((name) => assembly.references(route, route.properties[name]).map(({ type }) => type));
      return { text: `${destination} → ${targets.join(', ')}`, internet: types.some((type) => INTERNET.test(type)) };
    });
}

function securityGroups(assembly: Assembly, resources: readonly ResourceView[], of: Finder): SecurityGroup[] {
  const groups = of('AWS::EC2::SecurityGroup');
  const users = new Map<ResourceView, string[]>();
  for (const resource of resources) {
    // Policies and schedules name a group without standing in it.
    if (/^AWS::(EC2::SecurityGroup|IAM::|Scheduler::)/.test(resource.type)) continue;
    for (const used of assembly.references(resource, resource.properties)) {
      if (used.type === 'AWS::EC2::SecurityGroup') users.set(used, [...(users.get(used) ?? []), resource.label]);
    }
  }
  const separate = [...of('AWS::EC2::SecurityGroupIngress'), ...of('AWS::EC2::SecurityGroupEgress')];
  return groups.map((group) => {
    const inline = [
      ...itemsOf(group.properties['SecurityGroupIngress']).map((rule) =>
        readRule(assembly, group, group, 'from', rule),
      ),
      ...itemsOf(group.properties['SecurityGroupEgress']).map((rule) => readRule(assembly, group, group, 'to', rule)),
    ];
    const own = separate
      .filter((rule) => assembly.references(rule, rule.properties['GroupId']).includes(group))
      .map((rule) => readRule(assembly, rule, group, rule.type.endsWith('Ingress') ? 'from' : 'to', rule.properties));
    return {
      path: group.path,
      label: group.label,
      vpc: assembly.references(group, group.properties['VpcId'])[0]?.label ?? '',
      usedBy: distinct(users.get(group) ?? []),
      rules: [...inline, ...own].filter((rule) => rule !== undefined),
    };
  });
}

function readRule(
  assembly: Assembly,
  from: ResourceView,
  group: ResourceView,
  direction: 'from' | 'to',
  rule: unknown,
): SecurityGroupRule | undefined {
  const peers = [
    'CidrIp',
    'CidrIpv6',
    'SourceSecurityGroupId',
    'DestinationSecurityGroupId',
    'SourcePrefixListId',
    'DestinationPrefixListId',
  ];
  const say = (name: string): string => (isObject(rule) ? assembly.text(from, rule[name]) : '');
  const peer = peers.map(say).find((text) => text !== '') ?? 'nobody';
  // CDK writes this rule where a group must not have the default "everything out": it matches no traffic.
  if (peer === '255.255.255.255/32') return undefined;
  return {
    group: group.label,
    direction,
    peer,
    ports: portsOf(say),
    description: say('Description'),
  };
}

function portsOf(say: (name: string) => string): string {
  const protocol = say('IpProtocol');
  if (protocol === '-1') return 'all traffic';
  const low = say('FromPort');
  const high = say('ToPort');
  return low === '' ? protocol : `${protocol} ${low === high ? low : `${low}–${high}`}`;
}

function serviceName(text: string, region: string): string {
  return text.replace(`com.amazonaws.${region}.`, '').replace(/^aws\.api\.[^.]+\./, '');
}
