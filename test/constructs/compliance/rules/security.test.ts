import type { ResourceView } from '../../../../constructs/template';
import { view } from '../views';
import { ask, changed, queued, realtime, sleeping, withVariant } from './serving-views';

type Fields = Readonly<Record<string, unknown>>;

const PASSED = 'compliant';
const ABSTAINED = 'not-applicable';
const KEY = { 'Fn::GetAtt': ['Key', 'Arn'] };
const BLOCKED = { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true };

const encryption = (by: Fields) => ({ ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: by }] });
const PRIVATE = {
  PublicAccessBlockConfiguration: BLOCKED,
  LoggingConfiguration: { DestinationBucketName: { Ref: 'Logs' } },
  BucketEncryption: encryption({ SSEAlgorithm: 'aws:kms', KMSMasterKeyID: KEY }),
};

const asked = (id: string, type: string, properties: Fields, ...others: readonly ResourceView[]) =>
  ask(id, [view(type, properties), ...others], 'It');

/** The policy of a bucket that takes access logs. */
const logPolicy = view(
  'AWS::S3::BucketPolicy',
  {
    Bucket: { Ref: 'It' },
    PolicyDocument: {
      Statement: [
        { Effect: 'Allow', Principal: { Service: 'logging.s3.amazonaws.com' }, Action: 's3:PutObject', Resource: '*' },
      ],
    },
  },
  { logicalId: 'Policy' },
);

describe('SEC-4', () => {
  const at = 'Properties.PolicyDocument.Statement.0';
  const policy = (statement: Fields) => ({
    PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*', ...statement }] },
  });

  test('passes principals with a name, everybody under a condition, and everybody denied', () => {
    const check = (statement: Fields) => asked('SEC-4', 'AWS::S3::BucketPolicy', policy(statement));
    expect(check({ Principal: { AWS: 'arn:aws:iam::111111111111:root' } })).toBe(PASSED);
    expect(check({ Principal: '*', Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } } })).toBe(PASSED);
    expect(check({ Principal: '*', Effect: 'Deny' })).toBe(PASSED);
  });

  test('fails everybody without a condition', () => {
    const check = (statement: Fields) => asked('SEC-4', 'AWS::S3::BucketPolicy', policy(statement));
    const problem = `${at}.Principal: statement allows everybody, without a condition`;
    expect(check({ Principal: '*' })).toBe(problem);
    expect(check({ Principal: { AWS: ['111111111111', '*'] } })).toBe(problem);
    expect(check({ Principal: '*', Condition: {} })).toBe(problem);
    expect(check({ NotPrincipal: { AWS: '111111111111' } })).toBe(
      `${at}.NotPrincipal: statement allows everybody but those of NotPrincipal`,
    );
  });

  test('fails a trust policy for everybody and a managed policy that reaches all data', () => {
    const AssumeRolePolicyDocument = {
      Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: '*' } }],
    };
    expect(asked('SEC-4', 'AWS::IAM::Role', { AssumeRolePolicyDocument })).toBe(
      'Properties.AssumeRolePolicyDocument.Statement.0.Principal: statement allows everybody, without a condition',
    );
    const full = {
      'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::aws:policy/AmazonSageMakerFullAccess']],
    };
    expect(asked('SEC-4', 'AWS::IAM::Role', { ManagedPolicyArns: [{ Ref: 'Own' }, full] })).toBe(
      'Properties.ManagedPolicyArns: role has the managed policy AmazonSageMakerFullAccess, which reaches more than its own data',
    );
  });

  test('passes a VPC endpoint that lets everybody through to named buckets, and fails it for all', () => {
    const check = (statement: Fields) =>
      asked('SEC-4', 'AWS::EC2::VPCEndpoint', policy({ Principal: '*', ...statement }));
    expect(check({ Resource: 'arn:aws:s3:::layers/*' })).toBe(PASSED);
    expect(check({})).toBe(`${at}.Principal: statement allows everybody, without a condition`);
  });

  test('fails a VPC endpoint without a policy', () => {
    expect(asked('SEC-4', 'AWS::EC2::VPCEndpoint', {})).toBe(
      'Properties.PolicyDocument: VPC endpoint has no policy, so that it is a way to every account',
    );
  });

  test('passes buckets that are private and logged, or take the logs themselves', () => {
    expect(asked('SEC-4', 'AWS::S3::Bucket', PRIVATE)).toBe(PASSED);
    expect(asked('SEC-4', 'AWS::S3::Bucket', { ...PRIVATE, LoggingConfiguration: undefined }, logPolicy)).toBe(PASSED);
  });

  test('fails buckets that are open or not logged', () => {
    const PublicAccessBlockConfiguration = { ...BLOCKED, BlockPublicAcls: false };
    expect(asked('SEC-4', 'AWS::S3::Bucket', { PublicAccessBlockConfiguration })).toBe(
      'Properties.PublicAccessBlockConfiguration: bucket does not block public access (BlockPublicAcls); bucket does not log who reads it',
    );
  });

  test('abstains from a resource without policies', () => {
    expect(asked('SEC-4', 'AWS::DynamoDB::Table', {})).toBe(ABSTAINED);
    expect(asked('SEC-4', 'AWS::IAM::User', {})).toBe(ABSTAINED);
  });
});

