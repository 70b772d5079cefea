import { ask, changed, queued, realtime, sleeping, withVariant } from './serving-views';
import { asked, encryption, KEY, LOG_POLICY, PRIVATE } from './store-views';

type Fields = Readonly<Record<string, unknown>>;

const PASSED = 'compliant';
const ABSTAINED = 'not-applicable';

describe('StoreEncryptedWithCustomerKey', () => {
  const id = 'StoreEncryptedWithCustomerKey';

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
    expect(asked(id, type, properties)).toBe(PASSED);
    expect(asked(id, type, {})).toBe(`Properties.${location}: store is not encrypted with a customer managed key`);
  });

  test('fails a store under a key of AWS, and one that is encrypted in one case only', () => {
    expect(asked(id, 'AWS::SNS::Topic', { KmsMasterKeyId: 'alias/aws/sns' })).toBe(
      'Properties.KmsMasterKeyId: store is encrypted with the key alias/aws/sns of AWS, and not with a customer managed key',
    );
    const KmsKeyId = { 'Fn::If': ['Production', KEY, { Ref: 'AWS::NoValue' }] };
    expect(asked(id, 'AWS::Logs::LogGroup', { KmsKeyId })).toBe(
      'Properties.KmsKeyId: store is not encrypted with a customer managed key',
    );
  });

  test('abstains from the bucket of the access logs, which S3 demands to be under its own key', () => {
    const properties = { BucketEncryption: encryption({ SSEAlgorithm: 'AES256' }) };
    expect(asked(id, 'AWS::S3::Bucket', properties, LOG_POLICY)).toBe(ABSTAINED);
    expect(asked(id, 'AWS::S3::Bucket', properties)).toMatch('store is not encrypted with a customer managed key');
  });
});

describe('KeyRotationEnabled', () => {
  test('passes keys that rotate, fails those that do not, abstains from those that cannot', () => {
    expect(asked('KeyRotationEnabled', 'AWS::KMS::Key', { EnableKeyRotation: true })).toBe(PASSED);
    expect(asked('KeyRotationEnabled', 'AWS::KMS::Key', {})).toBe('Properties.EnableKeyRotation: key does not rotate');
    expect(asked('KeyRotationEnabled', 'AWS::KMS::Key', { KeySpec: 'ECC_NIST_P256' })).toBe(ABSTAINED);
  });
});

describe('EndpointVolumeEncrypted', () => {
  const id = 'EndpointVolumeEncrypted';

  test('passes endpoints, with a key or on instances that encrypt by hardware', () => {
    for (const resources of [realtime(), queued(), sleeping()]) expect(ask(id, resources, 'Config')).toBe(PASSED);
    const ebs = withVariant(realtime(), { InstanceType: 'ml.p3.2xlarge' });
    expect(ask(id, changed(ebs, 'Config', { KmsKeyId: KEY }), 'Config')).toBe(PASSED);
  });

  test('fails an endpoint without the key that it can have, and one that can have none', () => {
    expect(ask(id, withVariant(realtime(), { InstanceType: 'ml.p3.2xlarge' }), 'Config')).toBe(
      'Properties.KmsKeyId: endpoint configuration has no KmsKeyId for the storage of its instances',
    );
    const InstancePools = [{ InstanceType: 'ml.p3.2xlarge' }, { InstanceType: 'ml.g5.2xlarge' }];
    expect(ask(id, withVariant(realtime(), { InstanceType: undefined, InstancePools }), 'Config')).toBe(
      'Properties.KmsKeyId: endpoint configuration mixes instance types with and without local storage, so that no key can be given',
    );
  });
});

describe('AsyncOutputEncrypted', () => {
  test('passes answers under a key, fails those without, abstains where nothing is written', () => {
    expect(ask('AsyncOutputEncrypted', queued(), 'Config')).toBe(PASSED);
    const open = changed(queued(), 'Config', { AsyncInferenceConfig: { OutputConfig: {} } });
    expect(ask('AsyncOutputEncrypted', open, 'Config')).toBe(
      'Properties.AsyncInferenceConfig.OutputConfig.KmsKeyId: endpoint configuration has no KmsKeyId for the answers that it writes',
    );
    expect(ask('AsyncOutputEncrypted', realtime(), 'Config')).toBe(ABSTAINED);
  });
});

describe('DataCaptureEncrypted', () => {
  test('passes captures under a key, fails those without, abstains where nothing is captured', () => {
    const capturing = (DataCaptureConfig: Fields) =>
      ask('DataCaptureEncrypted', changed(realtime(), 'Config', { DataCaptureConfig }), 'Config');
    expect(capturing({ EnableCapture: true, KmsKeyId: KEY })).toBe(PASSED);
    expect(capturing({ EnableCapture: true })).toBe(
      'Properties.DataCaptureConfig.KmsKeyId: endpoint configuration has no KmsKeyId for the requests that it captures',
    );
    expect(ask('DataCaptureEncrypted', realtime(), 'Config')).toBe(ABSTAINED);
  });
});
