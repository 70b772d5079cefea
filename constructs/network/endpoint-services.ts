/**
 * The AWS services that a network can reach without the internet, by the name of their VPC endpoint, each with the actions
 * that workloads of this package call. The endpoint policy allows no others.
 */
export const ENDPOINT_ACTIONS = {
  athena: [
    'athena:GetQueryExecution',
    'athena:GetQueryResults',
    'athena:GetWorkGroup',
    'athena:StartQueryExecution',
    'athena:StopQueryExecution',
  ],
  'bedrock-runtime': ['bedrock:ApplyGuardrail'],
  dynamodb: [
    'dynamodb:BatchGetItem',
    'dynamodb:BatchWriteItem',
    'dynamodb:ConditionCheckItem',
    'dynamodb:DeleteItem',
    'dynamodb:DescribeTable',
    'dynamodb:GetItem',
    'dynamodb:PutItem',
    'dynamodb:Query',
    'dynamodb:Scan',
    'dynamodb:UpdateItem',
  ],
  'ecr.api': [
    'ecr:BatchCheckLayerAvailability',
    'ecr:BatchGetImage',
    'ecr:DescribeImages',
    'ecr:GetAuthorizationToken',
    'ecr:GetDownloadUrlForLayer',
  ],
  'ecr.dkr': ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
  events: ['events:PutEvents'],
  glue: [
    'glue:GetDatabase',
    'glue:GetJobRun',
    'glue:GetPartition',
    'glue:GetPartitions',
    'glue:GetTable',
    'glue:GetTables',
    'glue:StartJobRun',
    'glue:UpdateTable',
  ],
  'kinesis-firehose': ['firehose:PutRecord', 'firehose:PutRecordBatch'],
  kms: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:GenerateDataKeyWithoutPlaintext'],
  lambda: ['lambda:InvokeFunction'],
  logs: ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
  monitoring: ['cloudwatch:DescribeAlarms', 'cloudwatch:GetMetricData', 'cloudwatch:PutMetricData'],
  'sagemaker.api': [
    'sagemaker:AddTags',
    'sagemaker:CreateModelPackage',
    'sagemaker:CreateProcessingJob',
    'sagemaker:CreateTrainingJob',
    'sagemaker:DescribeEndpoint',
    'sagemaker:DescribeEndpointConfig',
    'sagemaker:DescribeFeatureGroup',
    'sagemaker:DescribeInferenceComponent',
    'sagemaker:DescribeModel',
    'sagemaker:DescribeModelPackage',
    'sagemaker:DescribeProcessingJob',
    'sagemaker:DescribeTrainingJob',
    'sagemaker:ListModelPackages',
    'sagemaker:UpdateModelPackage',
  ],
  'sagemaker.featurestore-runtime': [
    'sagemaker:BatchGetRecord',
    'sagemaker:DeleteRecord',
    'sagemaker:GetRecord',
    'sagemaker:PutRecord',
  ],
  'sagemaker.runtime': [
    'sagemaker:InvokeEndpoint',
    'sagemaker:InvokeEndpointAsync',
    'sagemaker:InvokeEndpointWithResponseStream',
  ],
  secretsmanager: ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'],
  sns: ['sns:Publish'],
  sqs: [
    'sqs:ChangeMessageVisibility',
    'sqs:DeleteMessage',
    'sqs:GetQueueAttributes',
    'sqs:GetQueueUrl',
    'sqs:ReceiveMessage',
    'sqs:SendMessage',
  ],
  ssm: ['ssm:GetParameter', 'ssm:GetParameters', 'ssm:GetParametersByPath', 'ssm:PutParameter'],
  states: [
    'states:DescribeExecution',
    'states:SendTaskFailure',
    'states:SendTaskHeartbeat',
    'states:SendTaskSuccess',
    'states:StartExecution',
  ],
  sts: ['sts:AssumeRole', 'sts:GetCallerIdentity'],
} as const satisfies Record<string, readonly string[]>;

/** A service for which a network can have a VPC endpoint. Every network has one for S3. */
export type EndpointService = keyof typeof ENDPOINT_ACTIONS;

/** Every {@link EndpointService}, in order. */
export const ENDPOINT_SERVICES = Object.keys(ENDPOINT_ACTIONS) as readonly EndpointService[];

/** What workloads do with objects. */
export const S3_ACTIONS = [
  's3:AbortMultipartUpload',
  's3:DeleteObject',
  's3:GetBucketLocation',
  's3:GetObject',
  's3:GetObjectTagging',
  's3:GetObjectVersion',
  's3:ListBucket',
  's3:ListBucketMultipartUploads',
  's3:ListMultipartUploadParts',
  's3:PutObject',
  's3:PutObjectTagging',
];

/** Prefix lists of the gateway endpoints of a Region. */
export interface GatewayPrefixLists {
  readonly s3: string;
  readonly dynamodb: string;
}

/**
 * AWS assigns these once for each Region (`aws ec2 describe-prefix-lists`); a look-up at synth would need an account.
 * Only those that two independent public sources agree on are listed.
 */
export const GATEWAY_PREFIX_LISTS: Readonly<Record<string, GatewayPrefixLists>> = {
  'eu-central-1': { s3: 'pl-6ea54007', dynamodb: 'pl-66a5400f' },
  'eu-west-1': { s3: 'pl-6da54004', dynamodb: 'pl-6fa54006' },
};