describe('SEC-5', () => {
  test.each<[string, Fields, string]>([
    [
      'AWS::S3::Bucket',
      PRIVATE,
      'BucketEncryption.ServerSideEncryptionConfiguration.ServerSideEncryptionByDefault.KMSMasterKeyID',
    ],
    ['AWS::SNS::Topic', { KmsMasterKeyId: KEY }, 'KmsMasterKeyId'],
    ['AWS::SQS::Queue', { KmsMasterKeyId: KEY }, 'KmsMasterKeyId'],
    ['AWS::Logs::LogGroup', { KmsKeyId: KEY }, 'KmsKeyId'],
    ['AWS::CloudTrail::Trail', { KMSKeyId: KEY }, 'KMSKeyId'],
    ['AWS::SecretsManager::Secret', { KmsKeyId: KEY }, 'KmsKeyId'],
    ['AWS::DynamoDB::Table', { SSESpecification: { KMSMasterKeyId: KEY } }, 'SSESpecification.KMSMasterKeyId'],
    [
      'AWS::DynamoDB::GlobalTable',
      { Replicas: [{ SSESpecification: { KMSMasterKeyId: KEY } }] },
      'Replicas.SSESpecification.KMSMasterKeyId',
    ],
  ])('passes %s with a key, and fails it without', (type, properties, location) => {
    expect(asked('SEC-5', type, properties)).toBe(PASSED);
    expect(asked('SEC-5', type, {})).toBe(`Properties.${location}: store is not encrypted with a customer managed key`);
  });

  test('fails a store under a key of AWS, and one that is encrypted in one case only', () => {
    expect(asked('SEC-5', 'AWS::SNS::Topic', { KmsMasterKeyId: 'alias/aws/sns' })).toBe(
      'Properties.KmsMasterKeyId: store is encrypted with the key alias/aws/sns of AWS, and not with a customer managed key',
    );
    const KmsKeyId = { 'Fn::If': ['Production', KEY, { Ref: 'AWS::NoValue' }] };
    expect(asked('SEC-5', 'AWS::Logs::LogGroup', { KmsKeyId })).toBe(
      'Properties.KmsKeyId: store is not encrypted with a customer managed key',
    );
  });

  test('abstains from the bucket of the access logs, which S3 demands to be under its own key', () => {
    const properties = { BucketEncryption: encryption({ SSEAlgorithm: 'AES256' }) };
    expect(asked('SEC-5', 'AWS::S3::Bucket', properties, logPolicy)).toBe(ABSTAINED);
    expect(asked('SEC-5', 'AWS::S3::Bucket', properties)).toMatch('store is not encrypted with a customer managed key');
  });

  test('passes endpoints, with a key or on instances that encrypt by hardware', () => {
    for (const resources of [realtime(), queued(), sleeping()]) {
      expect(ask('SEC-5', resources, 'Config')).toBe(PASSED);
      expect(ask('SEC-5', resources, 'Model')).toBe(PASSED);
    }
    const ebs = withVariant(realtime(), { InstanceType: 'ml.p3.2xlarge' });
    expect(ask('SEC-5', changed(ebs, 'Config', { KmsKeyId: KEY }), 'Config')).toBe(PASSED);
  });

  test('fails an endpoint configuration without the keys that it can have', () => {
    expect(ask('SEC-5', withVariant(realtime(), { InstanceType: 'ml.p3.2xlarge' }), 'Config')).toBe(
      'Properties.KmsKeyId: endpoint configuration has no KmsKeyId for the storage of its instances',
    );
    const InstancePools = [{ InstanceType: 'ml.p3.2xlarge' }, { InstanceType: 'ml.g5.2xlarge' }];
    expect(ask('SEC-5', withVariant(realtime(), { InstanceType: undefined, InstancePools }), 'Config')).toBe(
      'Properties.KmsKeyId: endpoint configuration mixes instance types with and without local storage, so that no key can be given',
    );
    expect(ask('SEC-5', changed(queued(), 'Config', { AsyncInferenceConfig: { OutputConfig: {} } }), 'Config')).toBe(
      'Properties.AsyncInferenceConfig.OutputConfig.KmsKeyId: endpoint configuration has no KmsKeyId for the answers that it writes',
    );
    expect(ask('SEC-5', changed(realtime(), 'Config', { DataCaptureConfig: { EnableCapture: true } }), 'Config')).toBe(
      'Properties.DataCaptureConfig.KmsKeyId: endpoint configuration has no KmsKeyId for the requests that it captures',
    );
  });

  test('fails a model that is not isolated', () => {
    expect(ask('SEC-5', changed(realtime(), 'Model', { EnableNetworkIsolation: false, VpcConfig: {} }), 'Model')).toBe(
      'Properties.EnableNetworkIsolation: model does not isolate its containers from the network (EnableNetworkIsolation); model has no Subnets of a VPC; model has no SecurityGroupIds of a VPC',
    );
    expect(ask('SEC-5', changed(sleeping(), 'Config', { EnableNetworkIsolation: undefined }), 'Config')).toBe(
      'Properties.EnableNetworkIsolation: endpoint configuration does not isolate its containers from the network (EnableNetworkIsolation)',
    );
  });

  test('passes keys that rotate, fails those that do not, abstains from those that cannot', () => {
    expect(asked('SEC-5', 'AWS::KMS::Key', { EnableKeyRotation: true })).toBe(PASSED);
    expect(asked('SEC-5', 'AWS::KMS::Key', {})).toBe('Properties.EnableKeyRotation: key does not rotate');
    expect(asked('SEC-5', 'AWS::KMS::Key', { KeySpec: 'ECC_NIST_P256' })).toBe(ABSTAINED);
  });

  test('fails a security group that admits the internet', () => {
    const from = (rule: Fields) =>
      asked('SEC-5', 'AWS::EC2::SecurityGroup', { SecurityGroupIngress: [{ CidrIp: '10.0.0.0/8' }, rule] });
    expect(from({ SourceSecurityGroupId: 'sg-1' })).toBe(PASSED);
    expect(from({ CidrIp: '0.0.0.0/0' })).toBe(
      'Properties.SecurityGroupIngress.1: security group admits the whole internet (0.0.0.0/0)',
    );
    expect(asked('SEC-5', 'AWS::EC2::SecurityGroupIngress', { CidrIpv6: '::/0' })).toBe(
      'Properties: security group admits the whole internet (::/0)',
    );
  });
});
