import { CfnParameter } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { AsyncEndpointProps } from '../../../constructs/serving';
import { asynchronous, ENDPOINT_NAME, givenTo, newStack, platformOf } from './endpoint-stack';

function template(overrides: Partial<AsyncEndpointProps> = {}): Template {
  const stack = newStack();
  asynchronous(stack, overrides);
  return Template.fromStack(stack);
}

const topic = (name: string) => `arn:aws:sns:eu-west-1:333333333333:${name}`;
const key = (id: string) => `arn:aws:kms:eu-west-1:333333333333:key/00000000-0000-4000-8000-00000000000${id}`;

test('puts answers and failures under a key, and tells of both', () => {
  template().hasResourceProperties('AWS::SageMaker::EndpointConfig', {
    AsyncInferenceConfig: {
      ClientConfig: { MaxConcurrentInvocationsPerInstance: 4 },
      OutputConfig: {
        KmsKeyId: key('3'),
        S3OutputPath: 's3://data-bucket/async/results/churn/answers/',
        S3FailurePath: 's3://data-bucket/async/results/churn/failures/',
        NotificationConfig: { SuccessTopic: topic('success'), ErrorTopic: topic('error') },
      },
    },
    ProductionVariants: [Match.objectLike({ InitialInstanceCount: 1, InstanceType: 'ml.g6.xlarge' })],
  });
});

test('scales on the backlog from zero, and the first waiting request wakes the model', () => {
  const result = template();
  result.hasResourceProperties('AWS::ApplicationAutoScaling::ScalableTarget', {
    ScalableDimension: 'sagemaker:variant:DesiredInstanceCount',
    MinCapacity: 0,
    MaxCapacity: 4,
  });
  result.hasResourceProperties('AWS::ApplicationAutoScaling::ScalingPolicy', {
    TargetTrackingScalingPolicyConfiguration: {
      CustomizedMetricSpecification: {
        Namespace: 'AWS/SageMaker',
        MetricName: 'ApproximateBacklogSizePerInstance',
        Dimensions: [{ Name: 'EndpointName', Value: ENDPOINT_NAME }],
        Statistic: 'Average',
      },
      TargetValue: 5,
    },
  });
  result.hasResourceProperties('AWS::CloudWatch::Alarm', {
    MetricName: 'HasBacklogWithoutCapacity',
    Dimensions: [{ Name: 'EndpointName', Value: ENDPOINT_NAME }],
    Statistic: 'Maximum',
    Threshold: 1,
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    AlarmActions: [{ Ref: Match.stringLikeRegexp('WakeUp') }],
  });
});

test('may tell its two topics, and use their key', () => {
  template().hasResourceProperties('AWS::IAM::ManagedPolicy', {
    Roles: [{ Ref: Match.stringLikeRegexp('ExecutionRole') }],
    PolicyDocument: {
      Statement: Match.arrayWith([
        {
          Sid: 'Notify',
          Effect: 'Allow',
          Action: 'sns:Publish',
          Resource: [topic('success'), topic('error')],
        },
        { Effect: 'Allow', Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Resource: key('4') },
      ]),
    },
  });
});

test('lets a caller write requests below the prefix of the model and put them into the queue', () => {
  const stack = newStack();
  const role = new iam.Role(stack, 'Gateway', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  const endpoint = asynchronous(stack);
  endpoint.grantInvoke(role);
  endpoint.grantPutRequests(role);
  Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        { Sid: 'DenyBearerTokens', Effect: 'Deny', Action: 'sagemaker:CallWithBearerToken', Resource: '*' },
        {
          Effect: 'Allow',
          Action: 'sagemaker:InvokeEndpointAsync',
          Resource: 'arn:aws:sagemaker:eu-west-1:333333333333:endpoint/excorp-prod--churn',
        },
        { Effect: 'Allow', Action: 'kms:GenerateDataKey', Resource: key('3') },
        { Effect: 'Allow', Action: 's3:PutObject', Resource: 'arn:aws:s3:::data-bucket/async/requests/churn/*' },
      ],
    },
  });
});

test('takes numbers that are known at deployment only, and then can wake from zero', () => {
  const stack = newStack();
  const parameter = new CfnParameter(stack, 'Least', { type: 'Number' });
  asynchronous(stack, { minInstances: parameter.valueAsNumber });
  const result = Template.fromStack(stack);
  result.hasResourceProperties('AWS::SageMaker::EndpointConfig', {
    ProductionVariants: [Match.objectLike({ InitialInstanceCount: { Ref: 'Least' } })],
  });
  result.hasResourceProperties('AWS::ApplicationAutoScaling::ScalableTarget', { MinCapacity: { Ref: 'Least' } });
  result.hasResourceProperties('AWS::ApplicationAutoScaling::ScalingPolicy', { PolicyType: 'StepScaling' });
});

test('a floor above zero needs no waking', () => {
  const result = template({ minInstances: 1 });
  result.resourcePropertiesCountIs('AWS::ApplicationAutoScaling::ScalingPolicy', { PolicyType: 'StepScaling' }, 0);
});

test('fails for every mistake at once', () => {
  const stack = newStack();
  const platform = platformOf(newStack(), givenTo(newStack()), { asyncQueue: undefined });
  const create = () =>
    asynchronous(stack, {
      platform,
      minInstances: -1,
      targetBacklogPerInstance: 0,
      maxConcurrentInvocationsPerInstance: 1001,
    });
  expect(create).toThrow(
    [
      'Serving/Endpoint: 4 problems',
      '  - minInstances must be a whole number, at least 0, got -1; correct it',
      '  - platform.asyncQueue must be there for asynchronous endpoints, got none; give the platform a bucket and its key',
      '  - targetBacklogPerInstance must be above 0, got 0; correct it',
      '  - maxConcurrentInvocationsPerInstance must be a whole number, from 1 to 1000, got 1001; correct it',
    ].join('\n'),
  );
});
