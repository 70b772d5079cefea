import { Duration, Lazy, Size } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { MODEL_METADATA_KEY } from '../../../constructs/model';
import { Rollout, type RealtimeToZeroEndpointProps } from '../../../constructs/serving';
import { ENDPOINT_NAME, GOVERNANCE, newStack, realtimeToZero } from './endpoint-stack';

function template(overrides: Partial<RealtimeToZeroEndpointProps> = {}): Template {
  const stack = newStack();
  realtimeToZero(stack, overrides);
  return Template.fromStack(stack);
}

test('the variant holds no model and may go to zero instances', () => {
  template().hasResourceProperties('AWS::SageMaker::EndpointConfig', {
    ExecutionRoleArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('ExecutionRole'), 'Arn'] },
    EnableNetworkIsolation: true,
    VpcConfig: { Subnets: ['subnet-0000000000000000a', 'subnet-0000000000000000b'] },
    ProductionVariants: [
      {
        VariantName: 'AllTraffic',
        ModelName: Match.absent(),
        InitialInstanceCount: 1,
        InstanceType: 'ml.g6.12xlarge',
        ManagedInstanceScaling: { Status: 'ENABLED', MinInstanceCount: 0, MaxInstanceCount: 6 },
        RoutingConfig: { RoutingStrategy: 'LEAST_OUTSTANDING_REQUESTS' },
      },
    ],
  });
});

test('the component caches the weights and is replaced in guarded batches', () => {
  template().hasResource('AWS::SageMaker::InferenceComponent', {
    Properties: {
      InferenceComponentName: ENDPOINT_NAME,
      EndpointName: { 'Fn::GetAtt': [Match.stringLikeRegexp('Endpoint'), 'EndpointName'] },
      VariantName: 'AllTraffic',
      Specification: {
        ModelName: { 'Fn::GetAtt': [Match.stringLikeRegexp('Model'), 'ModelName'] },
        ComputeResourceRequirements: {
          NumberOfAcceleratorDevicesRequired: 4,
          NumberOfCpuCoresRequired: Match.absent(),
          MinMemoryRequiredInMb: 98_304,
        },
        DataCacheConfig: { EnableCaching: true },
        StartupParameters: {
          ContainerStartupHealthCheckTimeoutInSeconds: 600,
          ModelDataDownloadTimeoutInSeconds: 900,
        },
      },
      DeploymentConfig: {
        RollingUpdatePolicy: {
          MaximumBatchSize: { Type: 'CAPACITY_PERCENT', Value: 50 },
          WaitIntervalInSeconds: 600,
        },
        AutoRollbackConfiguration: {
          Alarms: Match.arrayWith([{ AlarmName: { Ref: Match.stringLikeRegexp('^AnswersQualityPrecision') } }]),
        },
      },
    },
    Condition: Match.stringLikeRegexp('^ModelPackageReleased'),
    Metadata: { [MODEL_METADATA_KEY]: GOVERNANCE },
  });
});

test('names a number of copies only when it is created, and then one at least', () => {
  const copies = (CopyCount: number) => ({
    RuntimeConfig: {
      'Fn::If': [Match.stringLikeRegexp('^ModelPackageUpdates'), { Ref: 'AWS::NoValue' }, { CopyCount }],
    },
  });
  template().hasResourceProperties('AWS::SageMaker::InferenceComponent', copies(1));
  const warm = template({ minCopies: 2, minInstances: 2 });
  warm.hasResourceProperties('AWS::SageMaker::InferenceComponent', copies(2));
});

test('describes the component for each of several instance types', () => {
  template({ instanceTypes: ['ml.g6.12xlarge', 'ml.g5.12xlarge'] }).hasResourceProperties(
    'AWS::SageMaker::InferenceComponent',
    {
      Specification: Match.absent(),
      Specifications: [
        Match.objectLike({ InstanceType: 'ml.g6.12xlarge', DataCacheConfig: { EnableCaching: true } }),
        Match.objectLike({ InstanceType: 'ml.g5.12xlarge', DataCacheConfig: { EnableCaching: true } }),
      ],
    },
  );
});

test('reserves a core for a copy that runs on the CPU', () => {
  template({ acceleratorsPerCopy: undefined }).hasResourceProperties('AWS::SageMaker::InferenceComponent', {
    Specification: { ComputeResourceRequirements: { NumberOfCpuCoresRequired: 1 } },
  });
});

test('scales copies on concurrency from zero, and the first request wakes the model', () => {
  const result = template();
  result.hasResource('AWS::ApplicationAutoScaling::ScalableTarget', {
    Properties: {
      ResourceId: `inference-component/${ENDPOINT_NAME}`,
      ScalableDimension: 'sagemaker:inference-component:DesiredCopyCount',
      MinCapacity: 0,
      MaxCapacity: 4,
    },
    DependsOn: [Match.stringLikeRegexp('Component')],
  });
  result.hasResourceProperties('AWS::ApplicationAutoScaling::ScalingPolicy', {
    TargetTrackingScalingPolicyConfiguration: {
      PredefinedMetricSpecification: {
        PredefinedMetricType: 'SageMakerInferenceComponentConcurrentRequestsPerCopyHighResolution',
      },
      TargetValue: 16,
    },
  });
  result.hasResourceProperties('AWS::ApplicationAutoScaling::ScalingPolicy', {
    PolicyType: 'StepScaling',
    StepScalingPolicyConfiguration: {
      AdjustmentType: 'ChangeInCapacity',
      MetricAggregationType: 'Maximum',
      StepAdjustments: [{ MetricIntervalLowerBound: 0, ScalingAdjustment: 1 }],
    },
  });
  result.hasResource('AWS::CloudWatch::Alarm', {
    Properties: {
      Namespace: 'AWS/SageMaker',
      MetricName: 'NoCapacityInvocationFailures',
      Dimensions: [{ Name: 'InferenceComponentName', Value: ENDPOINT_NAME }],
      Statistic: 'Sum',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      AlarmActions: [{ Ref: Match.stringLikeRegexp('WakeUp') }],
    },
    Condition: Match.stringLikeRegexp('^ModelPackageReleased'),
  });
});

