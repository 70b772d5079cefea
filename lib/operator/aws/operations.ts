import type { DescribeBudgetsCommandInput } from '@aws-sdk/client-budgets';
import type { ListStackResourcesCommandInput } from '@aws-sdk/client-cloudformation';
import type { DescribeAlarmsCommandInput } from '@aws-sdk/client-cloudwatch';
import type { GetCostAndUsageCommandInput, ListCostAllocationTagsCommandInput } from '@aws-sdk/client-cost-explorer';
import type { BatchGetItemCommandInput, QueryCommandInput } from '@aws-sdk/client-dynamodb';
import type { GetRoleCommandInput } from '@aws-sdk/client-iam';
import type { GetAccountSettingsCommandInput } from '@aws-sdk/client-lambda';
import type {
  GetObjectCommandInput,
  HeadObjectCommandInput,
  ListObjectsV2CommandInput,
  PutObjectCommandInput,
} from '@aws-sdk/client-s3';
import type {
  CreateModelPackageCommandInput,
  DescribeEndpointCommandInput,
  DescribeEndpointConfigCommandInput,
  DescribeModelCommandInput,
  DescribeModelPackageCommandInput,
  ListModelPackagesCommandInput,
  UpdateModelPackageCommandInput,
} from '@aws-sdk/client-sagemaker';
import type {
  ListAWSDefaultServiceQuotasCommandInput,
  ListServiceQuotasCommandInput,
} from '@aws-sdk/client-service-quotas';
import type {
  DescribeExecutionCommandInput,
  GetExecutionHistoryCommandInput,
  StartExecutionCommandInput,
} from '@aws-sdk/client-sfn';
import type { ListSubscriptionsByTopicCommandInput } from '@aws-sdk/client-sns';
import type {
  DescribeParametersCommandInput,
  GetParameterCommandInput,
  GetParametersCommandInput,
  GetParametersByPathCommandInput,
} from '@aws-sdk/client-ssm';
import type { GetCallerIdentityCommandInput } from '@aws-sdk/client-sts';
import { sdk, type Clients } from './clients';
import { operation, type Operation } from './operation';
import { PROOF_OPERATIONS } from './proof-operations';

