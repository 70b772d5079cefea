import { awsManaged, notEncrypted, type ServiceFacts } from '../facts';

export const efs: ServiceFacts = {
  'AWS::EFS::FileSystem': {
    stores: [
      {
        key: 'KmsKeyId',
        otherwise: notEncrypted('Encrypted is not set'),
        setting: {
          path: 'Encrypted',
          values: { true: awsManaged('elasticfilesystem') },
          withoutKey: ['false'],
        },
        // Clients mount over plain NFS unless the policy refuses it.
        inTransit: 'policy',
      },
    ],
    policies: [{ kind: 'resource', path: 'FileSystemPolicy' }],
    tags: 'FileSystemTags',
    box: 'stores',
  },
};
