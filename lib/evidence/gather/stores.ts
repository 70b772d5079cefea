import { hasLocalStorage } from '../../../constructs/model';
import type { AtRest, InTransit, StoreContext, StoreReader } from './encryption';
import { at, list, literal } from './json';
import { deniesPlaintext } from './policies';

const HTTPS_ONLY: InTransit = { state: 'enforced', detail: 'TLS: the service has no plaintext endpoint' };

/** The key that a property names, or what holds without it. */
function keyOr({ assembly, resource }: StoreContext, value: unknown, otherwise: AtRest): AtRest {
  if (value === undefined || value === null || value === '') return otherwise;
  const text = assembly.text(resource, value);
  if (text.startsWith('alias/aws/') || text.includes(':alias/aws/')) {
    return { holder: 'AWS managed', detail: `AWS managed key ${text.slice(text.indexOf('alias/aws/'))}` };
  }
  const key = assembly
    .references(resource, value)
    .find(({ type }) => type === 'AWS::KMS::Key' || type === 'AWS::KMS::ReplicaKey');
  return { holder: 'customer managed', key: key?.label ?? text, detail: `KMS key ${key?.label ?? text}` };
}

/** Whether a policy at the store refuses plaintext. */
function tlsByPolicy({ policies }: StoreContext): InTransit {
  return policies.some(deniesPlaintext)
    ? { state: 'enforced', detail: 'TLS: the resource policy denies aws:SecureTransport = false' }
    : { state: 'not enforced', detail: 'TLS is offered; no resource policy denies plaintext to everybody' };
}

const single =
  (atRest: (context: StoreContext) => AtRest, inTransit: (context: StoreContext) => InTransit): StoreReader =>
  (context) => [{ part: '', atRest: atRest(context), inTransit: inTransit(context), notes: [] }];

const property = (
  name: string,
  otherwise: AtRest,
  inTransit: (context: StoreContext) => InTransit = () => HTTPS_ONLY,
): StoreReader => single((context) => keyOr(context, context.resource.properties[name], otherwise), inTransit);

const owned = (detail: string): AtRest => ({ holder: 'AWS owned', detail });
const none = (detail: string): AtRest => ({ holder: 'not encrypted', detail });

function bucketAtRest(context: StoreContext): AtRest {
  const [rule] = list(at(context.resource.properties['BucketEncryption'], 'ServerSideEncryptionConfiguration'));
  const byDefault = at(rule, 'ServerSideEncryptionByDefault');
  const algorithm = literal(at(byDefault, 'SSEAlgorithm'));
  if (algorithm === undefined || algorithm === 'AES256') return owned('SSE-S3 (AES-256)');
  return keyOr(context, at(byDefault, 'KMSMasterKeyID'), {
    holder: 'AWS managed',
    detail: 'AWS managed key alias/aws/s3',
  });
}

function queueAtRest(context: StoreContext): AtRest {
  const sse = context.resource.properties['SqsManagedSseEnabled'];
  return keyOr(
    context,
    context.resource.properties['KmsMasterKeyId'],
    sse === false ? none('server-side encryption is off') : owned('SSE-SQS'),
  );
}

function tableAtRest(context: StoreContext): AtRest {
  const sse = context.resource.properties['SSESpecification'];
  if (at(sse, 'SSEEnabled') !== true) return owned('DynamoDB default encryption');
  return keyOr(context, at(sse, 'KMSMasterKeyId'), {
    holder: 'AWS managed',
    detail: 'AWS managed key alias/aws/dynamodb',
  });
}

const endpointConfig: StoreReader = (context) => {
  const { properties } = context.resource;
  const variants = list(properties['ProductionVariants']);
  const instances = [
    ...variants.map((variant) => literal(at(variant, 'InstanceType'))),
    ...variants.flatMap((variant) =>
      list(at(variant, 'InstancePools')).map((pool) => literal(at(pool, 'InstanceType'))),
    ),
  ].filter((instance) => instance !== undefined);
  const onHardware = [...new Set(instances.filter((instance) => hasLocalStorage(instance)))].sort();
  const invoked: InTransit = { state: 'enforced', detail: 'TLS: the invocation API has no plaintext endpoint' };
  // SageMaker refuses a key for instances that have local storage only: there is no attached volume then.
  const hasVolume =
    properties['KmsKeyId'] !== undefined || onHardware.length < new Set(instances).size || instances.length === 0;
  const rows = [
    ...(hasVolume
      ? [
          {
            part: 'storage volume',
            atRest: keyOr(context, properties['KmsKeyId'], none('no KmsKeyId for the attached volume')),
            inTransit: invoked,
            notes: [],
          },
        ]
      : []),
    ...(onHardware.length === 0
      ? []
      : [
          {
            part: `local NVMe storage of ${onHardware.join(', ')}`,
            atRest: {
              holder: 'hardware' as const,
              detail: 'AES-256 by the instance hardware; a KMS key cannot be applied to it',
            },
            inTransit: { state: 'does not apply' as const, detail: 'inside the instance' },
            notes: ['the hardware key is destroyed when the instance stops'],
          },
        ]),
  ];
  const output = at(properties['AsyncInferenceConfig'], 'OutputConfig');
  const capture = properties['DataCaptureConfig'];
  const toBucket = owned('the default encryption of the bucket that it writes to');
  return [
    ...rows,
    ...(output === undefined
      ? []
      : [
          {
            part: 'asynchronous output',
            atRest: keyOr(context, at(output, 'KmsKeyId'), toBucket),
            inTransit: HTTPS_ONLY,
            notes: [],
          },
        ]),
    ...(at(capture, 'EnableCapture') === true
      ? [
          {
            part: 'data capture',
            atRest: keyOr(context, at(capture, 'KmsKeyId'), toBucket),
            inTransit: HTTPS_ONLY,
            notes: [],
          },
        ]
      : []),
  ];
};

