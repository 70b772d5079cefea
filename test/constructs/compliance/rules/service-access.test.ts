import { view } from '../views';
import { asked } from './store-views';

type Fields = Readonly<Record<string, unknown>>;

const PASSED = 'compliant';
const ABSTAINED = 'not-applicable';

const alarmOn = (Namespace: string, MetricName: string, Name: string, Value: unknown) =>
  view('AWS::CloudWatch::Alarm', { Namespace, MetricName, Dimensions: [{ Name, Value }] }, { logicalId: 'Alarm' });

describe('TrailKeyAdmitsCloudTrail', () => {
  const trail = { KMSKeyId: { 'Fn::GetAtt': ['Key', 'Arn'] }, S3BucketName: { Ref: 'Bucket' } };
  const bucket = (BucketKeyEnabled: unknown) =>
    view(
      'AWS::S3::Bucket',
      { BucketEncryption: { ServerSideEncryptionConfiguration: [{ BucketKeyEnabled }] } },
      { logicalId: 'Bucket' },
    );
  const key = (statement: Fields) =>
    view(
      'AWS::KMS::Key',
      {
        KeyPolicy: {
          Statement: [
            { Effect: 'Allow', Principal: { AWS: '111111111111' }, Action: 'kms:*', Resource: '*' },
            { Effect: 'Allow', Principal: { Service: 'cloudtrail.amazonaws.com' }, Resource: '*', ...statement },
          ],
        },
      },
      { logicalId: 'Key' },
    );
  const ask = (statement: Fields, bucketKey: unknown = true) =>
    asked('TrailKeyAdmitsCloudTrail', 'AWS::CloudTrail::Trail', trail, bucket(bucketKey), key(statement));
  const Condition = { StringEquals: { 'aws:SourceArn': 'arn:aws:cloudtrail:eu-west-1:111111111111:trail/t' } };
  const REFUSED =
    'Properties.KMSKeyId: the policy of the key does not allow CloudTrail kms:Decrypt, and the bucket has an S3 Bucket Key: the trail cannot be created';

  test('passes a key that CloudTrail may decrypt with', () => {
    expect(ask({ Action: ['kms:Decrypt', 'kms:DescribeKey'], Condition })).toBe(PASSED);
  });

  test('fails a key that CloudTrail may only encrypt with, or only with its own context', () => {
    expect(ask({ Action: ['kms:GenerateDataKey', 'kms:DescribeKey'], Condition })).toBe(REFUSED);
    const withContext = { StringLike: { 'kms:EncryptionContext:aws:cloudtrail:arn': '*' } };
    expect(ask({ Action: 'kms:Decrypt', Condition: withContext })).toBe(REFUSED);
    expect(ask({ Action: 'kms:Decrypt', Principal: { Service: 'logs.amazonaws.com' } })).toBe(REFUSED);
    expect(ask({ Action: 'kms:Decrypt', Effect: 'Deny' })).toBe(REFUSED);
  });

  test('abstains from a bucket without an S3 Bucket Key, and from a key of another template', () => {
    expect(ask({ Action: 'kms:GenerateDataKey' }, false)).toBe(ABSTAINED);
    expect(asked('TrailKeyAdmitsCloudTrail', 'AWS::CloudTrail::Trail', trail, bucket(true))).toBe(ABSTAINED);
  });
});

describe('ReplicationFailureAlarmed', () => {
  const id = 'ReplicationFailureAlarmed';
  const rules = (Status: string) => ({
    ReplicationConfiguration: { Rules: [{ Id: 'R', Destination: { Metrics: { Status } } }] },
  });
  const alarm = alarmOn('AWS/S3', 'OperationsFailedReplication', 'SourceBucket', { Ref: 'It' });
  const UNWATCHED =
    'Properties.ReplicationConfiguration: no alarm watches OperationsFailedReplication: objects would stay without a replica, and nobody would know';

  test('passes a replicated bucket whose failures are published and watched', () => {
    expect(asked(id, 'AWS::S3::Bucket', rules('Enabled'), alarm)).toBe(PASSED);
  });

  test('fails a replicated bucket without the alarm, or with that of another bucket', () => {
    expect(asked(id, 'AWS::S3::Bucket', rules('Enabled'))).toBe(UNWATCHED);
    const other = alarmOn('AWS/S3', 'OperationsFailedReplication', 'SourceBucket', { Ref: 'Other' });
    expect(asked(id, 'AWS::S3::Bucket', rules('Enabled'), other)).toBe(UNWATCHED);
  });

  test('fails a replication without metrics', () => {
    expect(asked(id, 'AWS::S3::Bucket', rules('Disabled'), alarm)).toBe(
      'Properties.ReplicationConfiguration.Rules.0.Destination.Metrics: replication publishes no metrics, so that no alarm can watch it',
    );
  });

  test('abstains from a bucket that is not replicated', () => {
    expect(asked(id, 'AWS::S3::Bucket', {})).toBe(ABSTAINED);
  });
});

describe('EventRuleFailuresAlarmed', () => {
  const id = 'EventRuleFailuresAlarmed';
  const Targets = [{ Id: 'T', Arn: 'arn:aws:sqs:eu-west-1:111111111111:q' }];

  test('passes a rule whose failures are watched, and fails one without or with another alarm', () => {
    const ours = alarmOn('AWS/Events', 'FailedInvocations', 'RuleName', { Ref: 'It' });
    expect(asked(id, 'AWS::Events::Rule', { Targets }, ours)).toBe(PASSED);
    const unwatched =
      'Properties: no alarm watches FailedInvocations of the rule, so that events would be lost unnoticed';
    expect(asked(id, 'AWS::Events::Rule', { Targets })).toBe(unwatched);
    const triggered = alarmOn('AWS/Events', 'TriggeredRules', 'RuleName', { Ref: 'It' });
    expect(asked(id, 'AWS::Events::Rule', { Targets }, triggered)).toBe(unwatched);
  });

  test('abstains from a rule without targets', () => {
    expect(asked(id, 'AWS::Events::Rule', {})).toBe(ABSTAINED);
  });
});
