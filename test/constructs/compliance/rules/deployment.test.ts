import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import { loadRules } from '../../../../constructs/compliance';
import type { ResourceView } from '../../../../constructs/template';
import { contextOf, said, view, viewsOf } from '../views';

function ask(resource: ResourceView): string {
  const rule = loadRules().find(({ id }) => id === 'NamedResourceRetainedExceptOnCreate');
  if (rule?.resourceTypes.includes(resource.type) !== true) throw new Error(`the rule does not see ${resource.type}`);
  return said(rule.check(resource, contextOf()));
}

describe('NamedResourceRetainedExceptOnCreate', () => {
  test.each([
    ['AWS::DynamoDB::Table', 'TableName'],
    ['AWS::DynamoDB::GlobalTable', 'TableName'],
    ['AWS::Logs::LogGroup', 'LogGroupName'],
    ['AWS::S3::Bucket', 'BucketName'],
    ['AWS::SQS::Queue', 'QueueName'],
    ['AWS::SageMaker::ModelPackageGroup', 'ModelPackageGroupName'],
    ['AWS::SecretsManager::Secret', 'Name'],
  ])('%s fails with Retain and a %s, and passes with RetainExceptOnCreate', (type, property) => {
    const retained = (deletionPolicy: string) => ask(view(type, { [property]: 'n' }, { deletionPolicy }));
    expect(retained('Retain')).toBe(
      `DeletionPolicy: resource has a ${property} and is left behind by a first deployment that fails: the next one cannot create it`,
    );
    expect(retained('RetainExceptOnCreate')).toBe('compliant');
    expect(ask(view(type, { [property]: { Ref: 'Given' } }, { deletionPolicy: 'Retain' }))).toMatch(
      /^DeletionPolicy: /,
    );
  });

  test('abstains from what goes with its stack, and from what has no physical name', () => {
    expect(ask(view('AWS::S3::Bucket', { BucketName: 'n' }, { deletionPolicy: 'Delete' }))).toBe('not-applicable');
    expect(ask(view('AWS::S3::Bucket', { BucketName: 'n' }))).toBe('not-applicable');
    const parts = { LoggingConfiguration: { DestinationBucketName: 'n' } };
    expect(ask(view('AWS::S3::Bucket', parts, { deletionPolicy: 'Retain' }))).toBe('not-applicable');
    expect(ask(view('AWS::SNS::Topic', { DisplayName: 'n' }, { deletionPolicy: 'Retain' }))).toBe('not-applicable');
  });

  test.each([
    [RemovalPolicy.RETAIN, /^DeletionPolicy: resource has a TableName/],
    [RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE, /^compliant$/],
  ])('judges what the CDK writes for %s', (removalPolicy, expected) => {
    const stack = new Stack();
    const partitionKey = { name: 'id', type: dynamodb.AttributeType.STRING };
    new dynamodb.Table(stack, 'Table', { tableName: 'orders', partitionKey, removalPolicy });
    const [table] = viewsOf(Template.fromStack(stack).toJSON());
    if (table === undefined) throw new Error('the stack has a table');
    expect(ask(table)).toMatch(expected);
  });
});
