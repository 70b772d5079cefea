import { EXPOSURES, exposuresOf, missingOfVpc, resourcesOf, statementsAt } from '../../../constructs/template';

type Fields = Readonly<Record<string, unknown>>;

const NOTHING = { Ref: 'AWS::NoValue' };
const sometimes = (value: unknown) => ({ 'Fn::If': ['C', value, NOTHING] });

function read(Type: string, Properties: Fields) {
  const template = { Resources: { It: { Type, Properties } } };
  const resources = resourcesOf({ environment: 'prod', stack: 'prod/S', template });
  const it = resources.get('It');
  if (it === undefined) throw new Error('nothing was read');
  return { it, exposures: exposuresOf(it, statementsAt(it, resources)) };
}

const BLOCKED = {
  BlockPublicAcls: true,
  BlockPublicPolicy: 'true',
  IgnorePublicAcls: true,
  RestrictPublicBuckets: true,
};
const method = { AuthorizationType: 'NONE', HttpMethod: 'GET' };

test.each<[string, Fields, string]>([
  ['AWS::EC2::EIP', {}, 'elastic IP address'],
  ['AWS::EC2::InternetGateway', {}, 'internet gateway'],
  ['AWS::EC2::NatGateway', {}, 'NAT gateway: outbound only'],
  ['AWS::EC2::EgressOnlyInternetGateway', {}, 'egress-only internet gateway: outbound only'],
  ['AWS::EC2::Subnet', { MapPublicIpOnLaunch: sometimes(true) }, 'assigns public addresses'],
  [
    'AWS::EC2::SecurityGroup',
    { SecurityGroupIngress: [sometimes({ CidrIp: '0.0.0.0/0' })] },
    'admits traffic from anywhere',
  ],
  ['AWS::EC2::SecurityGroupIngress', { CidrIpv6: '::/0' }, 'admits traffic from anywhere'],
  ['AWS::ElasticLoadBalancingV2::LoadBalancer', {}, 'internet-facing load balancer'],
  ['AWS::Lambda::Url', { AuthType: sometimes('NONE') }, 'function URL without authentication'],
  ['AWS::Lambda::Url', { AuthType: 'AWS_IAM' }, 'function URL, IAM authentication'],
  ['AWS::Lambda::Permission', { Principal: '*', SourceArn: sometimes('arn') }, 'everybody may invoke the function'],
  ['AWS::ApiGateway::Method', method, 'API method without authorization'],
  ['AWS::ApiGatewayV2::Route', {}, 'API route without authorization'],
  [
    'AWS::ApiGateway::RestApi',
    {},
    'API endpoint with a public address; its methods ask for authorization unless listed here',
  ],
  ['AWS::RDS::DBInstance', { PubliclyAccessible: 'true' }, 'publicly accessible database'],
  ['AWS::Redshift::Cluster', { PubliclyAccessible: true }, 'publicly accessible cluster'],
  ['AWS::SageMaker::NotebookInstance', {}, 'notebook with direct internet access'],
  [
    'AWS::S3::Bucket',
    { PublicAccessBlockConfiguration: { ...BLOCKED, BlockPublicAcls: sometimes(true) } },
    'public access is not blocked by the bucket: BlockPublicAcls',
  ],
])('%s with %j can be reached', (type, properties, reason) => {
  expect(read(type, properties).exposures).toEqual([reason]);
});

test.each<[string, Fields]>([
  ['AWS::EC2::Subnet', { MapPublicIpOnLaunch: false }],
  ['AWS::EC2::SecurityGroup', { SecurityGroupIngress: [{ CidrIp: '10.0.0.0/8' }] }],
  ['AWS::ElasticLoadBalancingV2::LoadBalancer', { Scheme: 'internal' }],
  ['AWS::Lambda::Permission', { Principal: '*', PrincipalOrgID: 'o-1' }],
  ['AWS::ApiGateway::Method', { ...method, HttpMethod: 'OPTIONS' }],
  ['AWS::ApiGateway::Method', { ...method, ApiKeyRequired: true }],
  ['AWS::ApiGatewayV2::Route', { AuthorizationType: 'AWS_IAM' }],
  ['AWS::ApiGateway::RestApi', { EndpointConfiguration: { Types: ['PRIVATE'] } }],
  ['AWS::SageMaker::NotebookInstance', { DirectInternetAccess: 'Disabled' }],
  ['AWS::S3::Bucket', { PublicAccessBlockConfiguration: BLOCKED }],
  ['AWS::SQS::Queue', {}],
])('%s with %j cannot be reached', (type, properties) => {
  expect(read(type, properties).exposures).toEqual([]);
});

test('policies that let everybody in are an exposure, those of VPC endpoints are not', () => {
  const everybody = { Statement: [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }] };
  const others = { Statement: [{ Effect: 'Allow', NotPrincipal: { AWS: '1' }, Action: '*' }] };
  expect(read('AWS::KMS::Key', { KeyPolicy: everybody }).exposures).toEqual([
    'its policy allows everybody without a condition',
  ]);
  expect(read('AWS::KMS::Key', { KeyPolicy: others }).exposures).toEqual([
    'its policy allows everybody but those of NotPrincipal',
  ]);
  expect(read('AWS::IAM::Role', { AssumeRolePolicyDocument: everybody }).exposures).toEqual([
    'everybody may assume it',
  ]);
  expect(read('AWS::EC2::VPCEndpoint', { PolicyDocument: everybody }).exposures).toEqual([]);
});

test('what is looked for is said once for each way', () => {
  expect(EXPOSURES).toContain('security group rules that admit 0.0.0.0/0 or ::/0');
  expect(EXPOSURES).toContain('policies of resources and roles that allow everybody without a condition');
  expect(new Set(EXPOSURES).size).toBe(EXPOSURES.length);
});

describe('a place in a VPC', () => {
  const missing = (type: string, properties: Fields) => missingOfVpc(read(type, properties).it);
  const VpcConfig = { Subnets: ['a'], SecurityGroupIds: ['b'] };

  test('is missing where a list is empty in some case', () => {
    expect(missing('AWS::SageMaker::Model', { VpcConfig })).toEqual([]);
    expect(missing('AWS::SageMaker::Model', { VpcConfig: sometimes(VpcConfig) })).toEqual([
      'VpcConfig.Subnets',
      'VpcConfig.SecurityGroupIds',
    ]);
    expect(missing('AWS::Lambda::Function', { VpcConfig: { SubnetIds: { Ref: 'Subnets' } } })).toEqual([
      'VpcConfig.SecurityGroupIds',
    ]);
  });

  test('is asked of an endpoint configuration where it places inference components', () => {
    expect(missing('AWS::SageMaker::EndpointConfig', { ProductionVariants: [{ ModelName: 'm' }] })).toEqual([]);
    expect(missing('AWS::SageMaker::EndpointConfig', { ProductionVariants: [{ InstanceType: 'x' }] })).toHaveLength(2);
    expect(missing('AWS::SQS::Queue', {})).toEqual([]);
  });
});
