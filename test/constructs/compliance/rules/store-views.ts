import type { ResourceView } from '../../../../constructs/template';
import { view } from '../views';
import { ask } from './serving-views';

type Fields = Readonly<Record<string, unknown>>;

/** A reference to a key of the company. */
export const KEY = { 'Fn::GetAtt': ['Key', 'Arn'] };

export const BLOCKED = {
  BlockPublicAcls: true,
  BlockPublicPolicy: true,
  IgnorePublicAcls: true,
  RestrictPublicBuckets: true,
};

export const encryption = (by: Fields) => ({
  ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: by }],
});

/** Properties of a bucket that is private, logged and encrypted. */
export const PRIVATE = {
  PublicAccessBlockConfiguration: BLOCKED,
  LoggingConfiguration: { DestinationBucketName: { Ref: 'Logs' } },
  BucketEncryption: encryption({ SSEAlgorithm: 'aws:kms', KMSMasterKeyID: KEY }),
};

/** The policy of a bucket that takes access logs. */
export const LOG_POLICY = view(
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

/** Properties with a policy of one statement, which allows. */
export const policy = (statement: Fields) => ({
  PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*', ...statement }] },
});

/** What a rule says of a resource with the given properties. */
export const asked = (id: string, type: string, properties: Fields, ...others: readonly ResourceView[]) =>
  ask(id, [view(type, properties), ...others], 'It');
