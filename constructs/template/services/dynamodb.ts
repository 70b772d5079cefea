import { awsManaged, awsOwned, type EncryptionSetting, type ServiceFacts } from '../facts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.howitworks.html */
const BY_DEFAULT = awsOwned('DynamoDB default encryption');
const SETTING: EncryptionSetting = {
  path: 'SSESpecification.SSEEnabled',
  values: { true: awsManaged('dynamodb') },
  withoutKey: ['false'],
};

/** DynamoDB answers over HTTP too. */
export const dynamodb: ServiceFacts = {
  'AWS::DynamoDB::GlobalTable': {
    stores: [
      {
        key: 'Replicas.*.SSESpecification.KMSMasterKeyId',
        otherwise: BY_DEFAULT,
        setting: SETTING,
        inTransit: 'policy',
      },
    ],
    policies: [{ kind: 'resource', path: 'Replicas.*.ResourcePolicy.PolicyDocument' }],
    tags: 'Replicas.*.Tags',
    box: 'tables',
  },
  'AWS::DynamoDB::Table': {
    stores: [{ key: 'SSESpecification.KMSMasterKeyId', otherwise: BY_DEFAULT, setting: SETTING, inTransit: 'policy' }],
    policies: [{ kind: 'resource', path: 'ResourcePolicy.PolicyDocument' }],
    box: 'tables',
  },
};
