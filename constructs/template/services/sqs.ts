import { awsOwned, notEncrypted, type ServiceFacts } from '../facts';

export const sqs: ServiceFacts = {
  'AWS::SQS::Queue': {
    stores: [
      {
        key: 'KmsMasterKeyId',
        otherwise: awsOwned('SSE-SQS'),
        setting: {
          path: 'SqsManagedSseEnabled',
          values: { false: notEncrypted('server-side encryption is off') },
        },
        inTransit: 'policy',
      },
    ],
    box: 'queues',
  },
  'AWS::SQS::QueuePolicy': { policies: [{ kind: 'resource', path: 'PolicyDocument', attachesTo: ['Queues'] }] },
};
