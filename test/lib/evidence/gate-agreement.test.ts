import { gatherEvidence, type EvidenceModel } from '../../../lib/evidence';
import { INSTANCE_TYPES } from '../../../lib/config';
import { askRequirement } from '../../constructs/compliance/rules/serving-views';
import { viewsOf } from '../../constructs/compliance/views';
import { evidenceInput } from './fixture';

type Fields = Readonly<Record<string, unknown>>;
type Template = Readonly<Record<string, { readonly Type: string; readonly Properties: Fields }>>;

const KEY = { Type: 'AWS::KMS::Key', Properties: { EnableKeyRotation: true } };
const OUR_KEY = { 'Fn::GetAtt': ['Key', 'Arn'] };
const KEY_OF_AWS = { 'Fn::Sub': 'arn:${AWS::Partition}:kms:${AWS::Region}:${AWS::AccountId}:alias/aws/sns' };
const sometimes = (value: unknown) => ({ 'Fn::If': ['Production', value, { Ref: 'AWS::NoValue' }] });
const one = (Type: string, Properties: Fields): Template => ({ It: { Type, Properties } });

const UNENCRYPTED = 'is not encrypted with a customer managed key';

/** What the rules of a requirement say of the resource `It`. */
const gate = (requirement: string, template: Template): string =>
  askRequirement(requirement, viewsOf({ Resources: template }), 'It');

/** What the evidence says of the template. */
function evidence(template: Template): EvidenceModel {
  const prod = evidenceInput().environments.find(({ name }) => name === 'prod');
  if (prod === undefined) throw new Error('the fixture has no prod');
  const stack = { environment: 'prod', stack: 'prod/S', file: 's.json', sha256: '', region: 'eu-west-1', account: '3' };
  const templates = [{ ...stack, template: { Resources: { Key: KEY, ...template } } }];
  return gatherEvidence({ ...evidenceInput(), environments: [prod], templates });
}

const holders = (template: Template): readonly string[] =>
  evidence(template)
    .encryption.filter(({ logicalId }) => logicalId === 'It')
    .map(({ part, atRest }) => (part === '' ? atRest.holder : `${part}: ${atRest.holder}`));

const exposed = (template: Template): readonly string[] =>
  evidence(template).networks.flatMap(({ publicResources }) =>
    publicResources.map(({ label, reason }) => `${label}: ${reason}`),
  );

describe('a store that the gate passes has a customer managed key in the evidence too', () => {
  test.each<[string, Template]>([
    [
      'a global table whose replicas name their keys',
      one('AWS::DynamoDB::GlobalTable', {
        SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
        Replicas: [{ SSESpecification: { KMSMasterKeyId: OUR_KEY } }],
      }),
    ],
    ['a file system', one('AWS::EFS::FileSystem', { Encrypted: true, KmsKeyId: OUR_KEY })],
    [
      'a queue with a key in both cases',
      one('AWS::SQS::Queue', { KmsMasterKeyId: { 'Fn::If': ['C', OUR_KEY, { Ref: 'Key' }] } }),
    ],
  ])('%s', (_, template) => {
    expect(gate('SEC-5', template)).toBe('compliant');
    expect(holders(template)).toEqual(['customer managed']);
  });
});

describe('fails a store to which the evidence gives another holder of the key', () => {
  const at = 'Properties.';
  test.each<[string, Template, string, string]>([
    [
      'a log group with a key in one case only',
      one('AWS::Logs::LogGroup', { KmsKeyId: sometimes(OUR_KEY) }),
      `${at}KmsKeyId: store ${UNENCRYPTED}`,
      'AWS owned',
    ],
    [
      'a topic under a key of AWS that is named by its ARN',
      one('AWS::SNS::Topic', { KmsMasterKeyId: KEY_OF_AWS }),
      `${at}KmsMasterKeyId: store is encrypted with the key alias/aws/sns of AWS, and not with a customer managed key`,
      'AWS managed',
    ],
    [
      'a table that names a key and switches it off',
      one('AWS::DynamoDB::Table', { SSESpecification: { SSEEnabled: false, KMSMasterKeyId: OUR_KEY } }),
      `${at}SSESpecification.KMSMasterKeyId: store ${UNENCRYPTED}`,
      'AWS owned',
    ],
    [
      'a bucket that names a key and uses another algorithm',
      one('AWS::S3::Bucket', {
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [
            { ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256', KMSMasterKeyID: OUR_KEY } },
          ],
        },
      }),
      `${at}BucketEncryption.ServerSideEncryptionConfiguration.ServerSideEncryptionByDefault.KMSMasterKeyID: store ${UNENCRYPTED}`,
      'AWS owned',
    ],
    [
      'a file system without encryption',
      one('AWS::EFS::FileSystem', {}),
      `${at}KmsKeyId: store ${UNENCRYPTED}`,
      'not encrypted',
    ],
    [
      'a delivery stream',
      one('AWS::KinesisFirehose::DeliveryStream', {}),
      `${at}DeliveryStreamEncryptionConfigurationInput.KeyARN: store ${UNENCRYPTED}`,
      'not encrypted',
    ],
    [
      'a feature group',
      one('AWS::SageMaker::FeatureGroup', { OfflineStoreConfig: { S3StorageConfig: { S3Uri: 's3://x' } } }),
      `${at}OfflineStoreConfig.S3StorageConfig.KmsKeyId: offline store ${UNENCRYPTED}`,
      'offline store: AWS owned',
    ],
  ])('%s', (_, template, refusal, holder) => {
    expect(holders(template)).toEqual([holder]);
    expect(gate('SEC-5', template)).toBe(refusal);
  });
});

