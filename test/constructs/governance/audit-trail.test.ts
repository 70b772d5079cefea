import { Duration } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { type AuditTrailProps, AuditTrail } from '../../../constructs/governance';
import { DataKeys } from '../../../constructs/identity';
import { AccessLogBucket } from '../../../constructs/storage';
import { TestStack, findings } from '../support';

class Fixture extends TestStack {
  public readonly keys = new DataKeys(this, 'Keys', { aliasPrefix: 'excorp/test' });
  public readonly accessLogs = new AccessLogBucket(this, 'AccessLogs');

  public trail(props: Partial<AuditTrailProps> = {}): AuditTrail {
    return new AuditTrail(this, 'Audit', {
      encryptionKey: this.keys.logs,
      accessLogs: this.accessLogs,
      objectLock: { mode: 'COMPLIANCE', retention: Duration.days(2557) },
      replica: { reason: 'No recovery Region.', compensatingControl: 'The lock of the bucket.' },
      ...props,
    });
  }
}

const TRAIL_ARN = Match.stringLikeRegexp('^arn:aws:cloudtrail:eu-west-1:111111111111:trail/[\\w-]+$');

describe('AuditTrail', () => {
  test('records all Regions with validated, encrypted log files in bucket and log group', () => {
    const stack = new Fixture();
    const { bucket, logGroup } = stack.trail();
    Template.fromStack(stack).hasResourceProperties('AWS::CloudTrail::Trail', {
      IsLogging: true,
      IsMultiRegionTrail: true,
      IncludeGlobalServiceEvents: true,
      EnableLogFileValidation: true,
      KMSKeyId: stack.resolve(stack.keys.logs.keyArn),
      S3BucketName: stack.resolve(bucket.bucketName),
      CloudWatchLogsLogGroupArn: stack.resolve(logGroup.logGroupArn),
    });
  });

  test('records management events, the data plane of SageMaker, and objects of all buckets but its own', () => {
    const stack = new Fixture();
    const { bucket } = stack.trail();
    const slash = (arn: string) => ({ 'Fn::Join': ['', [stack.resolve(arn), '/']] });
    const data = (type: string, ...fields: unknown[]) => ({
      Name: `Data events of ${type}`,
      FieldSelectors: [
        { Field: 'eventCategory', Equals: ['Data'] },
        { Field: 'resources.type', Equals: [type] },
        ...fields,
      ],
    });
    Template.fromStack(stack).hasResourceProperties('AWS::CloudTrail::Trail', {
      AdvancedEventSelectors: [
        { Name: 'Management events', FieldSelectors: [{ Field: 'eventCategory', Equals: ['Management'] }] },
        data('AWS::SageMaker::Endpoint'),
        data('AWS::SageMaker::FeatureGroup'),
        data('AWS::SageMaker::MlflowTrackingServer'),
        data('AWS::S3::Object', {
          Field: 'resources.ARN',
          NotStartsWith: [slash(bucket.bucketArn), slash(stack.accessLogs.bucketArn)],
        }),
      ],
    });
  });

  test('does not record the writes of its own replica, nor their access logs', () => {
    const stack = new Fixture();
    stack.trail({
      replica: {
        bucketArn: 'arn:aws:s3:::replica',
        keyArn: 'arn:aws:kms:eu-central-1:111111111111:key/1',
        region: 'eu-central-1',
        accessLogsArn: 'arn:aws:s3:::replica-logs',
      },
    });
    const [trail] = Object.values(Template.fromStack(stack).findResources('AWS::CloudTrail::Trail'));
    expect(JSON.stringify(trail)).toMatch(
      /"NotStartsWith":\[.*"\/"\]\]\},"arn:aws:s3:::replica\/","arn:aws:s3:::replica-logs\/"\]/,
    );
  });

  test('records the objects of given buckets only, or of none', () => {
    const selectorsOf = (dataBuckets: s3.IBucket[], stack: Fixture) => {
      stack.trail({ dataBuckets, multiRegion: false });
      const trails = Template.fromStack(stack).findResources('AWS::CloudTrail::Trail', {
        Properties: { IsMultiRegionTrail: false },
      });
      return Object.values(trails).flatMap(
        ({ Properties }) => (Properties as { AdvancedEventSelectors: unknown[] }).AdvancedEventSelectors,
      );
    };
    const stack = new Fixture();
    const models = s3.Bucket.fromBucketName(stack, 'Models', 'models');
    expect(selectorsOf([models], stack)).toContainEqual(
      expect.objectContaining({
        FieldSelectors: expect.arrayContaining([
          { Field: 'resources.ARN', StartsWith: ['arn:aws:s3:::models/'] },
        ]) as unknown,
      }),
    );
    expect(selectorsOf([], new Fixture())).toHaveLength(4);
  });

  test('locks what it recorded and expires it the day after', () => {
    const stack = new Fixture();
    stack.trail({ objectLock: { mode: 'GOVERNANCE', retention: Duration.days(90) } });
    Template.fromStack(stack).hasResourceProperties('AWS::S3::Bucket', {
      ObjectLockConfiguration: {
        ObjectLockEnabled: 'Enabled',
        Rule: { DefaultRetention: { Mode: 'GOVERNANCE', Days: 90 } },
      },
      LifecycleConfiguration: {
        Rules: Match.arrayWith([
          Match.objectLike({ ExpirationInDays: 91, NoncurrentVersionExpiration: { NoncurrentDays: 1 } }),
        ]),
      },
    });
  });

  test('lets CloudTrail write for this trail and account only', () => {
    const stack = new Fixture();
    const { bucket } = stack.trail();
    Template.fromStack(stack).hasResourceProperties('AWS::S3::BucketPolicy', {
      Bucket: stack.resolve(bucket.bucketName),
      PolicyDocument: {
        Statement: Match.arrayWith([
          {
            Sid: 'TrailChecksAcl',
            Effect: 'Allow',
            Principal: { Service: 'cloudtrail.amazonaws.com' },
            Action: 's3:GetBucketAcl',
            Resource: stack.resolve(bucket.bucketArn),
            Condition: { StringEquals: { 'aws:SourceArn': TRAIL_ARN } },
          },
          {
            Sid: 'TrailDelivers',
            Effect: 'Allow',
            Principal: { Service: 'cloudtrail.amazonaws.com' },
            Action: 's3:PutObject',
            Resource: { 'Fn::Join': ['', [stack.resolve(bucket.bucketArn), '/AWSLogs/111111111111/*']] },
            Condition: {
              StringEquals: { 'aws:SourceArn': TRAIL_ARN, 's3:x-amz-acl': 'bucket-owner-full-control' },
            },
          },
        ]),
      },
    });
  });

  test('lets CloudTrail use the key for trails of this account only', () => {
    const stack = new Fixture();
    stack.trail();
    Template.fromStack(stack).hasResourceProperties('AWS::KMS::Key', {
      KeyPolicy: {
        Statement: Match.arrayWith([
          {
            Sid: 'AdmitTrail',
            Effect: 'Allow',
            Principal: { Service: 'cloudtrail.amazonaws.com' },
            Action: 'kms:GenerateDataKey',
            Resource: '*',
            Condition: {
              StringEquals: { 'aws:SourceArn': TRAIL_ARN },
              StringLike: { 'kms:EncryptionContext:aws:cloudtrail:arn': 'arn:aws:cloudtrail:*:111111111111:trail/*' },
            },
          },
        ]),
      },
    });
  });

  test('lets CloudTrail decrypt for this trail, which the S3 Bucket Key needs', () => {
    const stack = new Fixture();
    stack.trail();
    Template.fromStack(stack).hasResourceProperties('AWS::KMS::Key', {
      KeyPolicy: {
        Statement: Match.arrayWith([
          {
            Sid: 'AdmitTrailToBucketKey',
            Effect: 'Allow',
            Principal: { Service: 'cloudtrail.amazonaws.com' },
            Action: ['kms:Decrypt', 'kms:DescribeKey'],
            Resource: '*',
            Condition: { StringEquals: { 'aws:SourceArn': TRAIL_ARN } },
          },
        ]),
      },
    });
  });

  test('lets CloudTrail assume the role of the log group without a condition', () => {
    const stack = new Fixture();
    stack.trail();
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Role', {
      Description: 'Delivers the audit trail to its log group',
      AssumeRolePolicyDocument: {
        Statement: [
          {
            Effect: 'Allow',
            Action: 'sts:AssumeRole',
            Principal: { Service: 'cloudtrail.amazonaws.com' },
            Condition: Match.absent(),
          },
        ],
      },
    });
  });

  test('names the trail as its policies do', () => {
    const stack = new Fixture();
    stack.trail();
    const template = JSON.stringify(Template.fromStack(stack).toJSON());
    const name = /"TrailName":"([^"]+)"/.exec(template)?.[1] ?? 'none';
    expect(new Set(template.match(/trail\/[\w-]+/g))).toEqual(new Set([`trail/${name}`]));
  });

  test('waits for the policy of its bucket', () => {
    const stack = new Fixture();
    const { bucket } = stack.trail();
    const [trail] = Object.values(Template.fromStack(stack).findResources('AWS::CloudTrail::Trail'));
    const policy = bucket.policy?.node.defaultChild as s3.CfnBucketPolicy;
    expect(trail?.DependsOn).toContain(stack.getLogicalId(policy));
  });

  test('leaves no finding', () => {
    const stack = new Fixture();
    stack.trail();
    expect(findings(stack)).toEqual([]);
  });
});
