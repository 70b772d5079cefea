import { Duration } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { AccessLogBucket } from '../../../constructs/storage';
import { rawFindings, TestStack } from '../support';

describe('AccessLogBucket', () => {
  test('admits log delivery of its own account only, and expires logs after a year', () => {
    const stack = new TestStack();
    const bucket = new AccessLogBucket(stack, 'AccessLogs');
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          {
            Sid: 'AdmitLogDelivery',
            Effect: 'Allow',
            Principal: { Service: 'logging.s3.amazonaws.com' },
            Action: 's3:PutObject',
            Resource: { 'Fn::Join': ['', [stack.resolve(bucket.bucketArn), '/*']] },
            Condition: {
              StringEquals: { 'aws:SourceAccount': '111111111111' },
              ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::*' },
            },
          },
        ]),
      },
    });
    template.hasResourceProperties('AWS::S3::Bucket', {
      LifecycleConfiguration: { Rules: Match.arrayWith([Match.objectLike({ ExpirationInDays: 365 })]) },
    });
  });

  test('needs two acknowledgements of NIST and none of AwsSolutions', () => {
    const stack = new TestStack();
    new AccessLogBucket(stack, 'AccessLogs');
    const mine = rawFindings(stack).filter(({ path }) => path.startsWith('Test/AccessLogs/'));
    expect(mine.filter(({ acknowledged }) => acknowledged).map(({ rule }) => rule)).toEqual([
      'NIST.800.53.R5-S3BucketReplicationEnabled',
      'NIST.800.53.R5-S3DefaultEncryptionKMS',
    ]);
  });

  test('fails for a retention that is not in whole days', () => {
    expect(() => new AccessLogBucket(new TestStack(), 'AccessLogs', { retention: Duration.hours(12) })).toThrow(
      'Test/AccessLogs: retention must be a whole number of days, at least 1, got 0.5; use Duration.days(…)',
    );
  });
});