describe('an endpoint configuration', () => {
  const config = (more: Fields, ...types: readonly unknown[]): Template =>
    one('AWS::SageMaker::EndpointConfig', {
      ProductionVariants: types.map((InstanceType) => ({ ModelName: 'm', InstanceType })),
      ...more,
    });

  test.each([...INSTANCE_TYPES.keys()])('on %s is encrypted by key or hardware for both, or for neither', (type) => {
    const said = holders(config({}, type));
    const passed = gate('SEC-5', config({}, type)) === 'compliant';
    expect(said).toEqual(passed ? [`local NVMe storage of ${type}: hardware`] : ['storage volume: not encrypted']);
    expect(gate('SEC-5', config({ KmsKeyId: OUR_KEY }, type))).toBe('compliant');
    expect(holders(config({ KmsKeyId: OUR_KEY }, type))[0]).toBe('storage volume: customer managed');
  });

  test('on instances that a condition chooses is read in every case', () => {
    const chosen = config({}, { 'Fn::If': ['Large', 'ml.g5.4xlarge', 'ml.g5.xlarge'] });
    expect(gate('SEC-5', chosen)).toBe('compliant');
    expect(holders(chosen)).toEqual(['local NVMe storage of ml.g5.4xlarge, ml.g5.xlarge: hardware']);
  });

  test('captures unless it is told not to', () => {
    const capture = (fields: Fields) => config({ DataCaptureConfig: fields }, 'ml.g5.xlarge');
    const location = 'Properties.DataCaptureConfig.KmsKeyId';
    expect(gate('SEC-5', capture({}))).toBe(
      `${location}: endpoint configuration has no KmsKeyId for the requests that it captures`,
    );
    expect(holders(capture({})).at(-1)).toBe('data capture: AWS owned');
    expect(gate('SEC-5', capture({ EnableCapture: false }))).toBe('compliant');
    expect(holders(capture({ EnableCapture: false }))).toEqual(['local NVMe storage of ml.g5.xlarge: hardware']);
  });

  test('fails under a key of AWS', () => {
    const ofAws = config({ KmsKeyId: 'alias/aws/ebs' }, 'ml.p3.2xlarge');
    expect(holders(ofAws)).toEqual(['storage volume: AWS managed']);
    expect(gate('SEC-5', ofAws)).toMatch('key alias/aws/ebs of AWS');
  });
});

