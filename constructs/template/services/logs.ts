import { awsOwned, type ServiceFacts } from '../facts';

export const logs: ServiceFacts = {
  'AWS::Logs::LogGroup': {
    stores: [{ key: 'KmsKeyId', otherwise: awsOwned('CloudWatch Logs default encryption') }],
  },
  'AWS::Logs::ResourcePolicy': { policies: [{ kind: 'resource', path: 'PolicyDocument' }] },
};