/** Everything that the command can ask AWS for: a call that is not here cannot be sent. */
export const OPERATIONS = {
  ...PROOF_OPERATIONS,
  GetCallerIdentity: operation('sts:GetCallerIdentity', (clients, input: GetCallerIdentityCommandInput) => {
    const { GetCallerIdentityCommand, STSClient } = sdk.sts();
    return clients(STSClient).send(new GetCallerIdentityCommand(input));
  }),
  DescribeParameters: operation('ssm:DescribeParameters', (clients, input: DescribeParametersCommandInput) => {
    const { DescribeParametersCommand, SSMClient } = sdk.ssm();
    return clients(SSMClient).send(new DescribeParametersCommand(input));
  }),
  GetParameter: operation('ssm:GetParameter', (clients, input: GetParameterCommandInput) => {
    const { GetParameterCommand, SSMClient } = sdk.ssm();
    return clients(SSMClient).send(new GetParameterCommand(input));
  }),
  GetParameters: operation('ssm:GetParameters', (clients, input: GetParametersCommandInput) => {
    const { GetParametersCommand, SSMClient } = sdk.ssm();
    return clients(SSMClient).send(new GetParametersCommand(input));
  }),
  GetParametersByPath: operation('ssm:GetParametersByPath', (clients, input: GetParametersByPathCommandInput) => {
    const { GetParametersByPathCommand, SSMClient } = sdk.ssm();
    return clients(SSMClient).send(new GetParametersByPathCommand(input));
  }),
  DescribeAlarms: operation('cloudwatch:DescribeAlarms', (clients, input: DescribeAlarmsCommandInput) => {
    const { DescribeAlarmsCommand, CloudWatchClient } = sdk.cloudwatch();
    return clients(CloudWatchClient).send(new DescribeAlarmsCommand(input));
  }),
  BatchGetItem: operation('dynamodb:BatchGetItem', (clients, input: BatchGetItemCommandInput) => {
    const { BatchGetItemCommand, DynamoDBClient } = sdk.dynamodb();
    return clients(DynamoDBClient).send(new BatchGetItemCommand(input));
  }),
  Query: operation('dynamodb:Query', (clients, input: QueryCommandInput) => {
    const { QueryCommand, DynamoDBClient } = sdk.dynamodb();
    return clients(DynamoDBClient).send(new QueryCommand(input));
  }),
  GetObject: operation('s3:GetObject', (clients, input: GetObjectCommandInput) => {
    const { GetObjectCommand, S3Client } = sdk.s3();
    return clients(S3Client).send(new GetObjectCommand(input));
  }),
  HeadObject: operation('s3:GetObject', (clients, input: HeadObjectCommandInput) => {
    const { HeadObjectCommand, S3Client } = sdk.s3();
    return clients(S3Client).send(new HeadObjectCommand(input));
  }),
  ListObjectsV2: operation('s3:ListBucket', (clients, input: ListObjectsV2CommandInput) => {
    const { ListObjectsV2Command, S3Client } = sdk.s3();
    return clients(S3Client).send(new ListObjectsV2Command(input));
  }),
  PutObject: operation('s3:PutObject', (clients, input: PutObjectCommandInput) => {
    const { PutObjectCommand, S3Client } = sdk.s3();
    return clients(S3Client).send(new PutObjectCommand(input));
  }),
  CreateModelPackage: operation('sagemaker:CreateModelPackage', (clients, input: CreateModelPackageCommandInput) => {
    const { CreateModelPackageCommand, SageMakerClient } = sdk.sagemaker();
    return clients(SageMakerClient).send(new CreateModelPackageCommand(input));
  }),
  DescribeEndpoint: operation('sagemaker:DescribeEndpoint', (clients, input: DescribeEndpointCommandInput) => {
    const { DescribeEndpointCommand, SageMakerClient } = sdk.sagemaker();
    return clients(SageMakerClient).send(new DescribeEndpointCommand(input));
  }),
  DescribeEndpointConfig: operation(
    'sagemaker:DescribeEndpointConfig',
    (clients, input: DescribeEndpointConfigCommandInput) => {
      const { DescribeEndpointConfigCommand, SageMakerClient } = sdk.sagemaker();
      return clients(SageMakerClient).send(new DescribeEndpointConfigCommand(input));
    },
  ),
  DescribeModel: operation('sagemaker:DescribeModel', (clients, input: DescribeModelCommandInput) => {
    const { DescribeModelCommand, SageMakerClient } = sdk.sagemaker();
    return clients(SageMakerClient).send(new DescribeModelCommand(input));
  }),
  DescribeModelPackage: operation(
    'sagemaker:DescribeModelPackage',
    (clients, input: DescribeModelPackageCommandInput) => {
      const { DescribeModelPackageCommand, SageMakerClient } = sdk.sagemaker();
      return clients(SageMakerClient).send(new DescribeModelPackageCommand(input));
    },
  ),
  ListModelPackages: operation('sagemaker:ListModelPackages', (clients, input: ListModelPackagesCommandInput) => {
    const { ListModelPackagesCommand, SageMakerClient } = sdk.sagemaker();
    return clients(SageMakerClient).send(new ListModelPackagesCommand(input));
  }),
  UpdateModelPackage: operation('sagemaker:UpdateModelPackage', (clients, input: UpdateModelPackageCommandInput) => {
    const { UpdateModelPackageCommand, SageMakerClient } = sdk.sagemaker();
    return clients(SageMakerClient).send(new UpdateModelPackageCommand(input));
  }),
  DescribeExecution: operation('states:DescribeExecution', (clients, input: DescribeExecutionCommandInput) => {
    const { DescribeExecutionCommand, SFNClient } = sdk.sfn();
    return clients(SFNClient).send(new DescribeExecutionCommand(input));
  }),
  GetExecutionHistory: operation('states:GetExecutionHistory', (clients, input: GetExecutionHistoryCommandInput) => {
    const { GetExecutionHistoryCommand, SFNClient } = sdk.sfn();
    return clients(SFNClient).send(new GetExecutionHistoryCommand(input));
  }),
  StartExecution: operation('states:StartExecution', (clients, input: StartExecutionCommandInput) => {
    const { StartExecutionCommand, SFNClient } = sdk.sfn();
    return clients(SFNClient).send(new StartExecutionCommand(input));
  }),
  ListStackResources: operation(
    'cloudformation:ListStackResources',
    (clients, input: ListStackResourcesCommandInput) => {
      const { ListStackResourcesCommand, CloudFormationClient } = sdk.cloudformation();
      return clients(CloudFormationClient).send(new ListStackResourcesCommand(input));
    },
  ),
  DescribeBudgets: operation('budgets:ViewBudget', (clients, input: DescribeBudgetsCommandInput) => {
    const { BudgetsClient, DescribeBudgetsCommand } = sdk.budgets();
    return clients(BudgetsClient).send(new DescribeBudgetsCommand(input));
  }),
  GetCostAndUsage: operation('ce:GetCostAndUsage', (clients, input: GetCostAndUsageCommandInput) => {
    const { CostExplorerClient, GetCostAndUsageCommand } = sdk.costExplorer();
    return clients(CostExplorerClient).send(new GetCostAndUsageCommand(input));
  }),
  ListCostAllocationTags: operation(
    'ce:ListCostAllocationTags',
    (clients, input: ListCostAllocationTagsCommandInput) => {
      const { ListCostAllocationTagsCommand, CostExplorerClient } = sdk.costExplorer();
      return clients(CostExplorerClient).send(new ListCostAllocationTagsCommand(input));
    },
  ),
  GetRole: operation('iam:GetRole', (clients, input: GetRoleCommandInput) => {
    const { GetRoleCommand, IAMClient } = sdk.iam();
    return clients(IAMClient).send(new GetRoleCommand(input));
  }),
  GetAccountSettings: operation('lambda:GetAccountSettings', (clients, input: GetAccountSettingsCommandInput) => {
    const { GetAccountSettingsCommand, LambdaClient } = sdk.lambda();
    return clients(LambdaClient).send(new GetAccountSettingsCommand(input));
  }),
  ListAWSDefaultServiceQuotas: operation(
    'servicequotas:ListAWSDefaultServiceQuotas',
    (clients, input: ListAWSDefaultServiceQuotasCommandInput) => {
      const { ListAWSDefaultServiceQuotasCommand, ServiceQuotasClient } = sdk.serviceQuotas();
      return clients(ServiceQuotasClient).send(new ListAWSDefaultServiceQuotasCommand(input));
    },
  ),
  ListServiceQuotas: operation('servicequotas:ListServiceQuotas', (clients, input: ListServiceQuotasCommandInput) => {
    const { ListServiceQuotasCommand, ServiceQuotasClient } = sdk.serviceQuotas();
    return clients(ServiceQuotasClient).send(new ListServiceQuotasCommand(input));
  }),
  ListSubscriptionsByTopic: operation(
    'sns:ListSubscriptionsByTopic',
    (clients, input: ListSubscriptionsByTopicCommandInput) => {
      const { ListSubscriptionsByTopicCommand, SNSClient } = sdk.sns();
      return clients(SNSClient).send(new ListSubscriptionsByTopicCommand(input));
    },
  ),
};

/** Name of an operation, e.g. `StartExecution`. */
export type OperationName = keyof typeof OPERATIONS;

type Inputs = { [Name in OperationName]: Parameters<(typeof OPERATIONS)[Name]['send']>[1] };
type Outputs = { [Name in OperationName]: Awaited<ReturnType<(typeof OPERATIONS)[Name]['send']>> };

/**
 * Asks AWS for one of the allowed operations. A function that takes a `Call` names in its type what it asks for, so that a
 * verb which reaches it without declaring that does not compile.
 */
export type Call<in Allowed extends OperationName> = <Name extends Allowed>(
  name: Name,
  input: Inputs[Name],
) => Promise<Outputs[Name]>;

/** Asks with these clients. */
export function callWith(clients: Clients): Call<OperationName> {
  const operations: { [Name in OperationName]: Operation<Inputs[Name], Outputs[Name]> } = OPERATIONS;
  return (name, input) => operations[name].send(clients, input);
}
