import type { ResourceActions } from './entry';

const TAGS = 'sagemaker:AddTags,DeleteTags';

/** Models, endpoints and their scaling. */
export const serving: Readonly<Record<string, ResourceActions>> = {
  'AWS::ApplicationAutoScaling::ScalableTarget': {
    is: 'application-autoscaling:ScalableTarget',
    read: 'application-autoscaling:DescribeScalableTargets,DescribeScheduledActions',
    create: 'application-autoscaling:RegisterScalableTarget iam:CreateServiceLinkedRole',
    update: 'application-autoscaling:RegisterScalableTarget',
    delete: 'application-autoscaling:DeregisterScalableTarget',
    withProperty: {
      ScheduledActions: 'application-autoscaling:PutScheduledAction,DeleteScheduledAction',
      RoleARN: 'iam:PassRole',
    },
  },
  'AWS::ApplicationAutoScaling::ScalingPolicy': {
    is: 'application-autoscaling:ScalableTarget',
    read: 'application-autoscaling:DescribeScalingPolicies',
    create: 'application-autoscaling:PutScalingPolicy',
    update: 'application-autoscaling:PutScalingPolicy',
    delete: 'application-autoscaling:DeleteScalingPolicy',
    withProperty: { TargetTrackingScalingPolicyConfiguration: 'cloudwatch:DescribeAlarms,GetMetricData' },
  },
  'AWS::SageMaker::Endpoint': {
    is: 'sagemaker:endpoint',
    name: 'EndpointName',
    read: 'sagemaker:DescribeEndpoint,ListTags',
    create: `sagemaker:CreateEndpoint ${TAGS}`,
    update: `sagemaker:UpdateEndpoint ${TAGS}`,
    delete: 'sagemaker:DeleteEndpoint',
  },
  // CloudFormation makes the name from the logical id alone.
  'AWS::SageMaker::EndpointConfig': {
    is: 'sagemaker:endpoint-config',
    read: 'sagemaker:DescribeEndpointConfig,ListTags',
    create: `sagemaker:CreateEndpointConfig ${TAGS}`,
    update: TAGS,
    delete: 'sagemaker:DeleteEndpointConfig',
    withProperty: { ExecutionRoleArn: 'iam:PassRole', KmsKeyId: 'kms:CreateGrant,DescribeKey' },
  },
  'AWS::SageMaker::InferenceComponent': {
    is: 'sagemaker:inference-component',
    name: 'InferenceComponentName',
    read: 'sagemaker:DescribeInferenceComponent,ListTags',
    create: `sagemaker:CreateInferenceComponent ${TAGS}`,
    update: `sagemaker:UpdateInferenceComponent,UpdateInferenceComponentRuntimeConfig ${TAGS}`,
    delete: 'sagemaker:DeleteInferenceComponent',
  },
  'AWS::SageMaker::Model': {
    is: 'sagemaker:model',
    read: 'sagemaker:DescribeModel,ListTags',
    create: `sagemaker:CreateModel ${TAGS}`,
    update: TAGS,
    delete: 'sagemaker:DeleteModel',
    withProperty: { ExecutionRoleArn: 'iam:PassRole' },
  },
  'AWS::SageMaker::ModelPackageGroup': {
    is: 'sagemaker:model-package-group',
    name: 'ModelPackageGroupName',
    read: 'sagemaker:DescribeModelPackageGroup,GetModelPackageGroupPolicy,ListTags',
    create: `sagemaker:CreateModelPackageGroup ${TAGS}`,
    update: `sagemaker:DeleteModelPackageGroupPolicy ${TAGS}`,
    delete: 'sagemaker:DeleteModelPackageGroup,DeleteModelPackageGroupPolicy',
    withProperty: { ModelPackageGroupPolicy: 'sagemaker:PutModelPackageGroupPolicy' },
  },
};
