import { Duration } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { RecoverySite } from '../../../constructs/recovery';
import { AccessLogBucket, ProtectedBucket } from '../../../constructs/storage';
import { TestStack, findings, testApp, testKey } from '../support';

const NAME = 'excorp-prod-audit-111111111111-eu-central-1';

function site(stack: TestStack): RecoverySite {
  return new RecoverySite(stack, 'Site', {
    prefix: 'excorp',
    environment: 'prod',
    replicas: { audit: { objectLock: { mode: 'COMPLIANCE', retention: Duration.days(2557) } }, models: {} },
  });
}

describe('RecoverySite', () => {
  test('keeps a replica of each bucket under a name that both Regions can tell', () => {
    const stack = new TestStack(testApp(), 'Recovery', 'eu-central-1');
    const { encryptionKey } = site(stack);
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::S3::Bucket', {
      BucketName: NAME,
      ObjectLockConfiguration: Match.objectLike({ Rule: { DefaultRetention: { Mode: 'COMPLIANCE', Days: 2557 } } }),
      VersioningConfiguration: { Status: 'Enabled' },
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [
          Match.objectLike({
            ServerSideEncryptionByDefault: {
              SSEAlgorithm: 'aws:kms',
              KMSMasterKeyID: stack.resolve(encryptionKey.keyArn),
            },
          }),
        ],
      },
    });
    template.hasResourceProperties('AWS::S3::Bucket', {
      BucketName: 'excorp-prod-models-111111111111-eu-central-1',
      ObjectLockConfiguration: Match.absent(),
    });
  });

  test('takes the objects of a bucket of the main Region, and is deployed before it', () => {
    const app = testApp();
    const recovery = new TestStack(app, 'Recovery', 'eu-central-1');
    const main = new TestStack(app, 'Main');
    new ProtectedBucket(main, 'Audit', {
      encryptionKey: testKey(main),
      accessLogs: new AccessLogBucket(main, 'AccessLogs'),
      replica: site(recovery).replicaFor('audit'),
    });
    const template = app.synth().getStackArtifact(main.artifactId).template as object;
    const replicaKey = {
      'Fn::GetStackOutput': {
        StackName: 'Recovery',
        Region: 'eu-central-1',
        OutputName: Match.stringLikeRegexp('SiteKey') as unknown,
      },
    };
    Template.fromJSON(template).hasResourceProperties('AWS::S3::Bucket', {
      ReplicationConfiguration: {
        Rules: [
          Match.objectLike({
            Destination: Match.objectLike({
              Bucket: `arn:aws:s3:::${NAME}`,
              EncryptionConfiguration: { ReplicaKmsKeyID: replicaKey },
            }),
          }),
        ],
      },
    });
    expect(main.dependencies).toEqual([recovery]);
    expect(findings(main)).toEqual([]);
  });

  test('leaves no finding', () => {
    const stack = new TestStack(testApp(), 'Recovery', 'eu-central-1');
    site(stack);
    expect(findings(stack)).toEqual([]);
  });

  test('fails for a replica that it does not have', () => {
    expect(() => site(new TestStack()).replicaFor('captures')).toThrow(
      "Test/Site: there is no replica 'captures', only audit, models; add it to replicas",
    );
  });

  test('fails with every name that S3 would refuse', () => {
    expect(
      () =>
        new RecoverySite(new TestStack(), 'Site', {
          prefix: 'excorp',
          environment: 'production-of-the-whole-company',
          replicas: { Audit: {}, models: {} },
        }),
    ).toThrow(/^Test\/Site: 2 problems\n.*excorp-production-of-the-whole-company-Audit.*\n.*-models-.*\(/);
  });
});
