import { Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { MODEL_METADATA_KEY } from '../../../constructs/model';
import { STORAGE_ENCRYPTION_METADATA_KEY } from '../../../constructs/model';
import { Rollout, type RealtimeEndpointProps } from '../../../constructs/serving';
import { ENDPOINT_NAME, GOVERNANCE, newStack, realtime } from './endpoint-stack';

function template(overrides: Partial<RealtimeEndpointProps> = {}): Template {
  const stack = newStack();
  realtime(stack, overrides);
  return Template.fromStack(stack);
}

const variant = (expected: Record<string, unknown>) => ({ ProductionVariants: [Match.objectLike(expected)] });

test('serves the released model package without network, in the subnets of the platform', () => {
  template().hasResourceProperties('AWS::SageMaker::Model', {
    ModelName: Match.absent(),
    EnableNetworkIsolation: true,
    PrimaryContainer: {
      ModelPackageName: { Ref: Match.stringLikeRegexp('^ModelPackageArn') },
      Environment: { SAGEMAKER_TRITON_DEFAULT_MODEL_NAME: 'churn' },
    },
    VpcConfig: {
      Subnets: ['subnet-0000000000000000a', 'subnet-0000000000000000b'],
      SecurityGroupIds: ['sg-00000000000000001'],
    },
  });
});

test.each(['AWS::SageMaker::Model', 'AWS::SageMaker::EndpointConfig'])('keeps every %s, and names none', (type) => {
  template().hasResource(type, {
    Properties: Match.not(Match.objectLike({ EndpointConfigName: Match.anyValue() })),
    DeletionPolicy: 'RetainExceptOnCreate',
    UpdateReplacePolicy: 'Retain',
    Metadata: { [MODEL_METADATA_KEY]: GOVERNANCE },
  });
});

test('puts one variant on a list of instance types, first choice first', () => {
  template().hasResourceProperties('AWS::SageMaker::EndpointConfig', {
    MetricsConfig: { EnableEnhancedMetrics: true },
    ProductionVariants: [
      {
        VariantName: 'AllTraffic',
        ModelName: { 'Fn::GetAtt': [Match.stringLikeRegexp('Model'), 'ModelName'] },
        InitialInstanceCount: 2,
        InstancePools: [
          { InstanceType: 'ml.g5.2xlarge', Priority: 1 },
          { InstanceType: 'ml.g6.2xlarge', Priority: 2 },
        ],
        InferenceAmiVersion: 'al2023-ami-sagemaker-inference-gpu-4-1',
        RoutingConfig: { RoutingStrategy: 'LEAST_OUTSTANDING_REQUESTS' },
        ContainerStartupHealthCheckTimeoutInSeconds: 600,
        ModelDataDownloadTimeoutInSeconds: 900,
      },
    ],
  });
});

test('names a single instance type, without pools', () => {
  template({ instanceTypes: ['ml.g5.xlarge'] }).hasResourceProperties(
    'AWS::SageMaker::EndpointConfig',
    variant({ InstanceType: 'ml.g5.xlarge', InstancePools: Match.absent() }),
  );
});

test('gives no key to instances with NVMe disks, which would refuse it, and says how they are encrypted', () => {
  template().hasResource('AWS::SageMaker::EndpointConfig', {
    Properties: { KmsKeyId: Match.absent() },
    Metadata: { [STORAGE_ENCRYPTION_METADATA_KEY]: Match.stringLikeRegexp('^NVMe disks') },
  });
});

test('encrypts the volumes of other instances, and lets the role use the key for them alone', () => {
  const result = template({ instanceTypes: ['ml.m7i.xlarge'] });
  const key = 'arn:aws:kms:eu-west-1:333333333333:key/00000000-0000-4000-8000-000000000001';
  result.hasResource('AWS::SageMaker::EndpointConfig', {
    Properties: { KmsKeyId: key, ...variant({ InferenceAmiVersion: Match.absent() }) },
    Metadata: { [STORAGE_ENCRYPTION_METADATA_KEY]: Match.stringLikeRegexp('^volumes') },
  });
  result.hasResourceProperties('AWS::IAM::ManagedPolicy', {
    PolicyDocument: {
      Statement: Match.arrayWith([
        {
          Sid: 'EncryptVolumes',
          Effect: 'Allow',
          Action: 'kms:CreateGrant',
          Resource: key,
          Condition: { Bool: { 'kms:GrantIsForAWSResource': 'true' } },
        },
      ]),
    },
  });
});

test('guards a deployment with a canary, and keeps the scaled capacity on updates only', () => {
  template().hasResourceProperties('AWS::SageMaker::Endpoint', {
    EndpointName: ENDPOINT_NAME,
    RetainAllVariantProperties: {
      'Fn::If': [Match.stringLikeRegexp('^ModelPackageUpdates'), true, { Ref: 'AWS::NoValue' }],
    },
    DeploymentConfig: {
      BlueGreenUpdatePolicy: {
        TrafficRoutingConfiguration: {
          Type: 'CANARY',
          CanarySize: { Type: 'CAPACITY_PERCENT', Value: 10 },
          WaitIntervalInSeconds: 900,
        },
        TerminationWaitInSeconds: 900,
        MaximumExecutionTimeoutInSeconds: 5100,
      },
      AutoRollbackConfiguration: {
        Alarms: [
          { AlarmName: { Ref: Match.stringLikeRegexp('^AlarmsVersionErrorRate') } },
          { AlarmName: { Ref: Match.stringLikeRegexp('^AlarmsVersionLatency') } },
          { AlarmName: { Ref: Match.stringLikeRegexp('^AnswersQualityPrecision') } },
        ],
      },
    },
  });
});

test('guards a deployment with linear steps', () => {
  template({ rollout: Rollout.linear(25, Duration.minutes(5)) }).hasResourceProperties('AWS::SageMaker::Endpoint', {
    DeploymentConfig: {
      BlueGreenUpdatePolicy: {
        TrafficRoutingConfiguration: {
          Type: 'LINEAR',
          LinearStepSize: { Type: 'CAPACITY_PERCENT', Value: 25 },
          WaitIntervalInSeconds: 300,
        },
      },
    },
  });
});

test('replaces a part at a time when the rollout is rolling', () => {
  template({ rollout: Rollout.rolling(50, Duration.minutes(5)) }).hasResourceProperties('AWS::SageMaker::Endpoint', {
    DeploymentConfig: {
      BlueGreenUpdatePolicy: Match.absent(),
      RollingUpdatePolicy: {
        MaximumBatchSize: { Type: 'CAPACITY_PERCENT', Value: 50 },
        WaitIntervalInSeconds: 300,
      },
      AutoRollbackConfiguration: { Alarms: [Match.anyValue(), Match.anyValue(), Match.anyValue()] },
    },
  });
});

test('scales on concurrency with the role that the service has already', () => {
  const result = template();
  result.hasResourceProperties('AWS::ApplicationAutoScaling::ScalableTarget', {
    ServiceNamespace: 'sagemaker',
    ScalableDimension: 'sagemaker:variant:DesiredInstanceCount',
    ResourceId: {
      'Fn::Join': [
        '',
        ['endpoint/', { 'Fn::GetAtt': [Match.stringLikeRegexp('Endpoint'), 'EndpointName'] }, '/variant/AllTraffic'],
      ],
    },
    MinCapacity: 2,
    MaxCapacity: 6,
    RoleARN:
      'arn:aws:iam::333333333333:role/aws-service-role/sagemaker.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_SageMakerEndpoint',
  });
  result.hasResourceProperties('AWS::ApplicationAutoScaling::ScalingPolicy', {
    PolicyType: 'TargetTrackingScaling',
    TargetTrackingScalingPolicyConfiguration: {
      PredefinedMetricSpecification: {
        PredefinedMetricType: 'SageMakerVariantConcurrentRequestsPerModelHighResolution',
      },
      TargetValue: 8,
      ScaleInCooldown: 300,
      ScaleOutCooldown: 0,
    },
  });
});

test('leaves scaling out when told to, so that instance types can change', () => {
  template({ autoScaling: false }).resourceCountIs('AWS::ApplicationAutoScaling::ScalableTarget', 0);
});

test('the stack deploys without an endpoint before the first release', () => {
  const { Resources, Conditions } = template().toJSON() as {
    Resources: Record<string, { Type: string; Condition?: string }>;
    Conditions: Record<string, unknown>;
  };
  const released = Object.keys(Conditions).find((name) => name.startsWith('ModelPackageReleased'));
  const conditional = Object.values(Resources).filter(({ Condition }) => Condition === released);
  expect(conditional.map(({ Type }) => Type).sort()).toEqual([
    'AWS::ApplicationAutoScaling::ScalableTarget',
    'AWS::ApplicationAutoScaling::ScalingPolicy',
    'AWS::SageMaker::Endpoint',
    'AWS::SageMaker::EndpointConfig',
    'AWS::SageMaker::Model',
  ]);
  expect(Object.keys(Resources).length).toBeLessThanOrEqual(30);
});

test('writes to one encrypted log group, with retention', () => {
  template().hasResource('AWS::Logs::LogGroup', {
    Properties: {
      LogGroupName: `/aws/sagemaker/Endpoints/${ENDPOINT_NAME}`,
      KmsKeyId: 'arn:aws:kms:eu-west-1:333333333333:key/00000000-0000-4000-8000-000000000002',
      RetentionInDays: 365,
    },
    DeletionPolicy: 'RetainExceptOnCreate',
  });
});

test('the execution role has exactly the image, the rollback alarms, the log group and what the platform shares', () => {
  const result = template();
  result.hasResourceProperties('AWS::IAM::Role', {
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Action: 'sts:AssumeRole',
          Principal: { Service: 'sagemaker.amazonaws.com' },
          Condition: { StringEquals: { 'aws:SourceAccount': '333333333333' } },
        },
      ],
    },
    ManagedPolicyArns: [{ Ref: Match.stringLikeRegexp('^PlatformExecutionPermissions') }],
    Tags: [{ Key: 'ServedModel', Value: 'churn' }],
  });
  result.hasResourceProperties('AWS::IAM::ManagedPolicy', {
    Roles: [{ Ref: Match.stringLikeRegexp('ExecutionRole') }],
    PolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'PullImage',
          Effect: 'Allow',
          Action: ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
          Resource: 'arn:aws:ecr:eu-west-1:763104351884:repository/djl-inference',
        },
        {
          Effect: 'Allow',
          Action: ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
          // The group and, with the wildcard that is part of the attribute, its streams.
          Resource: [Match.anyValue(), { 'Fn::GetAtt': [Match.stringLikeRegexp('Logs'), 'Arn'] }],
        },
      ],
    },
  });
});

