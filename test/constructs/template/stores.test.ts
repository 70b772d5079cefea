import { resourcesOf, statementsAt, storedParts } from '../../../constructs/template';

type Fields = Readonly<Record<string, unknown>>;

const KEY = { 'Fn::GetAtt': ['Key', 'Arn'] };
const NOTHING = { Ref: 'AWS::NoValue' };

/** What the resource `It` stores, with the policies of its template. */
function parts(Type: string, Properties: Fields, others: Fields = {}) {
  const template = { Resources: { It: { Type, Properties }, ...others } };
  const resources = resourcesOf({ environment: 'prod', stack: 'prod/S', template });
  const it = resources.get('It');
  if (it === undefined) throw new Error('nothing was read');
  return storedParts(it, statementsAt(it, resources));
}

const holders = (type: string, properties: Fields) =>
  parts(type, properties).map(({ part, cases }) =>
    [part, ...cases.map(({ holder }) => holder)].filter(Boolean).join(' '),
  );

/** A property at a path, through lists at `*`. */
function placed(path: string, value: unknown): Fields {
  const [step = '', ...rest] = path.split('.').toReversed();
  const whole = rest.reduce<unknown>((inner, name) => (name === '*' ? [inner] : { [name]: inner }), { [step]: value });
  return whole as Fields;
}

describe('the holder of the key', () => {
  test.each<[string, string, string]>([
    ['AWS::Backup::BackupVault', 'EncryptionKeyArn', 'AWS managed'],
    ['AWS::CloudTrail::Trail', 'KMSKeyId', 'AWS owned'],
    ['AWS::DynamoDB::GlobalTable', 'Replicas.*.SSESpecification.KMSMasterKeyId', 'AWS owned'],
    ['AWS::DynamoDB::Table', 'SSESpecification.KMSMasterKeyId', 'AWS owned'],
    ['AWS::ECR::Repository', 'EncryptionConfiguration.KmsKey', 'AWS owned'],
    ['AWS::EFS::FileSystem', 'KmsKeyId', 'not encrypted'],
    ['AWS::Kinesis::Stream', 'StreamEncryption.KeyId', 'not encrypted'],
    ['AWS::KinesisFirehose::DeliveryStream', 'DeliveryStreamEncryptionConfigurationInput.KeyARN', 'not encrypted'],
    ['AWS::Logs::LogGroup', 'KmsKeyId', 'AWS owned'],
    [
      'AWS::S3::Bucket',
      'BucketEncryption.ServerSideEncryptionConfiguration.*.ServerSideEncryptionByDefault.KMSMasterKeyID',
      'AWS owned',
    ],
    ['AWS::SNS::Topic', 'KmsMasterKeyId', 'not encrypted'],
    ['AWS::SQS::Queue', 'KmsMasterKeyId', 'AWS owned'],
    ['AWS::SecretsManager::Secret', 'KmsKeyId', 'AWS managed'],
  ])('of %s is the company with %s, and %s without', (type, path, without) => {
    const location = `Properties.${path.replaceAll('.*', '')}`;
    expect(parts(type, placed(path, KEY))).toMatchObject([
      { part: '', location, needsKey: true, cases: [{ holder: 'customer managed', key: KEY }] },
    ]);
    expect(holders(type, {})).toEqual([without]);
    expect(holders(type, placed(path, { 'Fn::If': ['C', KEY, NOTHING] }))).toEqual([`customer managed ${without}`]);
    expect(holders(type, placed(path, { 'Fn::Sub': 'arn:aws:kms:${AWS::Region}:1:alias/aws/x' }))).toEqual([
      'AWS managed',
    ]);
  });

  const byDefault = (fields: Fields) => ({
    BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: fields }] },
  });
  test.each<[string, string, Fields, string]>([
    ['a table with a key of AWS', 'AWS::DynamoDB::Table', { SSESpecification: { SSEEnabled: true } }, 'AWS managed'],
    [
      'a table that is switched off',
      'AWS::DynamoDB::Table',
      { SSESpecification: { SSEEnabled: false, KMSMasterKeyId: KEY } },
      'AWS owned',
    ],
    ['a bucket with a key of AWS', 'AWS::S3::Bucket', byDefault({ SSEAlgorithm: 'aws:kms' }), 'AWS managed'],
    [
      'a bucket with a key of S3',
      'AWS::S3::Bucket',
      byDefault({ SSEAlgorithm: 'AES256', KMSMasterKeyID: KEY }),
      'AWS owned',
    ],
    [
      'a repository with a key of AWS',
      'AWS::ECR::Repository',
      { EncryptionConfiguration: { EncryptionType: 'KMS' } },
      'AWS managed',
    ],
    ['a queue that is switched off', 'AWS::SQS::Queue', { SqsManagedSseEnabled: false }, 'not encrypted'],
    [
      'a queue that is switched off but for its key',
      'AWS::SQS::Queue',
      { SqsManagedSseEnabled: false, KmsMasterKeyId: KEY },
      'customer managed',
    ],
    ['a file system with a key of AWS', 'AWS::EFS::FileSystem', { Encrypted: true }, 'AWS managed'],
    [
      'a file system that is switched off',
      'AWS::EFS::FileSystem',
      { Encrypted: 'false', KmsKeyId: KEY },
      'not encrypted',
    ],
    [
      'a delivery stream with a key of AWS',
      'AWS::KinesisFirehose::DeliveryStream',
      { DeliveryStreamEncryptionConfigurationInput: { KeyType: 'AWS_OWNED_CMK' } },
      'AWS owned',
    ],
    [
      'a delivery stream that reads a stream',
      'AWS::KinesisFirehose::DeliveryStream',
      { DeliveryStreamType: 'KinesisStreamAsSource' },
      'not stated',
    ],
    ['a parameter', 'AWS::SSM::Parameter', {}, 'not stated'],
    ['a key', 'AWS::KMS::Key', {}, 'hardware'],
  ])('of %s', (_, type, properties, holder) => {
    expect(holders(type, properties)).toEqual([holder]);
  });

  test('of the environment of a function may be AWS', () => {
    expect(parts('AWS::Lambda::Function', {})).toMatchObject([{ needsKey: false, cases: [{ holder: 'AWS managed' }] }]);
  });

  test('of a resource that stores nothing is nobody', () => {
    expect(parts('AWS::EC2::Subnet', {})).toEqual([]);
    expect(parts('constructor', {})).toEqual([]);
  });
});

