/** Where each type of store names its customer managed key; `*` goes through every element of a list. */
export const STORE_KEYS: Readonly<Record<string, readonly string[]>> = {
  'AWS::Backup::BackupVault': ['EncryptionKeyArn'],
  'AWS::CloudTrail::Trail': ['KMSKeyId'],
  'AWS::DynamoDB::GlobalTable': ['Replicas', '*', 'SSESpecification', 'KMSMasterKeyId'],
  'AWS::DynamoDB::Table': ['SSESpecification', 'KMSMasterKeyId'],
  'AWS::ECR::Repository': ['EncryptionConfiguration', 'KmsKey'],
  'AWS::EFS::FileSystem': ['KmsKeyId'],
  'AWS::Kinesis::Stream': ['StreamEncryption', 'KeyId'],
  'AWS::Logs::LogGroup': ['KmsKeyId'],
  'AWS::S3::Bucket': [
    'BucketEncryption',
    'ServerSideEncryptionConfiguration',
    '*',
    'ServerSideEncryptionByDefault',
    'KMSMasterKeyID',
  ],
  'AWS::SNS::Topic': ['KmsMasterKeyId'],
  'AWS::SQS::Queue': ['KmsMasterKeyId'],
  'AWS::SecretsManager::Secret': ['KmsKeyId'],
};

/** GPU families whose every size keeps its data on NVMe disks, which only their hardware encrypts. */
const GPU_WITH_LOCAL_STORAGE =
  /^ml\.(?:g4dn|g4ad|g5|g6|g6e|g6f|gr6|g7|g7e|p3dn|p4d|p4de|p5|p5e|p5en|p6-b200|p6-b300|trn1|trn1n|trn2)\./;
/** General families say it with a `d` behind the generation: m5d, c6id, r7gd. */
const GENERAL_WITH_LOCAL_STORAGE = /^ml\.[mcrx]\d+[a-z]*d[a-z]*\./;

/**
 * Whether the disks of an instance type are encrypted by its hardware. SageMaker refuses an endpoint configuration with a
 * KMS key for such a type:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sagemaker-endpointconfig.html
 */
export function hasLocalStorage(instanceType: string): boolean {
  return GPU_WITH_LOCAL_STORAGE.test(instanceType) || GENERAL_WITH_LOCAL_STORAGE.test(instanceType);
}
