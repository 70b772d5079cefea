import type { ResourceActions } from './entry';

/** Functions, state machines, and what starts them. */
export const workflow: Readonly<Record<string, ResourceActions>> = {
  'AWS::Events::Rule': {
    is: 'events:rule-on-default-event-bus',
    name: 'Name',
    read: 'events:DescribeRule,ListTagsForResource,ListTargetsByRule',
    create: 'events:PutRule,PutTargets,TagResource',
    update: 'events:PutRule,PutTargets,RemoveTargets,TagResource,UntagResource',
    delete: 'events:DeleteRule,RemoveTargets',
  },
  'AWS::Lambda::EventSourceMapping': {
    is: 'lambda:eventSourceMapping',
    read: 'lambda:GetEventSourceMapping,ListTags',
    create: 'lambda:CreateEventSourceMapping,TagResource',
    update: 'lambda:UpdateEventSourceMapping,TagResource,UntagResource',
    delete: 'lambda:DeleteEventSourceMapping',
  },
  'AWS::Lambda::Function': {
    is: 'lambda:function',
    name: 'FunctionName',
    read: 'lambda:GetFunction,GetFunctionCodeSigningConfig,GetFunctionRecursionConfig,GetFunctionScalingConfig,GetRuntimeManagementConfig,ListTags iam:PassRole',
    create: 'lambda:CreateFunction,TagResource',
    update:
      'lambda:UpdateFunctionCode,UpdateFunctionConfiguration,PublishVersion,DeleteFunctionConcurrency,TagResource,UntagResource',
    delete: 'lambda:DeleteFunction ec2:DescribeNetworkInterfaces',
    withProperty: {
      KmsKeyArn: 'kms:CreateGrant,Decrypt,Encrypt,GenerateDataKey',
      RecursiveLoop: 'lambda:PutFunctionRecursionConfig',
      ReservedConcurrentExecutions: 'lambda:PutFunctionConcurrency',
      RuntimeManagementConfig: 'lambda:PutRuntimeManagementConfig',
      VpcConfig: 'ec2:DescribeSecurityGroups,DescribeSubnets,DescribeVpcs',
    },
  },
  'AWS::Lambda::Permission': {
    read: 'lambda:GetPolicy',
    create: 'lambda:AddPermission',
    update: '',
    delete: 'lambda:RemovePermission',
  },
  'AWS::SNS::Subscription': {
    read: 'sns:GetSubscriptionAttributes',
    create: 'sns:Subscribe',
    update: 'sns:SetSubscriptionAttributes',
    delete: 'sns:Unsubscribe',
  },
  'AWS::SNS::Topic': {
    is: 'sns:topic',
    name: 'TopicName',
    read: 'sns:GetTopicAttributes,GetDataProtectionPolicy,ListSubscriptionsByTopic,ListTagsForResource',
    create: 'sns:CreateTopic,TagResource',
    update: 'sns:SetTopicAttributes,TagResource,UntagResource',
    delete: 'sns:DeleteTopic',
  },
  'AWS::SNS::TopicPolicy': {
    read: 'sns:GetTopicAttributes',
    create: 'sns:SetTopicAttributes',
    update: 'sns:SetTopicAttributes',
    delete: 'sns:SetTopicAttributes',
  },
  'AWS::SQS::Queue': {
    is: 'sqs:queue',
    name: 'QueueName',
    read: 'sqs:GetQueueAttributes,GetQueueUrl,ListQueueTags',
    create: 'sqs:CreateQueue,TagQueue',
    update: 'sqs:SetQueueAttributes,TagQueue,UntagQueue',
    delete: 'sqs:DeleteQueue',
  },
  'AWS::SQS::QueuePolicy': {
    read: 'sqs:GetQueueAttributes',
    create: 'sqs:SetQueueAttributes',
    update: 'sqs:SetQueueAttributes',
    delete: 'sqs:SetQueueAttributes',
  },
  'AWS::Scheduler::Schedule': {
    is: 'scheduler:schedule',
    name: 'Name',
    read: 'scheduler:GetSchedule iam:PassRole',
    create: 'scheduler:CreateSchedule',
    update: 'scheduler:UpdateSchedule',
    delete: 'scheduler:DeleteSchedule',
  },
  'AWS::StepFunctions::StateMachine': {
    is: 'states:statemachine',
    name: 'StateMachineName',
    read: 'states:DescribeStateMachine,ListTagsForResource iam:PassRole',
    create: 'states:CreateStateMachine,TagResource',
    update: 'states:UpdateStateMachine,TagResource,UntagResource',
    delete: 'states:DeleteStateMachine',
  },
};
