import { awsManaged, awsOwned, type ServiceFacts } from '../facts';
import { admitsAccessLogs } from '../statement';
import { isTrue, locate, type TemplateObject } from '../values';

const PUBLIC_ACCESS_BLOCKS = ['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'];
const DEFAULT_ENCRYPTION = 'BucketEncryption.ServerSideEncryptionConfiguration.*.ServerSideEncryptionByDefault';
const ALGORITHM = `${DEFAULT_ENCRYPTION}.SSEAlgorithm`;
const KEY_OF_S3 = awsOwned('SSE-S3 (AES-256)');

/** The public access blocks that a bucket does not have in every case. */
export function openBlocks(properties: TemplateObject): readonly string[] {
  return PUBLIC_ACCESS_BLOCKS.filter((block) => !isTrue(properties, 'PublicAccessBlockConfiguration', block));
}

function usesKeyOfS3(properties: TemplateObject): boolean {
  return locate(properties, ALGORITHM).every(({ value }) => value === 'AES256');
}

export const s3: ServiceFacts = {
  'AWS::S3::AccessPoint': { policies: [{ kind: 'resource', path: 'Policy' }] },
  'AWS::S3::Bucket': {
    stores: [
      {
        key: `${DEFAULT_ENCRYPTION}.KMSMasterKeyID`,
        otherwise: KEY_OF_S3,
        setting: {
          path: ALGORITHM,
          values: { 'aws:kms': awsManaged('s3'), 'aws:kms:dsse': awsManaged('s3') },
          withoutKey: ['AES256'],
        },
        inTransit: 'policy',
        exception: {
          holds: (properties, statements) => statements.some(admitsAccessLogs) && usesKeyOfS3(properties),
          note: 'takes access logs, which S3 delivers under this key only',
        },
      },
    ],
    exposure: {
      lookedFor: 'buckets without all four public access blocks',
      reason: (properties) => {
        const open = openBlocks(properties);
        return open.length === 0 ? undefined : `public access is not blocked by the bucket: ${open.join(', ')}`;
      },
    },
    logsTo: 'LoggingConfiguration.DestinationBucketName',
    box: 'buckets',
  },
  'AWS::S3::BucketPolicy': { policies: [{ kind: 'resource', path: 'PolicyDocument', attachesTo: ['Bucket'] }] },
};
