import type { ResourceActions } from './entry';

/** Roles, logs, alarms, the trail and budgets. */
export const governance: Readonly<Record<string, ResourceActions>> = {
  'AWS::Budgets::Budget': {
    is: 'budgets:budget',
    read: 'budgets:ViewBudget,ListTagsForResource',
    create: 'budgets:ModifyBudget,TagResource',
    update: 'budgets:ModifyBudget,TagResource,UntagResource',
    delete: 'budgets:ModifyBudget',
  },
  'AWS::CloudTrail::Trail': {
    is: 'cloudtrail:trail',
    name: 'TrailName',
    read: 'cloudtrail:DescribeTrails,GetTrail,GetTrailStatus,GetEventSelectors,GetInsightSelectors,GetEventConfiguration,ListTags',
    create:
      'cloudtrail:CreateTrail,AddTags,PutEventSelectors,StartLogging iam:GetRole organizations:DescribeOrganization',
    update:
      'cloudtrail:UpdateTrail,AddTags,RemoveTags,PutEventSelectors,StartLogging iam:GetRole organizations:DescribeOrganization',
    delete: 'cloudtrail:DeleteTrail',
    withProperty: { CloudWatchLogsRoleArn: 'iam:PassRole', InsightSelectors: 'cloudtrail:PutInsightSelectors' },
  },
  'AWS::CloudWatch::Alarm': {
    is: 'cloudwatch:alarm',
    name: 'AlarmName',
    read: 'cloudwatch:DescribeAlarms,ListTagsForResource',
    create: 'cloudwatch:PutMetricAlarm,TagResource',
    update: 'cloudwatch:PutMetricAlarm,TagResource,UntagResource',
    delete: 'cloudwatch:DeleteAlarms',
  },
  'AWS::CloudWatch::CompositeAlarm': {
    is: 'cloudwatch:alarm',
    name: 'AlarmName',
    read: 'cloudwatch:DescribeAlarms,ListTagsForResource',
    create: 'cloudwatch:PutCompositeAlarm,TagResource',
    update: 'cloudwatch:PutCompositeAlarm,TagResource,UntagResource',
    delete: 'cloudwatch:DeleteAlarms',
  },
  'AWS::IAM::ManagedPolicy': {
    is: 'iam:policy',
    name: 'ManagedPolicyName',
    read: 'iam:GetPolicy,GetPolicyVersion,ListEntitiesForPolicy,ListPolicyVersions',
    create: 'iam:CreatePolicy',
    update: 'iam:CreatePolicyVersion,DeletePolicyVersion,SetDefaultPolicyVersion',
    delete: 'iam:DeletePolicy,DeletePolicyVersion',
    withProperty: { Roles: 'iam:AttachRolePolicy,DetachRolePolicy' },
  },
  'AWS::IAM::Role': {
    is: 'iam:role',
    name: 'RoleName',
    read: 'iam:GetRole,GetRolePolicy,ListAttachedRolePolicies,ListRolePolicies,ListRoleTags',
    create: 'iam:CreateRole,TagRole',
    update: 'iam:UpdateRole,UpdateRoleDescription,UpdateAssumeRolePolicy,TagRole,UntagRole',
    delete: 'iam:DeleteRole',
    withProperty: {
      ManagedPolicyArns: 'iam:AttachRolePolicy,DetachRolePolicy',
      PermissionsBoundary: 'iam:PutRolePermissionsBoundary',
      Policies: 'iam:PutRolePolicy,DeleteRolePolicy',
    },
  },
  'AWS::Logs::LogGroup': {
    is: 'logs:log-group',
    name: 'LogGroupName',
    read: 'logs:DescribeLogGroups,GetDataProtectionPolicy,ListTagsForResource',
    create: 'logs:CreateLogGroup,PutRetentionPolicy,TagResource',
    update: 'logs:PutRetentionPolicy,DeleteRetentionPolicy,TagResource,UntagResource',
    delete: 'logs:DeleteLogGroup,DeleteDataProtectionPolicy',
    withProperty: { KmsKeyId: 'logs:AssociateKmsKey,DisassociateKmsKey' },
  },
  'AWS::Logs::MetricFilter': {
    read: 'logs:DescribeMetricFilters',
    create: 'logs:PutMetricFilter',
    update: 'logs:PutMetricFilter',
    delete: 'logs:DeleteMetricFilter',
  },
};
