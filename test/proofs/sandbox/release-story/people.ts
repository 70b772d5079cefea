import type { Harness } from '../harness';
import { Operator } from '../operator';

/** What docs/operator.md lists for every verb. */
const EVERYBODY = [
  'sts:GetCallerIdentity',
  'ssm:DescribeParameters',
  'ssm:GetParameter',
  'ssm:GetParameters',
  'ssm:GetParametersByPath',
];
const READING = ['dynamodb:Query', 'kms:Decrypt', 'sagemaker:DescribeEndpointConfig', 'sagemaker:DescribeModel'];
const PEOPLE = {
  'data-scientist': [
    ...EVERYBODY,
    's3:ListBucket',
    's3:GetObject',
    's3:PutObject',
    'kms:GenerateDataKey',
    'sagemaker:CreateModelPackage',
    'sagemaker:DescribeModelPackage',
    'sagemaker:UpdateModelPackage',
  ],
  'model-approver': [...EVERYBODY, 'sagemaker:DescribeModelPackage', 'sagemaker:UpdateModelPackage'],
  'on-call': [
    ...EVERYBODY,
    ...READING,
    'dynamodb:BatchGetItem',
    's3:ListBucket',
    's3:GetObject',
    'sagemaker:DescribeEndpoint',
    'sagemaker:DescribeModelPackage',
    'sagemaker:ListModelPackages',
    'cloudwatch:DescribeAlarms',
    'states:StartExecution',
    'states:DescribeExecution',
    'states:GetExecutionHistory',
  ],
} as const;

/** Those who have a part in the story, each with a role of their own. */
export interface People {
  readonly author: Operator;
  readonly approver: Operator;
  readonly onCall: Operator;
  /** Who looks at answers and says whether they are right: may publish that, and nothing else. */
  readonly judge: Operator;
}

/** @param namespace of the quality metrics, into which alone the judge may publish */
export async function signIn(harness: Harness, namespace: string): Promise<People> {
  const limits = { StringEquals: { 'cloudwatch:namespace': namespace } };
  return {
    author: await Operator.signIn(harness, 'data-scientist', PEOPLE['data-scientist']),
    approver: await Operator.signIn(harness, 'model-approver', PEOPLE['model-approver']),
    onCall: await Operator.signIn(harness, 'on-call', PEOPLE['on-call']),
    judge: await Operator.signIn(harness, 'quality-judge', ['cloudwatch:PutMetricData'], limits),
  };
}
