import { awsManaged, type ServiceFacts } from '../facts';

export const secretsmanager: ServiceFacts = {
  'AWS::SecretsManager::ResourcePolicy': {
    policies: [{ kind: 'resource', path: 'ResourcePolicy', attachesTo: ['SecretId'] }],
  },
  'AWS::SecretsManager::Secret': {
    stores: [{ key: 'KmsKeyId', otherwise: awsManaged('secretsmanager') }],
    box: 'stores',
  },
};