describe('an endpoint configuration', () => {
  const config = (more: Fields, ...types: readonly unknown[]) =>
    holders('AWS::SageMaker::EndpointConfig', {
      ProductionVariants: types.map((InstanceType) => ({ InstanceType })),
      ...more,
    });

  test('stores on a volume, on local disks, or on both', () => {
    expect(config({}, 'ml.p3.2xlarge')).toEqual(['storage volume not encrypted']);
    expect(config({}, 'ml.g5.xlarge', 'ml.g5.xlarge')).toEqual(['local NVMe storage of ml.g5.xlarge hardware']);
    expect(config({ KmsKeyId: KEY }, 'ml.g5.xlarge', 'ml.p3.2xlarge')).toEqual([
      'storage volume customer managed',
      'local NVMe storage of ml.g5.xlarge hardware',
    ]);
    expect(config({}, { Ref: 'InstanceType' })).toEqual(['storage volume not encrypted']);
    expect(config({ ProductionVariants: [{ InstancePools: [{ InstanceType: 'ml.g6.xlarge' }] }] })).toEqual([
      'local NVMe storage of ml.g6.xlarge hardware',
    ]);
  });

  test('stores answers of a queue and requests that it captures', () => {
    const OutputConfig = { KmsKeyId: KEY };
    expect(config({ AsyncInferenceConfig: { OutputConfig }, DataCaptureConfig: {} }, 'ml.g5.xlarge')).toEqual([
      'local NVMe storage of ml.g5.xlarge hardware',
      'asynchronous output customer managed',
      'data capture AWS owned',
    ]);
    expect(config({ DataCaptureConfig: { EnableCapture: false } }, 'ml.g5.xlarge')).toHaveLength(1);
  });
});

test('a feature group stores online and offline', () => {
  expect(
    holders('AWS::SageMaker::FeatureGroup', {
      OnlineStoreConfig: { SecurityConfig: { KmsKeyId: KEY } },
      OfflineStoreConfig: { S3StorageConfig: {} },
    }),
  ).toEqual(['online store customer managed', 'offline store AWS owned']);
});

describe('TLS', () => {
  const policy = (Principal: unknown) => ({
    Statement: [{ Effect: 'Deny', Principal, Action: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }],
  });

  test('is enforced by a policy that denies plaintext to everybody, and by none that does for some', () => {
    const table = (principal: unknown) =>
      parts('AWS::DynamoDB::Table', { ResourcePolicy: { PolicyDocument: policy(principal) } })[0]?.inTransit;
    expect(table('*')).toEqual({
      state: 'enforced',
      detail: 'TLS: the resource policy denies aws:SecureTransport = false',
    });
    expect(table({ AWS: '111111111111' })).toEqual({
      state: 'not enforced',
      detail: 'TLS is offered; no resource policy denies plaintext to everybody',
    });
  });

  test.each([
    ['AWS::S3::BucketPolicy', 'AWS::S3::Bucket', 'Bucket'],
    ['AWS::SNS::TopicPolicy', 'AWS::SNS::Topic', 'Topics'],
    ['AWS::SQS::QueuePolicy', 'AWS::SQS::Queue', 'Queues'],
  ])('is enforced by an %s for the %s that it names', (Type, store, property) => {
    const Policy = { Type, Properties: { [property]: [{ Ref: 'It' }], PolicyDocument: policy('*') } };
    expect(parts(store, {}, { Policy })[0]?.inTransit.state).toBe('enforced');
    expect(parts(store, {})[0]?.inTransit.state).toBe('not enforced');
  });

  test('is all that a service offers, or does not apply inside of an instance', () => {
    expect(parts('AWS::Logs::LogGroup', {})[0]?.inTransit.state).toBe('enforced');
    const ProductionVariants = [{ InstanceType: 'ml.g5.xlarge' }];
    expect(parts('AWS::SageMaker::EndpointConfig', { ProductionVariants })[0]?.inTransit.state).toBe('does not apply');
  });
});

test('a bucket that takes access logs needs no key of the company, as long as it has that of S3', () => {
  const Statement = [{ Effect: 'Allow', Principal: { Service: 'logging.s3.amazonaws.com' }, Action: 's3:PutObject' }];
  const Policy = {
    Type: 'AWS::S3::BucketPolicy',
    Properties: { Bucket: { Ref: 'It' }, PolicyDocument: { Statement } },
  };
  const bucket = (SSEAlgorithm: string) =>
    parts(
      'AWS::S3::Bucket',
      {
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm } }],
        },
      },
      { Policy },
    );
  expect(bucket('AES256')).toMatchObject([
    { needsKey: false, notes: ['takes access logs, which S3 delivers under this key only'] },
  ]);
  expect(bucket('aws:kms')).toMatchObject([{ needsKey: true, notes: [] }]);
});