test('the model waits for the permissions of its role', () => {
  template().hasResource('AWS::SageMaker::Model', { DependsOn: [Match.stringLikeRegexp('ExecutionRolePermissions')] });
});

test('lets a caller ask exactly this endpoint, and not with bearer tokens', () => {
  const stack = newStack();
  const role = new iam.Role(stack, 'Gateway', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  const endpoint = realtime(stack);
  endpoint.grantInvoke(role);
  Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        { Sid: 'DenyBearerTokens', Effect: 'Deny', Action: 'sagemaker:CallWithBearerToken', Resource: '*' },
        {
          Effect: 'Allow',
          Action: ['sagemaker:InvokeEndpoint', 'sagemaker:InvokeEndpointWithResponseStream'],
          Resource: 'arn:aws:sagemaker:eu-west-1:333333333333:endpoint/excorp-prod--churn',
        },
      ],
    },
  });
  expect(Stack.of(endpoint).resolve(endpoint.endpointArn)).toBe(
    'arn:aws:sagemaker:eu-west-1:333333333333:endpoint/excorp-prod--churn',
  );
});

test('fails for every mistake at once', () => {
  const create = () =>
    realtime(newStack(), {
      endpointName: 'Excorp_churn',
      governance: { ...GOVERNANCE, model: 'churn/*' },
      instanceTypes: ['g5.xlarge', 'ml.g5.xlarge', 'ml.g5.xlarge'],
      minInstances: 0,
      maxInstances: 0,
      targetConcurrencyPerInstance: 0,
      startupTimeout: Duration.seconds(59),
      downloadTimeout: Duration.seconds(3601),
      rollout: Rollout.canary(51, Duration.minutes(2)),
      environment: {
        ...Object.fromEntries(Array.from({ length: 99 }, (_, index) => [`V${index}`, ''])),
        MODEL_PACKAGE_ARN: 'of-my-own',
      },
    });
  expect(create).toThrow(
    [
      'Serving/Endpoint: 13 problems',
      "  - governance.model must be lower-case letters, digits and hyphens between them, got 'churn/*'; correct it",
      "  - endpointName must be 1 to 63 lower-case letters, digits and hyphens between them, got 'Excorp_churn'; correct it",
      '  - minInstances must be a whole number, at least 1, got 0; correct it',
      '  - maxInstances must be a whole number, at least 1, got 0; correct it',
      "  - instanceTypes must be types for hosting like ml.g5.2xlarge, got 'g5.xlarge'; correct it",
      "  - instanceTypes must differ, got 'ml.g5.xlarge' more than once; leave one",
      '  - startupTimeout must be from 60 to 3600 seconds, got 59; correct it',
      '  - downloadTimeout must be from 60 to 3600 seconds, got 3601; correct it',
      '  - percent of a canary rollout must be a whole number from 1 to 50, got 51; correct it',
      '  - bakeTime must be from 3 minutes, which the rollback alarms need to go off, to 60 minutes, got 120 seconds; correct it',
      '  - environment must have at most 99 variables, got 100; move some into the image',
      '  - environment must not set MODEL_PACKAGE_ARN, which is the ARN of the released model package; leave it out',
      '  - targetConcurrencyPerInstance must be above 0, got 0; correct it',
    ].join('\n'),
  );
});

test('fails when the most is below the least', () => {
  expect(() => realtime(newStack(), { minInstances: 4, maxInstances: 2 })).toThrow(
    'Serving/Endpoint: maxInstances must be at least minInstances (4), got 2; raise maxInstances or lower minInstances',
  );
});

test('fails for more instance types than the service takes', () => {
  const instanceTypes = ['xlarge', '2xlarge', '4xlarge', '8xlarge', '12xlarge', '16xlarge'].map((s) => `ml.g5.${s}`);
  expect(() => realtime(newStack(), { instanceTypes })).toThrow(
    'instanceTypes must have 1 to 5 types, got 6; keep those that serve the model best',
  );
  expect(() => realtime(newStack(), { instanceTypes: [] })).toThrow('instanceTypes must have 1 to 5 types, got 0');
});
