import type {
  CancelUpdateStackCommandInput,
  DeleteStackCommandInput,
  DescribeStackEventsCommandInput,
  DescribeStacksCommandInput,
} from '@aws-sdk/client-cloudformation';
import type { GetTrailStatusCommandInput } from '@aws-sdk/client-cloudtrail';
import type {
  DescribeAlarmHistoryCommandInput,
  ListMetricsCommandInput,
  SetAlarmStateCommandInput,
} from '@aws-sdk/client-cloudwatch';
import type { DeleteLogGroupCommandInput } from '@aws-sdk/client-cloudwatch-logs';
import type { BatchGetImageCommandInput } from '@aws-sdk/client-ecr';
import type {
  CreatePolicyCommandInput,
  CreatePolicyVersionCommandInput,
  DeletePolicyCommandInput,
  DeletePolicyVersionCommandInput,
  ListPolicyVersionsCommandInput,
} from '@aws-sdk/client-iam';
import type {
  DeleteBucketCommandInput,
  DeleteObjectsCommandInput,
  ListObjectVersionsCommandInput,
} from '@aws-sdk/client-s3';
import type {
  DeleteEndpointConfigCommandInput,
  DeleteModelCommandInput,
  DeleteModelPackageCommandInput,
  DeleteModelPackageGroupCommandInput,
  ListEndpointConfigsCommandInput,
  ListModelsCommandInput,
  UpdateEndpointWeightsAndCapacitiesCommandInput,
} from '@aws-sdk/client-sagemaker';
import type { InvokeEndpointAsyncCommandInput, InvokeEndpointCommandInput } from '@aws-sdk/client-sagemaker-runtime';
import type { ListExecutionsCommandInput } from '@aws-sdk/client-sfn';
import type { DeleteParametersCommandInput } from '@aws-sdk/client-ssm';
import { sdk } from './clients';
import { operation } from './operation';