const key: StoreReader = ({ resource }) => [
  {
    part: '',
    atRest: {
      holder: 'hardware',
      detail:
        resource.properties['EnableKeyRotation'] === true
          ? `key material in AWS KMS HSMs, rotated every ${literal(resource.properties['RotationPeriodInDays']) ?? '365'} days`
          : 'key material in AWS KMS HSMs, not rotated automatically',
    },
    inTransit: HTTPS_ONLY,
    notes: resource.properties['EnableKeyRotation'] === true ? [] : ['automatic rotation is off'],
  },
];

const featureGroup: StoreReader = (context) => {
  const { properties } = context.resource;
  const online = properties['OnlineStoreConfig'];
  const offline = properties['OfflineStoreConfig'];
  const rows: [string, unknown, unknown][] = [
    ['online store', online, at(online, 'SecurityConfig', 'KmsKeyId')],
    ['offline store', offline, at(offline, 'S3StorageConfig', 'KmsKeyId')],
  ];
  return rows
    .filter(([, store]) => store !== undefined)
    .map(([part, , id]) => ({
      part,
      atRest: keyOr(context, id, owned('no KMS key is named')),
      inTransit: HTTPS_ONLY,
      notes: [],
    }));
};

const stream = single(
  (context) => {
    const encryption = context.resource.properties['StreamEncryption'];
    return encryption === undefined
      ? none('StreamEncryption is not set')
      : keyOr(context, at(encryption, 'KeyId'), owned('KMS'));
  },
  () => HTTPS_ONLY,
);

const delivery = single(
  (context) => {
    const encryption = context.resource.properties['DeliveryStreamEncryptionConfigurationInput'];
    if (encryption === undefined) return none('server-side encryption of the stream is not set');
    return keyOr(context, at(encryption, 'KeyARN'), owned('AWS owned key'));
  },
  () => HTTPS_ONLY,
);

/** How to read each type of store. */
export const STORES: Readonly<Record<string, StoreReader>> = {
  'AWS::Backup::BackupVault': property('EncryptionKeyArn', {
    holder: 'AWS managed',
    detail: 'AWS managed key alias/aws/backup',
  }),
  'AWS::CloudTrail::Trail': property('KMSKeyId', owned('the default encryption of the bucket that it writes to')),
  'AWS::DynamoDB::GlobalTable': single(tableAtRest, tlsByPolicy),
  'AWS::DynamoDB::Table': single(tableAtRest, tlsByPolicy),
  'AWS::ECR::Repository': single(
    (context) => keyOr(context, at(context.resource.properties['EncryptionConfiguration'], 'KmsKey'), owned('AES-256')),
    () => HTTPS_ONLY,
  ),
  'AWS::Kinesis::Stream': stream,
  'AWS::KinesisFirehose::DeliveryStream': delivery,
  'AWS::KMS::Key': key,
  'AWS::Lambda::Function': (context) => [
    {
      part: 'environment variables',
      atRest: keyOr(context, context.resource.properties['KmsKeyArn'], {
        holder: 'AWS managed',
        detail: 'AWS managed key alias/aws/lambda',
      }),
      inTransit: HTTPS_ONLY,
      notes: [],
    },
  ],
  'AWS::Logs::LogGroup': property('KmsKeyId', owned('CloudWatch Logs default encryption')),
  'AWS::S3::Bucket': single(bucketAtRest, tlsByPolicy),
  'AWS::SNS::Topic': property('KmsMasterKeyId', none('no KmsMasterKeyId'), tlsByPolicy),
  'AWS::SQS::Queue': single(queueAtRest, tlsByPolicy),
  'AWS::SageMaker::EndpointConfig': endpointConfig,
  'AWS::SageMaker::FeatureGroup': featureGroup,
  'AWS::SSM::Parameter': single(
    () => ({
      holder: 'not stated',
      detail: 'a String parameter, readable to who may read the parameter: no place for secrets',
    }),
    () => HTTPS_ONLY,
  ),
  'AWS::SecretsManager::Secret': property('KmsKeyId', {
    holder: 'AWS managed',
    detail: 'AWS managed key alias/aws/secretsmanager',
  }),
};