test('a warm floor needs no waking', () => {
  const result = template({ minCopies: 1, minInstances: 1 });
  result.resourcePropertiesCountIs('AWS::ApplicationAutoScaling::ScalingPolicy', { PolicyType: 'StepScaling' }, 0);
  result.hasResourceProperties('AWS::ApplicationAutoScaling::ScalableTarget', { MinCapacity: 1 });
});

test('writes to the log group of the component', () => {
  template().hasResourceProperties('AWS::Logs::LogGroup', {
    LogGroupName: `/aws/sagemaker/InferenceComponents/${ENDPOINT_NAME}`,
  });
});

test('lets a caller ask the endpoint and its component', () => {
  const stack = newStack();
  const role = new iam.Role(stack, 'Gateway', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  realtimeToZero(stack).grantInvoke(role);
  Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: {
      Statement: [
        Match.objectLike({ Sid: 'DenyBearerTokens', Effect: 'Deny' }),
        {
          Effect: 'Allow',
          Action: ['sagemaker:InvokeEndpoint', 'sagemaker:InvokeEndpointWithResponseStream'],
          Resource: [
            'arn:aws:sagemaker:eu-west-1:333333333333:endpoint/excorp-prod--churn',
            'arn:aws:sagemaker:eu-west-1:333333333333:inference-component/excorp-prod--churn',
          ],
        },
      ],
    },
  });
});

test('fails for every mistake at once', () => {
  const create = () =>
    realtimeToZero(newStack(), {
      minCopies: -1,
      maxCopies: 0,
      acceleratorsPerCopy: 0,
      cpuCoresPerCopy: 0,
      memoryPerCopy: Size.mebibytes(64),
      targetConcurrencyPerCopy: -1,
      rollout: Rollout.canary(10, Duration.minutes(10)),
    });
  expect(create).toThrow(
    [
      'Serving/Endpoint: 7 problems',
      '  - minCopies must be a whole number, at least 0, got -1; correct it',
      '  - maxCopies must be a whole number, at least 1, got 0; correct it',
      '  - targetConcurrencyPerCopy must be above 0, got -1; correct it',
      '  - acceleratorsPerCopy must be a whole number, at least 1, got 0; correct it',
      '  - cpuCoresPerCopy must be at least 0.25, got 0; raise it',
      '  - memoryPerCopy must be at least 128 MiB, got 64 MiB; raise it',
      '  - rollout must be rolling, got canary; SageMaker replaces inference components in batches only: use Rollout.rolling',
    ].join('\n'),
  );
});

test('fails when copies are to be warm without an instance', () => {
  expect(() => realtimeToZero(newStack(), { minCopies: 1, minInstances: 0 })).toThrow(
    'Serving/Endpoint: minInstances must be at least 1 when minCopies is above 0, got 0 with minCopies 1; a copy needs an instance: raise minInstances or set minCopies to 0',
  );
  expect(() => realtimeToZero(newStack(), { minCopies: 3, maxCopies: 2, minInstances: 1 })).toThrow(
    'maxCopies must be at least minCopies (3), got 2; raise maxCopies or lower minCopies',
  );
});

describe('while a version is replaced', () => {
  test('fails where a batch has no room beside the copies, with what gives it room', () => {
    expect(() => realtimeToZero(newStack(), { maxInstances: 1, maxCopies: 1 })).toThrow(
      'Serving/Endpoint: maxInstances must be at least 2, so that a batch (1) has room beside the copies (1) while a version is replaced, got 1; raise it',
    );
    const rollout = Rollout.rolling(50, Duration.minutes(10));
    expect(() => realtimeToZero(newStack(), { maxInstances: 5, maxCopies: 4, rollout })).toThrow(
      'maxInstances must be at least 6, so that a batch (2) has room beside the copies (4) while a version is replaced, got 5; raise it, lower maxCopies to 3, or use 25 percent',
    );
  });

  test('counts the copies of an instance by its GPUs', () => {
    const two = { acceleratorsPerCopy: 2, maxCopies: 4 };
    expect(() => realtimeToZero(newStack(), { ...two, maxInstances: 3 })).not.toThrow();
    expect(() => realtimeToZero(newStack(), { ...two, maxInstances: 2 })).toThrow('maxInstances must be at least 3');
    const mixed = { instanceTypes: ['ml.g6.48xlarge', 'ml.g6.12xlarge'], maxInstances: 2 };
    expect(() => realtimeToZero(newStack(), { ...two, ...mixed })).toThrow('maxInstances must be at least 3');
  });

  test('does not judge what is known at deployment only, nor copies without GPUs', () => {
    const one = { maxInstances: 1, maxCopies: 1 };
    const later = Lazy.number({ produce: () => 2 });
    expect(() => realtimeToZero(newStack(), { ...one, maxInstances: later })).not.toThrow();
    expect(() => realtimeToZero(newStack(), { ...one, instanceTypes: ['ml.g9.12xlarge'] })).not.toThrow();
    expect(() => realtimeToZero(newStack(), { ...one, acceleratorsPerCopy: undefined })).not.toThrow();
  });
});
