import { awsManaged, awsOwned, type ServiceFacts } from '../facts';

/** https://docs.aws.amazon.com/AmazonECR/latest/userguide/encryption-at-rest.html */
const AES = awsOwned('AES-256');

export const ecr: ServiceFacts = {
  'AWS::ECR::Repository': {
    stores: [
      {
        key: 'EncryptionConfiguration.KmsKey',
        otherwise: AES,
        setting: {
          path: 'EncryptionConfiguration.EncryptionType',
          values: { KMS: awsManaged('ecr'), KMS_DSSE: awsManaged('ecr') },
          withoutKey: ['AES256'],
        },
      },
    ],
    policies: [{ kind: 'resource', path: 'RepositoryPolicyText', namesResources: false }],
    box: 'images',
  },
};
