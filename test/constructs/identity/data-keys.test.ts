import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as logs from 'aws-cdk-lib/aws-logs';
import { DataKeys } from '../../../constructs/identity';
import { DATA_CLASSES } from '../../../constructs/model';
import { TestStack, findings } from '../support';

describe('DataKeys', () => {
  test('has one rotating key for each class of data and one for logs, each with its alias', () => {
    const stack = new TestStack();
    const keys = new DataKeys(stack, 'Keys', { aliasPrefix: 'excorp/prod' });
    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::KMS::Key', 5);
    template.allResourcesProperties('AWS::KMS::Key', { EnableKeyRotation: true, PendingWindowInDays: 30 });
    for (const dataClass of DATA_CLASSES) {
      template.hasResourceProperties('AWS::KMS::Alias', {
        AliasName: `alias/excorp/prod/${dataClass}`,
        TargetKeyId: stack.resolve(keys.keyFor(dataClass).keyArn),
      });
    }
    template.hasResourceProperties('AWS::KMS::Alias', {
      AliasName: 'alias/excorp/prod/logs',
      TargetKeyId: stack.resolve(keys.logs.keyArn),
    });
  });

  test('refuses to delete a key with less than the pending window', () => {
    const stack = new TestStack();
    new DataKeys(stack, 'Keys', { aliasPrefix: 'excorp/dev', pendingWindow: Duration.days(7) });
    Template.fromStack(stack).allResourcesProperties('AWS::KMS::Key', {
      PendingWindowInDays: 7,
      KeyPolicy: {
        Statement: Match.arrayWith([
          {
            Sid: 'DenyHastyDeletion',
            Effect: 'Deny',
            Principal: { AWS: '*' },
            Action: 'kms:ScheduleKeyDeletion',
            Resource: '*',
            Condition: { NumericLessThan: { 'kms:ScheduleKeyDeletionPendingWindowInDays': 7 } },
          },
        ]),
      },
    });
  });

  test('admits CloudWatch Logs to the key for logs alone, for log groups of the account', () => {
    const stack = new TestStack();
    new DataKeys(stack, 'Keys', { aliasPrefix: 'excorp/prod' });
    Template.fromStack(stack).resourcePropertiesCountIs(
      'AWS::KMS::Key',
      {
        KeyPolicy: {
          Statement: Match.arrayWith([
            {
              Sid: 'AdmitCloudWatchLogs',
              Effect: 'Allow',
              Principal: { Service: 'logs.eu-west-1.amazonaws.com' },
              Action: [
                'kms:Decrypt',
                'kms:DescribeKey',
                'kms:Encrypt',
                'kms:GenerateDataKey',
                'kms:GenerateDataKeyWithoutPlaintext',
                'kms:ReEncryptFrom',
                'kms:ReEncryptTo',
              ],
              Resource: '*',
              Condition: {
                ArnLike: { 'kms:EncryptionContext:aws:logs:arn': 'arn:aws:logs:eu-west-1:111111111111:log-group:*' },
              },
            },
          ]),
        },
      },
      1,
    );
  });

  test.each([
    ['retained unless both say otherwise', { removalPolicy: RemovalPolicy.DESTROY }, 'RetainExceptOnCreate'],
    [
      'destroyed when prop and environment say so',
      { removalPolicy: RemovalPolicy.DESTROY, deletionProtection: false },
      'Delete',
    ],
  ])('is %s', (_, removal, policy) => {
    const stack = new TestStack();
    new DataKeys(stack, 'Keys', { aliasPrefix: 'excorp/dev', ...removal });
    Template.fromStack(stack).allResources('AWS::KMS::Key', { DeletionPolicy: policy });
  });

  test('encrypts a log group without a finding', () => {
    const stack = new TestStack();
    const keys = new DataKeys(stack, 'Keys', { aliasPrefix: 'excorp/prod' });
    new logs.LogGroup(stack, 'Logs', { encryptionKey: keys.logs, retention: logs.RetentionDays.ONE_YEAR });
    expect(findings(stack)).toEqual([]);
  });

  test('fails with every prop that does not fit', () => {
    expect(
      () => new DataKeys(new TestStack(), 'Keys', { aliasPrefix: 'alias/excorp', pendingWindow: Duration.days(31) }),
    ).toThrow(/^Test\/Keys: 2 problems\n.*got 'alias\/excorp'.*\n.*7 to 30 whole days, got 31/);
  });
});
