import { notEncrypted, type ServiceFacts } from '../facts';

export const sns: ServiceFacts = {
  'AWS::SNS::Topic': {
    stores: [{ key: 'KmsMasterKeyId', otherwise: notEncrypted('no KmsMasterKeyId'), inTransit: 'policy' }],
    box: 'topics',
  },
  'AWS::SNS::TopicPolicy': { policies: [{ kind: 'resource', path: 'PolicyDocument', attachesTo: ['Topics'] }] },
};