/** What only `blueprint prove` asks AWS for. */
export const PROOF_OPERATIONS = {
  BatchGetImage: operation('ecr:BatchGetImage', (clients, input: BatchGetImageCommandInput) => {
    const { BatchGetImageCommand, ECRClient } = sdk.ecr();
    return clients(ECRClient).send(new BatchGetImageCommand(input));
  }),
  CancelUpdateStack: operation('cloudformation:CancelUpdateStack', (clients, input: CancelUpdateStackCommandInput) => {
    const { CancelUpdateStackCommand, CloudFormationClient } = sdk.cloudformation();
    return clients(CloudFormationClient).send(new CancelUpdateStackCommand(input));
  }),
  CreatePolicy: operation('iam:CreatePolicy', (clients, input: CreatePolicyCommandInput) => {
    const { CreatePolicyCommand, IAMClient } = sdk.iam();
    return clients(IAMClient).send(new CreatePolicyCommand(input));
  }),
  CreatePolicyVersion: operation('iam:CreatePolicyVersion', (clients, input: CreatePolicyVersionCommandInput) => {
    const { CreatePolicyVersionCommand, IAMClient } = sdk.iam();
    return clients(IAMClient).send(new CreatePolicyVersionCommand(input));
  }),
  DeleteBucket: operation('s3:DeleteBucket', (clients, input: DeleteBucketCommandInput) => {
    const { DeleteBucketCommand, S3Client } = sdk.s3();
    return clients(S3Client).send(new DeleteBucketCommand(input));
  }),
  DeleteEndpointConfig: operation(
    'sagemaker:DeleteEndpointConfig',
    (clients, input: DeleteEndpointConfigCommandInput) => {
      const { DeleteEndpointConfigCommand, SageMakerClient } = sdk.sagemaker();
      return clients(SageMakerClient).send(new DeleteEndpointConfigCommand(input));
    },
  ),
  DeleteLogGroup: operation('logs:DeleteLogGroup', (clients, input: DeleteLogGroupCommandInput) => {
    const { CloudWatchLogsClient, DeleteLogGroupCommand } = sdk.logs();
    return clients(CloudWatchLogsClient).send(new DeleteLogGroupCommand(input));
  }),
  DeleteModel: operation('sagemaker:DeleteModel', (clients, input: DeleteModelCommandInput) => {
    const { DeleteModelCommand, SageMakerClient } = sdk.sagemaker();
    return clients(SageMakerClient).send(new DeleteModelCommand(input));
  }),
  DeleteModelPackage: operation('sagemaker:DeleteModelPackage', (clients, input: DeleteModelPackageCommandInput) => {
    const { DeleteModelPackageCommand, SageMakerClient } = sdk.sagemaker();
    return clients(SageMakerClient).send(new DeleteModelPackageCommand(input));
  }),
  DeleteModelPackageGroup: operation(
    'sagemaker:DeleteModelPackageGroup',
    (clients, input: DeleteModelPackageGroupCommandInput) => {
      const { DeleteModelPackageGroupCommand, SageMakerClient } = sdk.sagemaker();
      return clients(SageMakerClient).send(new DeleteModelPackageGroupCommand(input));
    },
  ),
  DeleteObjects: operation('s3:DeleteObjectVersion', (clients, input: DeleteObjectsCommandInput) => {
    const { DeleteObjectsCommand, S3Client } = sdk.s3();
    return clients(S3Client).send(new DeleteObjectsCommand(input));
  }),
  DeleteParameters: operation('ssm:DeleteParameters', (clients, input: DeleteParametersCommandInput) => {
    const { DeleteParametersCommand, SSMClient } = sdk.ssm();
    return clients(SSMClient).send(new DeleteParametersCommand(input));
  }),
  DeletePolicy: operation('iam:DeletePolicy', (clients, input: DeletePolicyCommandInput) => {
    const { DeletePolicyCommand, IAMClient } = sdk.iam();
    return clients(IAMClient).send(new DeletePolicyCommand(input));
  }),
  DeletePolicyVersion: operation('iam:DeletePolicyVersion', (clients, input: DeletePolicyVersionCommandInput) => {
    const { DeletePolicyVersionCommand, IAMClient } = sdk.iam();
    return clients(IAMClient).send(new DeletePolicyVersionCommand(input));
  }),
  DeleteStack: operation('cloudformation:DeleteStack', (clients, input: DeleteStackCommandInput) => {
    const { CloudFormationClient, DeleteStackCommand } = sdk.cloudformation();
    return clients(CloudFormationClient).send(new DeleteStackCommand(input));
  }),
  DescribeAlarmHistory: operation(
    'cloudwatch:DescribeAlarmHistory',
    (clients, input: DescribeAlarmHistoryCommandInput) => {
      const { CloudWatchClient, DescribeAlarmHistoryCommand } = sdk.cloudwatch();
      return clients(CloudWatchClient).send(new DescribeAlarmHistoryCommand(input));
    },
  ),
  DescribeStackEvents: operation(
    'cloudformation:DescribeStackEvents',
    (clients, input: DescribeStackEventsCommandInput) => {
      const { CloudFormationClient, DescribeStackEventsCommand } = sdk.cloudformation();
      return clients(CloudFormationClient).send(new DescribeStackEventsCommand(input));
    },
  ),
  DescribeStacks: operation('cloudformation:DescribeStacks', (clients, input: DescribeStacksCommandInput) => {
    const { CloudFormationClient, DescribeStacksCommand } = sdk.cloudformation();
    return clients(CloudFormationClient).send(new DescribeStacksCommand(input));
  }),
  GetTrailStatus: operation('cloudtrail:GetTrailStatus', (clients, input: GetTrailStatusCommandInput) => {
    const { CloudTrailClient, GetTrailStatusCommand } = sdk.cloudtrail();
    return clients(CloudTrailClient).send(new GetTrailStatusCommand(input));
  }),
  InvokeEndpoint: operation('sagemaker:InvokeEndpoint', (clients, input: InvokeEndpointCommandInput) => {
    const { InvokeEndpointCommand, SageMakerRuntimeClient } = sdk.sagemakerRuntime();
    return clients(SageMakerRuntimeClient).send(new InvokeEndpointCommand(input));
  }),
  InvokeEndpointAsync: operation('sagemaker:InvokeEndpointAsync', (clients, input: InvokeEndpointAsyncCommandInput) => {
    const { InvokeEndpointAsyncCommand, SageMakerRuntimeClient } = sdk.sagemakerRuntime();
    return clients(SageMakerRuntimeClient).send(new InvokeEndpointAsyncCommand(input));
  }),
  ListEndpointConfigs: operation('sagemaker:ListEndpointConfigs', (clients, input: ListEndpointConfigsCommandInput) => {
    const { ListEndpointConfigsCommand, SageMakerClient } = sdk.sagemaker();
    return clients(SageMakerClient).send(new ListEndpointConfigsCommand(input));
  }),
  ListExecutions: operation('states:ListExecutions', (clients, input: ListExecutionsCommandInput) => {
    const { ListExecutionsCommand, SFNClient } = sdk.sfn();
    return clients(SFNClient).send(new ListExecutionsCommand(input));
  }),
  ListMetrics: operation('cloudwatch:ListMetrics', (clients, input: ListMetricsCommandInput) => {
    const { CloudWatchClient, ListMetricsCommand } = sdk.cloudwatch();
    return clients(CloudWatchClient).send(new ListMetricsCommand(input));
  }),
  ListModels: operation('sagemaker:ListModels', (clients, input: ListModelsCommandInput) => {
    const { ListModelsCommand, SageMakerClient } = sdk.sagemaker();
    return clients(SageMakerClient).send(new ListModelsCommand(input));
  }),
  ListObjectVersions: operation('s3:ListBucketVersions', (clients, input: ListObjectVersionsCommandInput) => {
    const { ListObjectVersionsCommand, S3Client } = sdk.s3();
    return clients(S3Client).send(new ListObjectVersionsCommand(input));
  }),
  ListPolicyVersions: operation('iam:ListPolicyVersions', (clients, input: ListPolicyVersionsCommandInput) => {
    const { IAMClient, ListPolicyVersionsCommand } = sdk.iam();
    return clients(IAMClient).send(new ListPolicyVersionsCommand(input));
  }),
  SetAlarmState: operation('cloudwatch:SetAlarmState', (clients, input: SetAlarmStateCommandInput) => {
    const { CloudWatchClient, SetAlarmStateCommand } = sdk.cloudwatch();
    return clients(CloudWatchClient).send(new SetAlarmStateCommand(input));
  }),
  UpdateEndpointWeightsAndCapacities: operation(
    'sagemaker:UpdateEndpointWeightsAndCapacities',
    (clients, input: UpdateEndpointWeightsAndCapacitiesCommandInput) => {
      const { SageMakerClient, UpdateEndpointWeightsAndCapacitiesCommand } = sdk.sagemaker();
      return clients(SageMakerClient).send(new UpdateEndpointWeightsAndCapacitiesCommand(input));
    },
  ),
};
