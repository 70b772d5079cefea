import { unsentKeyChecks } from '../../../../constructs/compliance/statements/unsent-keys';
import { contextOf, view } from '../views';

type Fields = Readonly<Record<string, unknown>>;

function found(type: string, place: string, statement: Fields): readonly string[] {
  const document = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] };
  return unsentKeyChecks.flatMap(({ check }) => {
    const outcome = check(view(type, { [place]: document }), contextOf());
    return outcome === 'not-applicable' ? [] : outcome.map(({ location, problem }) => `${location}: ${problem}`);
  });
}

const OWN = { StringEquals: { 'aws:SourceAccount': '111111111111' } };
const inTrust = (Service: unknown, Condition?: Fields) =>
  found('AWS::IAM::Role', 'AssumeRolePolicyDocument', {
    Action: 'sts:AssumeRole',
    Principal: { Service },
    ...(Condition && { Condition }),
  });
const inKey = (Service: unknown, more: Fields) =>
  found('AWS::KMS::Key', 'KeyPolicy', { Action: 'kms:Decrypt', Resource: '*', Principal: { Service }, ...more });

const inTopic = (Condition: Fields) =>
  found('AWS::SNS::TopicPolicy', 'PolicyDocument', {
    Action: 'sns:Publish',
    Resource: 'arn',
    Principal: { Service: 'events.amazonaws.com' },
    Condition,
  });
const inQueue = (Condition: Fields) =>
  found('AWS::SQS::QueuePolicy', 'PolicyDocument', {
    Action: 'sqs:SendMessage',
    Resource: 'arn',
    Principal: { Service: 'events.amazonaws.com' },
    Condition,
  });

describe('IAM-CONDITION-UNSENT', () => {
  test('fails a trust that asks CloudTrail or a replication for a source', () => {
    const at = 'Properties.AssumeRolePolicyDocument.Statement.0.Condition';
    expect(inTrust('cloudtrail.amazonaws.com', { StringEquals: { 'aws:SourceArn': 'arn' } })).toEqual([
      `${at}.StringEquals.aws:SourceArn: cloudtrail.amazonaws.com is not documented to send aws:SourceArn when it assumes the role of its log group, so that it may be refused`,
    ]);
    expect(inTrust(['lambda.amazonaws.com', 's3.amazonaws.com'], OWN)).toEqual([
      `${at}.StringEquals.aws:SourceAccount: s3.amazonaws.com is not documented to send aws:SourceAccount when it assumes the role of a replication, so that it may be refused`,
    ]);
  });

  test('fails a key policy that asks EventBridge for a source', () => {
    expect(inKey(['budgets.amazonaws.com', 'events.amazonaws.com'], { Condition: OWN })).toEqual([
      'Properties.KeyPolicy.Statement.0.Condition.StringEquals.aws:SourceAccount: events.amazonaws.com is not documented to send aws:SourceAccount when it uses the key of a topic or queue, so that it may be refused',
    ]);
  });

  test('fails the policy of a topic that asks EventBridge for a source, and passes that of a queue', () => {
    expect(inTopic(OWN)).toEqual([
      'Properties.PolicyDocument.Statement.0.Condition.StringEquals.aws:SourceAccount: events.amazonaws.com is not documented to send aws:SourceAccount when it publishes to a topic, so that it may be refused',
    ]);
    expect(inTopic({ StringEqualsIfExists: { 'aws:SourceAccount': '1' } })).toEqual([]);
    expect(inQueue({ ArnEquals: { 'aws:SourceArn': 'arn' } })).toEqual([]);
  });

  test('passes services without a condition, other services, denials and keys that may be missing', () => {
    expect(inTrust('s3.amazonaws.com')).toEqual([]);
    expect(inTrust('sagemaker.amazonaws.com', OWN)).toEqual([]);
    expect(inTrust('s3.amazonaws.com', { StringEqualsIfExists: { 'aws:SourceAccount': '1' } })).toEqual([]);
    expect(inKey('events.amazonaws.com', { Effect: 'Deny', Condition: OWN })).toEqual([]);
    expect(inKey('cloudtrail.amazonaws.com', { Condition: { StringEquals: { 'aws:SourceArn': 'arn' } } })).toEqual([]);
    expect(inKey('events.amazonaws.com', { Condition: { StringEquals: { 'kms:ViaService': 'x' } } })).toEqual([]);
  });
});
