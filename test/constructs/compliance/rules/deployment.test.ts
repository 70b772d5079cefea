import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import { type ComplianceRule, loadRules } from '../../../../constructs/compliance';
import type { ResourceView } from '../../../../constructs/template';
import { contextOf, said, view, viewsOf } from '../views';

function ruleFor(ruleId: string, { type }: ResourceView): ComplianceRule {
  const rule = loadRules().find(({ id }) => id === ruleId);
  if (rule?.resourceTypes.includes(type) !== true) throw new Error(`the rule ${ruleId} does not see ${type}`);
  return rule;
}

function ask(resource: ResourceView): string {
  return said(ruleFor('NamedResourceRetainedExceptOnCreate', resource).check(resource, contextOf()));
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

describe('ReservedConcurrencyFitsQuota', () => {
  const at = 'Properties.ReservedConcurrentExecutions';
  const reserving = (reserved: unknown, region = 'eu-west-1') =>
    view('AWS::Lambda::Function', { ReservedConcurrentExecutions: reserved }, { region });
  /** What the rule says of the first of the functions of an environment. */
  const judged = (functions: readonly ResourceView[], lambdaConcurrency?: number) => {
    const [first] = functions;
    if (first === undefined) throw new Error('give a function');
    const context = contextOf([], { environment: functions, configuration: { models: [], lambdaConcurrency } });
    return said(ruleFor('ReservedConcurrencyFitsQuota', first).check(first, context));
  };

  test('passes as long as 100 of the quota stay unreserved, in each Region by itself', () => {
    expect(judged([reserving(20), reserving('30')], 150)).toBe('compliant');
    expect(judged([reserving(50), reserving(900, 'eu-central-1')], 150)).toBe('compliant');
  });

  test('fails when the functions of the environment leave fewer', () => {
    expect(
      judged([reserving(20), reserving(31), view('AWS::Lambda::Function', {}, { region: 'eu-west-1' })], 150),
    ).toBe(
      `${at}: the functions of the environment reserve 51 of 150 concurrent executions, and AWS demands that 100 stay unreserved`,
    );
    expect(judged([reserving(1)], 10)).toBe(
      `${at}: the functions of the environment reserve 1 of 10 concurrent executions, and AWS demands that 100 stay unreserved`,
    );
    const some = { 'Fn::If': ['Busy', 51, { Ref: 'AWS::NoValue' }] };
    expect(judged([reserving(some)], 150)).toMatch(/environment reserve 51 of 150/);
  });

  test('fails for a reservation that it cannot see', () => {
    expect(judged([reserving(1), reserving({ Ref: 'Reserved' })], 1000)).toBe(
      `${at}: a function of the environment reserves by reference, and needs a number`,
    );
  });

  test('abstains without a reservation, and where the quota is not known', () => {
    expect(judged([reserving(undefined)], 10)).toBe('not-applicable');
    expect(judged([reserving(5)])).toBe('not-applicable');
  });
});
