import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import { WorkloadRole } from '../../../constructs/identity';
import {
  type ProtectedBucketProps,
  type ReplicaLocation,
  AccessLogBucket,
  ProtectedBucket,
} from '../../../constructs/storage';
import { TestStack, findings, testApp, testKey } from '../support';

const REPLICA: ReplicaLocation = {
  bucketArn: 'arn:aws:s3:::excorp-prod-audit-111111111111-eu-central-1',
  keyArn: 'arn:aws:kms:eu-central-1:111111111111:key/replica',
  region: 'eu-central-1',
};

const KEPT = { DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' };

class Fixture extends TestStack {
  public readonly key: kms.Key = testKey(this);
  public readonly accessLogs = new AccessLogBucket(this, 'AccessLogs');

  public bucket(props: Partial<ProtectedBucketProps> = {}): ProtectedBucket {
    return new ProtectedBucket(this, 'Data', { encryptionKey: this.key, accessLogs: this.accessLogs, ...props });
  }

  public role(): WorkloadRole {
    return new WorkloadRole(this, 'Reader', {
      assumedBy: new iam.ServicePrincipal('sagemaker.amazonaws.com'),
      description: 'Uses the bucket',
    });
  }

  public properties(bucket: ProtectedBucket): Record<string, unknown> {
    const found = Template.fromStack(this).findResources('AWS::S3::Bucket') as Record<
      string,
      { Properties: Record<string, unknown> }
    >;
    return found[this.getLogicalId(bucket.node.defaultChild as never)]?.Properties ?? {};
  }
}

describe('ProtectedBucket', () => {
  test('is private, versioned, logged below its path, and encrypted by the given key', () => {
    const stack = new Fixture();
    expect(stack.properties(stack.bucket())).toMatchObject({
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [
          {
            BucketKeyEnabled: true,
            ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: stack.resolve(stack.key.keyArn) },
          },
        ],
      },
      LoggingConfiguration: {
        DestinationBucketName: stack.resolve(stack.accessLogs.bucketName),
        LogFilePrefix: 'Test/Data/',
      },
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      VersioningConfiguration: { Status: 'Enabled' },
    });
  });

  test('refuses requests without TLS 1.2', () => {
    const stack = new Fixture();
    const bucket = stack.bucket();
    Template.fromStack(stack).hasResourceProperties('AWS::S3::BucketPolicy', {
      Bucket: stack.resolve(bucket.bucketName),
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
          Match.objectLike({ Effect: 'Deny', Condition: { NumericLessThan: { 's3:TlsVersion': 1.2 } } }),
        ]),
      },
    });
  });

  test('keeps old versions for 90 days and aborts unfinished uploads unless told otherwise', () => {
    const stack = new Fixture();
    expect(stack.properties(stack.bucket({ expiration: Duration.days(30) }))).toHaveProperty('LifecycleConfiguration', {
      Rules: [
        {
          Id: 'Expire',
          Status: 'Enabled',
          ExpirationInDays: 30,
          NoncurrentVersionExpiration: { NoncurrentDays: 90 },
        },
        { Id: 'AbortIncompleteUploads', Status: 'Enabled', AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 } },
      ],
    });
  });

  test.each([
    ['retained unless told otherwise', {}, KEPT],
    ['retained when the environment protects it', { removalPolicy: RemovalPolicy.DESTROY }, KEPT],
    ['retained when only the environment allows it', { deletionProtection: false }, KEPT],
    [
      'retained with Retain too, except when its creation fails',
      { removalPolicy: RemovalPolicy.RETAIN, deletionProtection: false },
      KEPT,
    ],
    [
      'destroyed with both keys',
      { removalPolicy: RemovalPolicy.DESTROY, deletionProtection: false },
      { DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Delete' },
    ],
  ])('is %s', (_, removal, policies) => {
    const stack = new Fixture();
    const bucket = stack.bucket(removal);
    Template.fromStack(stack).hasResource('AWS::S3::Bucket', {
      Properties: { LoggingConfiguration: { LogFilePrefix: `${bucket.node.path}/` } },
      ...policies,
    });
  });

  test.each(['GOVERNANCE', 'COMPLIANCE'] as const)('locks object versions in mode %s', (mode) => {
    const stack = new Fixture();
    const bucket = stack.bucket({ objectLock: { mode, retention: Duration.days(2557) } });
    expect(stack.properties(bucket)).toMatchObject({
      ObjectLockEnabled: true,
      ObjectLockConfiguration: {
        ObjectLockEnabled: 'Enabled',
        Rule: { DefaultRetention: { Mode: mode, Days: 2557 } },
      },
    });
  });

  test('sends its events to EventBridge without a custom resource', () => {
    const stack = new Fixture();
    expect(stack.properties(stack.bucket({ eventBridge: true }))).toHaveProperty('NotificationConfiguration', {
      EventBridgeConfiguration: { EventBridgeEnabled: true },
    });
    Template.fromStack(stack).resourceCountIs('AWS::Lambda::Function', 0);
  });

  test('replicates everything by a role that can do nothing else', () => {
    const stack = new Fixture();
    const bucket = stack.bucket({ replica: REPLICA });
    expect(stack.properties(bucket)).toHaveProperty('ReplicationConfiguration.Rules', [
      expect.objectContaining({
        Status: 'Enabled',
        Filter: { Prefix: '' },
        DeleteMarkerReplication: { Status: 'Enabled' },
        SourceSelectionCriteria: { SseKmsEncryptedObjects: { Status: 'Enabled' } },
        Destination: expect.objectContaining({
          Bucket: REPLICA.bucketArn,
          EncryptionConfiguration: { ReplicaKmsKeyID: REPLICA.keyArn },
        }) as unknown,
      }),
    ]);
    const arn = stack.resolve(bucket.bucketArn);
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::S3::BucketPolicy', {
      Bucket: stack.resolve(bucket.bucketName),
      PolicyDocument: {
        Statement: Match.arrayWith([
          {
            Sid: 'AdmitReplication',
            Effect: 'Allow',
            Principal: { AWS: { 'Fn::GetAtt': [Match.stringLikeRegexp('ReplicationRole'), 'Arn'] } },
            Action: [
              's3:GetObjectLegalHold',
              's3:GetObjectRetention',
              's3:GetObjectVersionAcl',
              's3:GetObjectVersionForReplication',
              's3:GetObjectVersionTagging',
            ],
            Resource: { 'Fn::Join': ['', [arn, '/*']] },
          },
        ]),
      },
    });
    template.hasResourceProperties('AWS::IAM::ManagedPolicy', {
      PolicyDocument: {
        Statement: [
          { Effect: 'Allow', Action: ['s3:GetReplicationConfiguration', 's3:ListBucket'], Resource: arn },
          {
            Effect: 'Allow',
            Action: ['s3:ReplicateDelete', 's3:ReplicateObject', 's3:ReplicateTags'],
            Resource: `${REPLICA.bucketArn}/*`,
          },
          {
            Effect: 'Allow',
            Action: 'kms:Decrypt',
            Resource: stack.resolve(stack.key.keyArn),
            Condition: { StringEquals: { 'kms:ViaService': stack.resolve(`s3.eu-west-1.${stack.urlSuffix}`) } },
          },
          {
            Effect: 'Allow',
            Action: ['kms:Encrypt', 'kms:GenerateDataKey'],
            Resource: REPLICA.keyArn,
            Condition: { StringEquals: { 'kms:ViaService': stack.resolve(`s3.eu-central-1.${stack.urlSuffix}`) } },
          },
        ],
      },
    });
  });

  test('lets S3 assume the role of the replication without a condition', () => {
    const stack = new Fixture();
    stack.bucket({ replica: REPLICA });
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: {
        Statement: [
          {
            Effect: 'Allow',
            Action: 'sts:AssumeRole',
            Principal: { Service: 's3.amazonaws.com' },
            Condition: Match.absent(),
          },
        ],
      },
    });
  });

  test('tells of objects that could not be replicated, or late', () => {
    const stack = new Fixture();
    const topic = (id: string) => sns.Topic.fromTopicArn(stack, id, `arn:aws:sns:eu-west-1:111111111111:${id}`);
    const bucket = stack.bucket({
      replica: REPLICA,
      alerts: { critical: topic('critical'), warning: topic('warning') },
    });
    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::CloudWatch::Alarm', 2);
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'ReplicationLatency',
      Statistic: 'Maximum',
      Threshold: 900,
      EvaluationPeriods: 3,
      AlarmActions: ['arn:aws:sns:eu-west-1:111111111111:warning'],
    });
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Namespace: 'AWS/S3',
      MetricName: 'OperationsFailedReplication',
      Dimensions: [
        { Name: 'DestinationBucket', Value: 'excorp-prod-audit-111111111111-eu-central-1' },
        { Name: 'RuleId', Value: 'Recovery' },
        { Name: 'SourceBucket', Value: stack.resolve(bucket.bucketName) },
      ],
      Statistic: 'Sum',
      Threshold: 0,
      ComparisonOperator: 'GreaterThanThreshold',
      TreatMissingData: 'notBreaching',
      AlarmActions: ['arn:aws:sns:eu-west-1:111111111111:critical'],
    });
    expect(stack.properties(bucket)).toHaveProperty('ReplicationConfiguration.Rules', [
      expect.objectContaining({
        Id: 'Recovery',
        Destination: expect.objectContaining({
          Metrics: { Status: 'Enabled', EventThreshold: { Minutes: 15 } },
        }) as unknown,
      }),
    ]);
  });

  test('lets a role read below a prefix, with exact actions on bucket, objects and key', () => {
    const stack = new Fixture();
    const bucket = stack.bucket();
    const role = stack.role();
    bucket.grantReadObjects(role, 'models/churn/');
    const arn = stack.resolve(bucket.bucketArn);
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::ManagedPolicy', {
      Roles: [stack.resolve(role.roleName)],
      PolicyDocument: {
        Statement: [
          { Effect: 'Allow', Action: 's3:GetObject', Resource: { 'Fn::Join': ['', [arn, '/models/churn/*']] } },
          {
            Effect: 'Allow',
            Action: 's3:ListBucket',
            Resource: arn,
            Condition: { StringLike: { 's3:prefix': 'models/churn/*' } },
          },
          { Effect: 'Allow', Action: 'kms:Decrypt', Resource: stack.resolve(stack.key.keyArn) },
        ],
      },
    });
  });

  test('lets a role write below a prefix, with exact actions on objects and key', () => {
    const stack = new Fixture();
    const bucket = stack.bucket();
    const role = stack.role();
    bucket.grantWriteObjects(role, 'captures/');
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::ManagedPolicy', {
      PolicyDocument: {
        Statement: [
          {
            Effect: 'Allow',
            Action: ['s3:AbortMultipartUpload', 's3:PutObject'],
            Resource: { 'Fn::Join': ['', [stack.resolve(bucket.bucketArn), '/captures/*']] },
          },
          {
            Effect: 'Allow',
            Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
            Resource: stack.resolve(stack.key.keyArn),
          },
        ],
      },
    });
  });

  test('logs to the bucket of another stack without making that stack depend on its own', () => {
    const app = testApp();
    const foundation = new TestStack(app, 'Foundation');
    const accessLogs = new AccessLogBucket(foundation, 'AccessLogs');
    const data = new TestStack(app, 'Data');
    new ProtectedBucket(data, 'Raw', { encryptionKey: testKey(data), accessLogs });
    app.synth();
    expect(data.dependencies).toEqual([foundation]);
    expect(foundation.dependencies).toEqual([]);
  });

  test('comes out of both packs without a finding when replicated or when it says why not', () => {
    const replicated = new Fixture();
    replicated.bucket({ replica: REPLICA });
    expect(findings(replicated)).toEqual([]);
    const local = new Fixture();
    local.bucket({ replica: { reason: 'No recovery Region.', compensatingControl: 'Versions are kept for 90 days.' } });
    expect(findings(local)).toEqual([]);
  });

  test('leaves the finding to the gate when nobody decided on a replica', () => {
    const stack = new Fixture();
    stack.bucket();
    expect(findings(stack)).toEqual(['NIST.800.53.R5-S3BucketReplicationEnabled Test/Data/Resource']);
  });

  test('fails with every duration that is not in whole days and a replica that is no bucket', () => {
    const stack = new Fixture();
    expect(() =>
      stack.bucket({
        expiration: Duration.hours(36),
        noncurrentVersionExpiration: Duration.days(0),
        objectLock: { mode: 'GOVERNANCE', retention: Duration.hours(1) },
        replica: { ...REPLICA, bucketArn: 'excorp-audit' },
      }),
    ).toThrow(
      /^Test\/Data: 4 problems\n.*objectLock\.retention.*\n.*expiration.*1\.5.*\n.*noncurrent.*got 0.*\n.*'excorp-audit'/,
    );
  });
});
