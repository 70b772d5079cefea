import { notEncrypted, type ServiceFacts } from '../facts';

export const kinesis: ServiceFacts = {
  'AWS::Kinesis::ResourcePolicy': {
    policies: [{ kind: 'resource', path: 'ResourcePolicy', attachesTo: ['ResourceArn'] }],
  },
  'AWS::Kinesis::Stream': {
    stores: [{ key: 'StreamEncryption.KeyId', otherwise: notEncrypted('StreamEncryption is not set') }],
    box: 'stores',
  },
};
