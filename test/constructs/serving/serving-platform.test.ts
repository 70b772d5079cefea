import { Match, Template } from 'aws-cdk-lib/assertions';
import type { ServingPlatformProps } from '../../../constructs/serving';
import { givenTo, newStack, platformOf } from './endpoint-stack';

function template(overrides: Partial<ServingPlatformProps> = {}): Template {
  const stack = newStack();
  platformOf(stack, givenTo(stack), overrides);
  return Template.fromStack(stack);
}

/** The statements of the policy by their id. */
function statements(overrides: Partial<ServingPlatformProps> = {}): Record<string, unknown> {
  const [policy] = Object.values(template(overrides).findResources('AWS::IAM::ManagedPolicy')) as {
    Properties: { PolicyDocument: { Statement: { Sid: string }[] } };
  }[];
  const list = policy?.Properties.PolicyDocument.Statement ?? [];
  return Object.fromEntries(list.map((statement) => [statement.Sid, statement]));
}

const arn = (resource: string) => `arn:aws:ec2:eu-west-1:333333333333:${resource}`;
const key = (id: string) => `arn:aws:kms:eu-west-1:333333333333:key/00000000-0000-4000-8000-00000000000${id}`;
const viaS3 = {
  StringEquals: { 'kms:ViaService': { 'Fn::Join': ['', ['s3.eu-west-1.', { Ref: 'AWS::URLSuffix' }]] } },
};

test('a role reads the weights of the model in its tag, through S3 alone', () => {
  expect(statements()).toMatchObject({
    ReadOwnWeights: {
      Action: 's3:GetObject',
      Resource: 'arn:aws:s3:::models-bucket/models/${aws:PrincipalTag/ServedModel}/*',
    },
    ListOwnWeights: {
      Action: 's3:ListBucket',
      Resource: 'arn:aws:s3:::models-bucket',
      Condition: { StringLike: { 's3:prefix': 'models/${aws:PrincipalTag/ServedModel}/*' } },
    },
    DecryptWeights: { Action: 'kms:Decrypt', Resource: key('1'), Condition: viaS3 },
  });
});

test('network interfaces only in the subnets and with the security group of the platform', () => {
  const subnets = [arn('subnet/subnet-0000000000000000a'), arn('subnet/subnet-0000000000000000b')];
  const interfaces = arn('network-interface/*');
  const { CreateNetworkInterfaces, UseNetworkInterfaces } = statements();
  // Without a condition: EC2 sets no key of a place for an interface that does not exist yet.
  expect(CreateNetworkInterfaces).toEqual({
    Sid: 'CreateNetworkInterfaces',
    Effect: 'Allow',
    Action: 'ec2:CreateNetworkInterface',
    Resource: [interfaces, ...subnets, arn('security-group/sg-00000000000000001')],
  });
  expect(UseNetworkInterfaces).toEqual({
    Sid: 'UseNetworkInterfaces',
    Effect: 'Allow',
    Action: ['ec2:CreateNetworkInterfacePermission', 'ec2:DeleteNetworkInterface'],
    Resource: interfaces,
    Condition: { ArnEquals: { 'ec2:Subnet': subnets } },
  });
});

test('on all resources only what has no resource types, or may name none', () => {
  const open = Object.values(statements()).filter((one) => (one as { Resource: unknown }).Resource === '*');
  expect(open).toEqual([
    { Sid: 'LogInToRegistry', Effect: 'Allow', Action: 'ecr:GetAuthorizationToken', Resource: '*' },
    {
      Sid: 'LookUpNetwork',
      Effect: 'Allow',
      Action: [
        'ec2:DescribeDhcpOptions',
        'ec2:DescribeNetworkInterfaces',
        'ec2:DescribeSecurityGroups',
        'ec2:DescribeSubnets',
        'ec2:DescribeVpcs',
      ],
      Resource: '*',
    },
    {
      Sid: 'WriteMetrics',
      Effect: 'Allow',
      Action: 'cloudwatch:PutMetricData',
      Resource: '*',
      Condition: {
        StringEquals: {
          'cloudwatch:namespace': ['AWS/SageMaker', '/aws/sagemaker/Endpoints', '/aws/sagemaker/InferenceComponents'],
        },
      },
    },
    {
      Sid: 'RevokeNetworkInterfaces',
      Effect: 'Allow',
      Action: 'ec2:DeleteNetworkInterfacePermission',
      Resource: '*',
    },
  ]);
});

test('requests are read and results are written, by each model its own', () => {
  expect(statements()).toMatchObject({
    ReadOwnRequests: {
      Action: 's3:GetObject',
      Resource: 'arn:aws:s3:::data-bucket/async/requests/${aws:PrincipalTag/ServedModel}/*',
    },
    WriteOwnResults: {
      Action: ['s3:AbortMultipartUpload', 's3:PutObject'],
      Resource: 'arn:aws:s3:::data-bucket/async/results/${aws:PrincipalTag/ServedModel}/*',
    },
    UseQueueKey: { Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Resource: key('3'), Condition: viaS3 },
  });
  expect(statements({ asyncQueue: undefined })).not.toHaveProperty('ReadOwnRequests');
});

test('the policy stays below the size limit of IAM', () => {
  expect(JSON.stringify(statements()).length).toBeLessThan(6144);
  template().hasResourceProperties('AWS::IAM::ManagedPolicy', { Roles: Match.absent() });
});

test('fails for subnets in one zone, unless one is enough', () => {
  const stack = newStack();
  const given = givenTo(stack);
  const network = { ...given.network, subnets: given.network.subnets.slice(0, 1) };
  expect(() => platformOf(stack, given, { network })).toThrow(
    'Serving/Platform: network.subnets must lie in at least 2 availability zones, got 1 (eu-west-1a); add a subnet in another zone',
  );
  const other = newStack();
  expect(() => platformOf(other, { ...givenTo(other), network }, { minZones: 1 })).not.toThrow();
});
