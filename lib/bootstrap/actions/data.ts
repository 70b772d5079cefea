import type { ResourceActions } from './entry';

/** Stores and keys. */
export const data: Readonly<Record<string, ResourceActions>> = {
  'AWS::DynamoDB::Table': {
    is: 'dynamodb:table',
    name: 'TableName',
    read: 'dynamodb:DescribeTable,DescribeContinuousBackups,DescribeContributorInsights,DescribeKinesisStreamingDestination,DescribeTimeToLive,GetResourcePolicy,ListTagsOfResource',
    create: 'dynamodb:CreateTable,TagResource,UpdateContinuousBackups,UpdateTimeToLive',
    update:
      'dynamodb:UpdateTable,TagResource,UntagResource,UpdateContinuousBackups,UpdateContributorInsights,UpdateTimeToLive,DeleteResourcePolicy',
    delete: 'dynamodb:DeleteTable',
    withProperty: {
      ContributorInsightsSpecification: 'dynamodb:UpdateContributorInsights',
      ResourcePolicy: 'dynamodb:PutResourcePolicy',
      // A table with a customer managed key: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
      SSESpecification: 'kms:DescribeKey,CreateGrant,Decrypt,Encrypt,GenerateDataKey',
    },
  },
  'AWS::KMS::Alias': {
    is: 'kms:alias',
    name: 'AliasName',
    read: 'kms:ListAliases',
    create: 'kms:CreateAlias',
    update: 'kms:UpdateAlias',
    delete: 'kms:DeleteAlias',
  },
  'AWS::KMS::Key': {
    is: 'kms:key',
    read: 'kms:DescribeKey,GetKeyPolicy,GetKeyRotationStatus,ListResourceTags',
    create: 'kms:CreateKey,PutKeyPolicy,EnableKeyRotation,TagResource',
    update:
      'kms:PutKeyPolicy,EnableKey,DisableKey,EnableKeyRotation,DisableKeyRotation,TagResource,UntagResource,UpdateKeyDescription',
    delete: 'kms:ScheduleKeyDeletion',
  },
  'AWS::S3::Bucket': {
    is: 's3:bucket',
    name: 'BucketName',
    read: 's3:ListBucket,GetAccelerateConfiguration,GetAnalyticsConfiguration,GetBucketAcl,GetBucketCORS,GetBucketLogging,GetBucketNotification,GetBucketObjectLockConfiguration,GetBucketOwnershipControls,GetBucketPublicAccessBlock,GetBucketTagging,GetBucketVersioning,GetBucketWebsite,GetEncryptionConfiguration,GetIntelligentTieringConfiguration,GetInventoryConfiguration,GetLifecycleConfiguration,GetMetricsConfiguration,GetReplicationConfiguration',
    create: 's3:CreateBucket',
    update: '',
    delete: 's3:DeleteBucket',
    withProperty: {
      BucketEncryption: 's3:PutEncryptionConfiguration',
      LifecycleConfiguration: 's3:PutLifecycleConfiguration',
      LoggingConfiguration: 's3:PutBucketLogging',
      NotificationConfiguration: 's3:PutBucketNotification',
      ObjectLockConfiguration: 's3:PutBucketObjectLockConfiguration',
      ObjectLockEnabled: 's3:PutBucketObjectLockConfiguration,PutBucketVersioning',
      OwnershipControls: 's3:PutBucketOwnershipControls',
      PublicAccessBlockConfiguration: 's3:PutBucketPublicAccessBlock',
      ReplicationConfiguration: 's3:PutReplicationConfiguration iam:PassRole',
      Tags: 's3:PutBucketTagging',
      VersioningConfiguration: 's3:PutBucketVersioning',
    },
  },
  'AWS::S3::BucketPolicy': {
    read: 's3:GetBucketPolicy',
    create: 's3:PutBucketPolicy',
    update: 's3:PutBucketPolicy',
    delete: 's3:DeleteBucketPolicy',
  },
  'AWS::SSM::Parameter': {
    is: 'ssm:parameter',
    name: 'Name',
    read: 'ssm:GetParameters,ListTagsForResource',
    create: 'ssm:PutParameter,AddTagsToResource',
    update: 'ssm:PutParameter,AddTagsToResource,RemoveTagsFromResource',
    delete: 'ssm:DeleteParameter',
  },
};