describe('exposure', () => {
  const BLOCKS = ['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'];
  const blocked = (value: unknown) => Object.fromEntries(BLOCKS.map((name) => [name, value]));
  const bucket = (PublicAccessBlockConfiguration: unknown) =>
    one('AWS::S3::Bucket', { PublicAccessBlockConfiguration, LoggingConfiguration: { DestinationBucketName: 'logs' } });
  const open = (Statement: unknown) => ({ PolicyDocument: { Statement } });
  const EVERYBODY = { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: '*' };

  test.each<[string, Template]>([
    ['a bucket that blocks with texts', bucket(blocked('true'))],
    ['a bucket that blocks in both cases', bucket({ 'Fn::If': ['C', blocked(true), blocked(true)] })],
  ])('has nothing to say of %s, which the gate passes', (_, template) => {
    expect(gate('SEC-4', template)).toBe('compliant');
    expect(exposed(template)).toEqual([]);
  });

  test.each<[string, string, Template, RegExp, string]>([
    [
      'a bucket that blocks in one case',
      'SEC-4',
      bucket(sometimes(blocked(true))),
      /does not block public access/,
      'S/It: public access is not blocked by the bucket: BlockPublicAcls, BlockPublicPolicy, IgnorePublicAcls, RestrictPublicBuckets',
    ],
    [
      'a security group that admits the internet in one case',
      'SEC-5',
      one('AWS::EC2::SecurityGroup', { SecurityGroupIngress: [sometimes({ CidrIp: '0.0.0.0/0' })] }),
      /admits the whole internet/,
      'S/It: admits traffic from anywhere',
    ],
    [
      'a role for everybody',
      'SEC-4',
      one('AWS::IAM::Role', {
        AssumeRolePolicyDocument: {
          Statement: [{ Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' }],
        },
      }),
      /allows everybody/,
      'S/It: everybody may assume it',
    ],
    [
      'a policy for all but some',
      'SEC-4',
      one('AWS::S3::BucketPolicy', {
        Bucket: 'theirs',
        ...open([{ ...EVERYBODY, Principal: undefined, NotPrincipal: { AWS: '1' } }]),
      }),
      /everybody but those/,
      'S/It: its policy allows everybody but those of NotPrincipal',
    ],
    [
      'a policy under a condition that compares nothing',
      'SEC-4',
      one('AWS::S3::BucketPolicy', { Bucket: 'theirs', ...open([{ ...EVERYBODY, Condition: { StringEquals: {} } }]) }),
      /allows everybody/,
      'S/It: its policy allows everybody without a condition',
    ],
    [
      'a policy that is open in one case',
      'SEC-4',
      one('AWS::S3::BucketPolicy', { Bucket: 'theirs', ...open([sometimes(EVERYBODY)]) }),
      /allows everybody/,
      'S/It: its policy allows everybody without a condition',
    ],
    [
      'a policy that is a text',
      'SEC-4',
      one('AWS::ECR::Repository', { RepositoryPolicyText: JSON.stringify(open(EVERYBODY).PolicyDocument) }),
      /allows everybody/,
      'S/It: its policy allows everybody without a condition',
    ],
    ...(
      [
        ['AWS::S3::AccessPoint', 'Policy'],
        ['AWS::SageMaker::ModelPackageGroup', 'ModelPackageGroupPolicy'],
        ['AWS::Kinesis::ResourcePolicy', 'ResourcePolicy'],
        ['AWS::Logs::ResourcePolicy', 'PolicyDocument'],
        ['AWS::EFS::FileSystem', 'FileSystemPolicy'],
        ['AWS::KMS::ReplicaKey', 'KeyPolicy'],
      ] as const
    ).map(([type, property]): [string, string, Template, RegExp, string] => [
      `an ${type} for everybody`,
      'SEC-4',
      one(type, { [property]: { Statement: [EVERYBODY] } }),
      /allows everybody/,
      'S/It: its policy allows everybody without a condition',
    ]),
  ])('names %s, which the gate refuses', (_, rule, template, refusal, reason) => {
    expect(gate(rule, template)).toMatch(refusal);
    expect(exposed(template)).toEqual([reason]);
  });
});

test('a model that may be outside of a VPC is named by the evidence, and refused by the gate', () => {
  const model = one('AWS::SageMaker::Model', {
    EnableNetworkIsolation: true,
    VpcConfig: sometimes({ Subnets: ['a', 'b'], SecurityGroupIds: ['c'] }),
  });
  expect(gate('SEC-5', model)).toMatch('model has no Subnets of a VPC');
  expect(evidence(model).networks.flatMap(({ outsideVpc }) => outsideVpc.map(({ label }) => label))).toEqual(['S/It']);
});

test('a key that rotates, does not, or cannot is the same for both', () => {
  const key = (properties: Fields) => {
    const template = one('AWS::KMS::Key', properties);
    const row = evidence(template).encryption.find(({ logicalId }) => logicalId === 'It');
    return [gate('SEC-5', template), row?.notes];
  };
  expect(key({ EnableKeyRotation: 'true' })).toEqual(['compliant', []]);
  expect(key({ EnableKeyRotation: sometimes(true) })).toEqual([
    'Properties.EnableKeyRotation: key does not rotate',
    ['automatic rotation is off'],
  ]);
  expect(key({ KeySpec: 'ECC_NIST_P256' })).toEqual(['not-applicable', []]);
});
