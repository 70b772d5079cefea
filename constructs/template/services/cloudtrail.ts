import { awsOwned, type ServiceFacts } from '../facts';

export const cloudtrail: ServiceFacts = {
  'AWS::CloudTrail::Trail': {
    stores: [{ key: 'KMSKeyId', otherwise: awsOwned('the default encryption of the bucket that it writes to') }],
    logsTo: 'S3BucketName',
    box: 'trail',
  },
};
