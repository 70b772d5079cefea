import type { Assembly, Resource } from './assembly';
import { at, list, literal, sortedBy } from './json';
import { attachedPolicies } from './policies';

/** Something that can be reached from outside the account or the VPC. */
export interface PublicResource {
  readonly path: string;
  readonly label: string;
  readonly resourceType: string;
  readonly reason: string;
}

/** What the search for public resources looks at; the page prints it, so that "none" means something. */
export const EXPOSURE_CHECKS: readonly string[] = [
  'internet and NAT gateways, elastic IP addresses, subnets that assign public addresses',
  'security group rules that admit 0.0.0.0/0 or ::/0',
  'internet-facing load balancers',
  'buckets without all four public access blocks',
  'bucket, topic, queue, key, table, repository and vault policies that allow everybody without a condition',
  'function URLs without authentication and functions that everybody may invoke',
  'API Gateway stages and methods without authorization',
  'publicly accessible databases, streams and clusters',
];

const ANYWHERE = new Set(['0.0.0.0/0', '::/0']);

type Check = (resource: Resource, assembly: Assembly) => string | undefined;

const always =
  (reason: string): Check =>
  () =>
    reason;

const flag =
  (name: string, reason: string): Check =>
  ({ properties }) =>
    properties[name] === true ? reason : undefined;

const CHECKS: Readonly<Record<string, Check>> = {
  'AWS::ApiGateway::Method': ({ properties }) =>
    properties['AuthorizationType'] === 'NONE' &&
    properties['HttpMethod'] !== 'OPTIONS' &&
    properties['ApiKeyRequired'] !== true
      ? 'API method without authorization'
      : undefined,
  'AWS::ApiGateway::RestApi': ({ properties }) =>
    list(at(properties['EndpointConfiguration'], 'Types')).includes('PRIVATE')
      ? undefined
      : 'API endpoint with a public address; its methods ask for authorization unless listed here',
  'AWS::ApiGatewayV2::Route': ({ properties }) =>
    (properties['AuthorizationType'] ?? 'NONE') === 'NONE' ? 'API route without authorization' : undefined,
  'AWS::EC2::EIP': always('elastic IP address'),
  'AWS::EC2::EgressOnlyInternetGateway': always('egress-only internet gateway: outbound only'),
  'AWS::EC2::InternetGateway': always('internet gateway'),
  'AWS::EC2::NatGateway': always('NAT gateway: outbound only'),
  'AWS::EC2::SecurityGroup': ({ properties }) =>
    list(properties['SecurityGroupIngress']).some(admitsAnywhere) ? 'admits traffic from anywhere' : undefined,
  'AWS::EC2::SecurityGroupIngress': ({ properties }) =>
    admitsAnywhere(properties) ? 'admits traffic from anywhere' : undefined,
  'AWS::EC2::Subnet': flag('MapPublicIpOnLaunch', 'assigns public addresses'),
  'AWS::ElasticLoadBalancingV2::LoadBalancer': ({ properties }) =>
    properties['Scheme'] === 'internal' ? undefined : 'internet-facing load balancer',
  'AWS::Lambda::Permission': ({ properties }) =>
    properties['Principal'] === '*' &&
    properties['PrincipalOrgID'] === undefined &&
    properties['SourceArn'] === undefined
      ? 'everybody may invoke the function'
      : undefined,
  'AWS::Lambda::Url': ({ properties }) =>
    properties['AuthType'] === 'NONE' ? 'function URL without authentication' : 'function URL, IAM authentication',
  'AWS::RDS::DBInstance': flag('PubliclyAccessible', 'publicly accessible database'),
  'AWS::Redshift::Cluster': flag('PubliclyAccessible', 'publicly accessible cluster'),
  'AWS::S3::Bucket': ({ properties }) => {
    const block = properties['PublicAccessBlockConfiguration'];
    const names = ['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'];
    const open = names.filter((name) => at(block, name) !== true);
    return open.length === 0 ? undefined : `public access is not blocked by the bucket: ${open.join(', ')}`;
  },
  'AWS::SageMaker::NotebookInstance': ({ properties }) =>
    properties['DirectInternetAccess'] === 'Disabled' ? undefined : 'notebook with direct internet access',
};

function admitsAnywhere(rule: unknown): boolean {
  return ANYWHERE.has(literal(at(rule, 'CidrIp')) ?? '') || ANYWHERE.has(literal(at(rule, 'CidrIpv6')) ?? '');
}

/** Everything in an environment that is reachable from outside, by path. */
export function gatherExposure(assembly: Assembly, environment: string): PublicResource[] {
  const found = assembly.ofEnvironment(environment).flatMap((resource) => {
    const reason = CHECKS[resource.type]?.(resource, assembly);
    return reason === undefined ? [] : [row(resource, reason)];
  });
  for (const [resource, statements] of attachedPolicies(assembly, environment)) {
    const open = statements.some(
      ({ effect, principals, conditions }) => effect === 'Allow' && principals.includes('*') && conditions.length === 0,
    );
    if (open) found.push(row(resource, 'its policy allows everybody without a condition'));
  }
  return sortedBy(found, ({ path, reason }) => `${path} ${reason}`);
}

function row({ path, label, type }: Resource, reason: string): PublicResource {
  return { path, label, resourceType: type, reason };
}
