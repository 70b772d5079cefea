import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { type NetworkProps, ENDPOINT_SERVICES, Network } from '../../../constructs/network';
import { TestStack, findings, rawFindings, testApp, testKey } from '../support';

const CLOSED = [
  {
    CidrIp: '255.255.255.255/32',
    Description: 'Disallow all traffic',
    FromPort: 252,
    IpProtocol: 'icmp',
    ToPort: 86,
  },
];

function network(stack: Stack, props: Partial<NetworkProps> = {}): Network {
  return new Network(stack, 'Network', {
    cidr: '10.30.0.0/16',
    availabilityZones: ['a', 'b'].map((zone) => `${stack.region}${zone}`),
    flowLogKey: testKey(stack),
    ...props,
  });
}

describe('Network', () => {
  test('has one private subnet for each zone and no way to the internet', () => {
    const stack = new TestStack();
    network(stack, { availabilityZones: ['eu-west-1a', 'eu-west-1b', 'eu-west-1c'] });
    const template = Template.fromStack(stack);
    for (const [zone, cidr] of [
      ['eu-west-1a', '10.30.0.0/18'],
      ['eu-west-1b', '10.30.64.0/18'],
      ['eu-west-1c', '10.30.128.0/18'],
    ]) {
      template.hasResourceProperties('AWS::EC2::Subnet', {
        AvailabilityZone: zone,
        CidrBlock: cidr,
        MapPublicIpOnLaunch: false,
      });
    }
    template.resourceCountIs('AWS::EC2::Subnet', 3);
    for (const type of [
      'InternetGateway',
      'NatGateway',
      'Route',
      'EgressOnlyInternetGateway',
      'VPCGatewayAttachment',
    ]) {
      template.resourceCountIs(`AWS::EC2::${type}`, 0);
    }
  });

  test('keeps its subnets where they are when a zone is added', () => {
    const blocks = (zones: string[]) => {
      const stack = new TestStack();
      network(stack, { availabilityZones: zones });
      return Object.values(Template.fromStack(stack).findResources('AWS::EC2::Subnet')).map(
        ({ Properties }) => (Properties as { CidrBlock: string }).CidrBlock,
      );
    };
    expect(blocks(['eu-west-1a', 'eu-west-1b', 'eu-west-1c']).slice(0, 2)).toEqual(
      blocks(['eu-west-1a', 'eu-west-1b']),
    );
  });

  test('looks nothing up, even in a stack of CDK with a concrete account', () => {
    const app = testApp();
    const stack = new Stack(app, 'Foreign', { env: { account: '111111111111', region: 'eu-west-1' } });
    network(stack, { endpoints: ENDPOINT_SERVICES });
    expect(app.synth().manifest.missing).toBeUndefined();
  });

  test('records all traffic in an encrypted log group', () => {
    const stack = new TestStack();
    const { flowLogGroup, vpc } = network(stack, {
      removalPolicy: RemovalPolicy.DESTROY,
      deletionProtection: false,
    });
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::EC2::FlowLog', {
      ResourceId: stack.resolve(vpc.vpcId),
      TrafficType: 'ALL',
      LogDestination: stack.resolve(flowLogGroup.logGroupArn),
    });
    template.hasResource('AWS::Logs::LogGroup', {
      Properties: { KmsKeyId: Match.anyValue() as unknown, RetentionInDays: 365 },
      DeletionPolicy: 'Delete',
    });
  });

  test('lets workloads send HTTPS to the endpoints and S3, and admits nothing to them', () => {
    const stack = new TestStack();
    const { workloadSecurityGroup, endpointSecurityGroup } = network(stack, { endpoints: ['sagemaker.runtime'] });
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::EC2::SecurityGroup', {
      GroupDescription: 'Workloads: HTTPS to endpoints',
      SecurityGroupIngress: Match.absent(),
      SecurityGroupEgress: [
        { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, DestinationPrefixListId: 'pl-6da54004', Description: 'S3' },
      ],
    });
    template.resourcePropertiesCountIs(
      'AWS::EC2::SecurityGroupEgress',
      {
        GroupId: stack.resolve(workloadSecurityGroup.securityGroupId),
        DestinationSecurityGroupId: stack.resolve(endpointSecurityGroup?.securityGroupId),
        FromPort: 443,
        ToPort: 443,
      },
      1,
    );
    template.resourceCountIs('AWS::EC2::SecurityGroupEgress', 1);
  });

  test('admits HTTPS from workloads alone to the interface endpoints', () => {
    const stack = new TestStack();
    const { workloadSecurityGroup, endpointSecurityGroup } = network(stack, { endpoints: ['kms', 'ssm'] });
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::EC2::SecurityGroup', {
      GroupDescription: 'Interface endpoints: HTTPS from workloads',
      SecurityGroupIngress: Match.absent(),
      SecurityGroupEgress: CLOSED,
    });
    template.resourceCountIs('AWS::EC2::SecurityGroupIngress', 1);
    template.hasResourceProperties('AWS::EC2::SecurityGroupIngress', {
      GroupId: stack.resolve(endpointSecurityGroup?.securityGroupId),
      SourceSecurityGroupId: stack.resolve(workloadSecurityGroup.securityGroupId),
      IpProtocol: 'tcp',
      FromPort: 443,
      ToPort: 443,
    });
  });

  test.each(ENDPOINT_SERVICES)('restricts the endpoint of %s to exact actions and the own account', (service) => {
    const stack = new TestStack();
    network(stack, { endpoints: [service] });
    const endpoints = Template.fromStack(stack).findResources('AWS::EC2::VPCEndpoint', {
      Properties: { PolicyDocument: { Statement: Match.arrayEquals([Match.anyValue()]) } },
    });
    const statements = Object.values(endpoints).map(
      ({ Properties }) =>
        (Properties as { PolicyDocument: { Statement: [{ Action: string | string[]; Condition: unknown }] } })
          .PolicyDocument.Statement[0],
    );
    expect(statements).toHaveLength(1);
    expect([statements[0]?.Action].flat().join()).not.toContain('*');
    expect(statements[0]?.Condition).toEqual({
      StringEquals: { 'aws:PrincipalAccount': '111111111111' },
      StringEqualsIfExists: { 'aws:ResourceAccount': ['111111111111'] },
    });
  });

  test('admits foreign images through the ECR endpoints only', () => {
    const stack = new TestStack();
    network(stack, { endpoints: ['ecr.api', 'ecr.dkr', 'sts'], imageAccounts: ['763104351884'] });
    Template.fromStack(stack).resourcePropertiesCountIs(
      'AWS::EC2::VPCEndpoint',
      {
        PolicyDocument: {
          Statement: [
            Match.objectLike({
              Condition: Match.objectLike({
                StringEqualsIfExists: { 'aws:ResourceAccount': ['111111111111', '763104351884'] },
              }),
            }),
          ],
        },
      },
      2,
    );
  });

  test('reaches S3 for the own account, image layers and answers to CloudFormation', () => {
    const stack = new TestStack();
    network(stack);
    Template.fromStack(stack).hasResourceProperties('AWS::EC2::VPCEndpoint', {
      VpcEndpointType: 'Gateway',
      PolicyDocument: {
        Statement: [
          Match.objectLike({
            Sid: 'OwnAccount',
            Condition: {
              StringEquals: { 'aws:PrincipalAccount': '111111111111' },
              StringEqualsIfExists: { 'aws:ResourceAccount': ['111111111111'] },
            },
          }),
          Match.objectLike({
            Action: 's3:GetObject',
            Resource: 'arn:aws:s3:::prod-eu-west-1-starport-layer-bucket/*',
          }),
          Match.objectLike({
            Action: 's3:PutObject',
            Resource: 'arn:aws:s3:::cloudformation-custom-resource-response-euwest1/*',
          }),
        ],
      },
    });
  });

  test('has exactly the endpoints that are asked for, each once', () => {
    const stack = new TestStack();
    const asked = network(stack, { endpoints: ['kms', 'dynamodb', 'kms'] });
    Template.fromStack(stack).resourceCountIs('AWS::EC2::VPCEndpoint', 3);
    expect(stack.resolve(asked.endpointFor('kms').vpcEndpointId)).not.toEqual(
      stack.resolve(asked.endpointFor('s3').vpcEndpointId),
    );
    expect(() => asked.endpointFor('ssm')).toThrow(
      "Test/Network/Endpoints: the network has no endpoint for 'ssm', only for s3, dynamodb, kms; add it to endpoints",
    );
  });

  test('reaches DynamoDB by its prefix list when asked to', () => {
    const stack = new TestStack();
    network(stack, { endpoints: ['dynamodb'], gatewayPrefixLists: { s3: 'pl-1', dynamodb: 'pl-2' } });
    Template.fromStack(stack).hasResourceProperties('AWS::EC2::SecurityGroup', {
      SecurityGroupEgress: [
        Match.objectLike({ DestinationPrefixListId: 'pl-1' }),
        Match.objectLike({ DestinationPrefixListId: 'pl-2' }),
      ],
    });
  });

  test('leaves it to the route table where the prefix lists of the Region are not known', () => {
    const stack = new TestStack(testApp(), 'Test', 'ca-west-1');
    network(stack);
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::EC2::SecurityGroup', {
      SecurityGroupEgress: [Match.objectLike({ CidrIp: '0.0.0.0/0', FromPort: 443, ToPort: 443, IpProtocol: 'tcp' })],
    });
    template.resourceCountIs('AWS::EC2::Route', 0);
  });

  test('takes both rules of the default security group away, again and again', () => {
    const stack = new TestStack();
    network(stack);
    const template = Template.fromStack(stack);
    for (const direction of ['Ingress', 'Egress']) {
      template.hasResourceProperties('AWS::Scheduler::Schedule', {
        ScheduleExpression: 'rate(1 hour)',
        Target: Match.objectLike({ Arn: `arn:aws:scheduler:::aws-sdk:ec2:revokeSecurityGroup${direction}` }),
      });
    }
    const defaultGroup = { 'Fn::GetAtt': [Match.stringLikeRegexp('^NetworkVpc'), 'DefaultSecurityGroup'] };
    template.hasResourceProperties('AWS::IAM::ManagedPolicy', {
      PolicyDocument: {
        Statement: [
          {
            Effect: 'Allow',
            Action: ['ec2:RevokeSecurityGroupEgress', 'ec2:RevokeSecurityGroupIngress'],
            Resource: { 'Fn::Join': ['', ['arn:aws:ec2:eu-west-1:111111111111:security-group/', defaultGroup]] },
          },
        ],
      },
    });
  });

  test('needs one acknowledgement and leaves no finding, with every endpoint', () => {
    const stack = new TestStack();
    network(stack, { endpoints: ENDPOINT_SERVICES });
    expect(findings(stack)).toEqual([]);
    expect(rawFindings(stack).map(({ rule }) => rule)).toEqual(['NIST.800.53.R5-VPCDefaultSecurityGroupClosed']);
  });

  test('fails with every prop that does not fit', () => {
    const stack = new TestStack();
    expect(() =>
      network(stack, {
        cidr: '10.30.0.1/16',
        availabilityZones: ['eu-central-1a'],
        endpoints: ['s4' as never],
        imageAccounts: ['763'],
      }),
    ).toThrow(
      /^Test\/Network: 5 problems\n {2}- cidr .*got '10\.30\.0\.1\/16'.*\n {2}- availabilityZones must name 2 to 4 zones, got 1.*\n {2}- availabilityZones must lie in eu-west-1, got eu-central-1a.*\n {2}- endpoints .*got s4.*\n {2}- imageAccounts .*got 763/,
    );
  });

  test.each(['10.30.0.0/15', '10.30.0.0/27', '10.300.0.0/16', 'fd00::/64', '10.30.0.0'])(
    'fails for cidr %s',
    (cidr) => {
      expect(() => network(new TestStack(), { cidr })).toThrow(
        `cidr must be an IPv4 block from /16 to /26, got '${cidr}'`,
      );
    },
  );

  test('fails for the same zone twice', () => {
    expect(() => network(new TestStack(), { availabilityZones: ['eu-west-1a', 'eu-west-1a'] })).toThrow(
      'availabilityZones must differ from one another',
    );
  });
});
