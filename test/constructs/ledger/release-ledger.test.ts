import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { DataKeys, WorkloadRole } from '../../../constructs/identity';
import { ReleaseLedger, type ReleaseLedgerProps } from '../../../constructs/ledger';
import { AlertTopics } from '../../../constructs/monitoring';
import { Network } from '../../../constructs/network';
import { AccessLogBucket } from '../../../constructs/storage';
import { loadRules } from '../../../constructs/compliance';
import { contextOf, said, viewsOf } from '../compliance/views';
import { findings, TestStack } from '../support';

const NAMING = { resourcePrefix: 'excorp-prod--', stackPrefix: 'prod-Serving-' };

function ledger(changes: Partial<ReleaseLedgerProps> = {}) {
  const stack = new TestStack();
  const keys = new DataKeys(stack, 'Keys', { aliasPrefix: 'excorp/prod' });
  const network = new Network(stack, 'Network', {
    cidr: '10.30.0.0/16',
    availabilityZones: stack.availabilityZones.slice(0, 2),
    flowLogKey: keys.logs,
    endpoints: ['dynamodb', 'sagemaker.api'],
  });
  const alerts = new AlertTopics(stack, 'Alerts', { encryptionKey: keys.keyFor('internal') });
  const created = new ReleaseLedger(stack, 'Ledger', {
    encryptionKey: keys.keyFor('internal'),
    logEncryptionKey: keys.logs,
    network,
    naming: NAMING,
    models: ['churn', 'assistant'],
    accessLogs: new AccessLogBucket(stack, 'AccessLogs'),
    objectLock: { mode: 'COMPLIANCE', retention: Duration.days(2557) },
    replica: { reason: 'No recovery Region.', compensatingControl: 'Versions and locks.' },
    alerts,
    ...changes,
  });
  return { stack, ledger: created };
}

describe('The release ledger', () => {
  const { stack, ledger: created } = ledger();
  const role = new WorkloadRole(stack, 'Machine', {
    assumedBy: new iam.ServicePrincipal('states.amazonaws.com'),
    description: 'Releases',
  });
  created.grantRecordIntent(role);
  const template = Template.fromStack(stack);
  const resolve = (value: unknown) => stack.resolve(value);

  test('leaves no finding of AwsSolutions and NIST 800-53', () => {
    expect(findings(stack)).toEqual([]);
  });

  test('passes the rules of the AiProduction pack, and is refused when its policy is taken away', () => {
    const judge = (json: Record<string, unknown>) => {
      const context = contextOf(viewsOf(json));
      return [...context.resources.values()].flatMap((resource) =>
        loadRules()
          .filter(({ resourceTypes }) => resourceTypes.includes(resource.type))
          .filter(({ requirements = [] }) => requirements.some((one) => /^(?:REG|SEC)-/.test(one)))
          .filter((rule) => !['compliant', 'not-applicable'].includes(said(rule.check(resource, context))))
          .map(({ id }) => ({ id, type: resource.type })),
      );
    };
    const json = template.toJSON() as { Resources: Record<string, { Properties: Record<string, unknown> }> };
    expect(judge(json)).toEqual([]);
    const [id = ''] = Object.keys(template.findResources('AWS::DynamoDB::Table'));
    const planted = structuredClone(json);
    delete planted.Resources[id]?.Properties['ResourcePolicy'];
    expect(judge(planted)).toEqual([
      { id: 'LedgerChangesDenied', type: 'AWS::DynamoDB::Table' },
      { id: 'LedgerWritersNamed', type: 'AWS::DynamoDB::Table' },
    ]);
  });

  test('keeps a table that can be restored, is not deleted, and is encrypted by a customer managed key', () => {
    template.hasResource('AWS::DynamoDB::Table', {
      DeletionPolicy: 'Retain',
      Properties: {
        DeletionProtectionEnabled: true,
        BillingMode: 'PAY_PER_REQUEST',
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 35 },
        SSESpecification: Match.objectLike({ SSEEnabled: true, SSEType: 'KMS' }),
        StreamSpecification: Match.objectLike({ StreamViewType: 'NEW_IMAGE' }),
      },
    });
  });

  test('lets nobody change or delete a record, and nobody but recorder and reconciler add one', () => {
    template.hasResourceProperties('AWS::DynamoDB::Table', {
      ResourcePolicy: {
        PolicyDocument: {
          Statement: [
            {
              Sid: 'NobodyChangesRecords',
              Effect: 'Deny',
              Principal: { AWS: '*' },
              Action: [
                'dynamodb:BatchWriteItem',
                'dynamodb:DeleteItem',
                'dynamodb:PartiQLDelete',
                'dynamodb:PartiQLInsert',
                'dynamodb:PartiQLUpdate',
                'dynamodb:UpdateItem',
              ],
              Resource: '*',
            },
            {
              Sid: 'OnlyWritersAppend',
              Effect: 'Deny',
              Principal: { AWS: '*' },
              Action: 'dynamodb:PutItem',
              Resource: '*',
              Condition: {
                ArnNotEquals: {
                  'aws:PrincipalArn': [created.recorder.role, created.reconciler.role].map(({ roleArn }) =>
                    resolve(roleArn),
                  ),
                },
              },
            },
            {
              Sid: 'NobodyDeletesTheLedger',
              Effect: 'Deny',
              Principal: { AWS: '*' },
              Action: 'dynamodb:DeleteTable',
              Resource: '*',
            },
            {
              Sid: 'NobodyWithoutTls',
              Effect: 'Deny',
              Principal: { AWS: '*' },
              Action: 'dynamodb:*',
              Resource: '*',
              Condition: { Bool: { 'aws:SecureTransport': 'false' } },
            },
          ],
        },
      },
    });
  });

  test('gives no role an action that changes or deletes records', () => {
    const policies = JSON.stringify(template.findResources('AWS::IAM::ManagedPolicy'));
    expect(policies).not.toMatch(/dynamodb:(?:\*|UpdateItem|DeleteItem|BatchWriteItem|DeleteTable)/);
  });

  test('locks the copies of records', () => {
    template.hasResourceProperties('AWS::S3::Bucket', {
      ObjectLockConfiguration: { Rule: { DefaultRetention: { Mode: 'COMPLIANCE', Days: 2557 } } },
    });
  });

  test('hears of endpoints, model packages, serving stacks and API calls of its own environment', () => {
    const patterns = Object.values(template.findResources('AWS::Events::Rule')).flatMap(
      ({ Properties }) => (Properties as { EventPattern?: unknown }).EventPattern ?? [],
    );
    expect(patterns).toHaveLength(4);
    expect(patterns).toContainEqual({
      source: ['aws.sagemaker'],
      'detail-type': ['SageMaker Endpoint State Change', 'SageMaker Endpoint Deployment State Change'],
      detail: { EndpointName: [{ prefix: 'excorp-prod--' }] },
    });
    expect(patterns).toContainEqual({
      source: ['aws.cloudformation'],
      'detail-type': ['CloudFormation Stack Status Change'],
      detail: {
        'stack-id': [{ prefix: 'arn:aws:cloudformation:eu-west-1:111111111111:stack/prod-Serving-' }],
      },
    });
  });

  test('lets EventBridge use the key, and the queue only for its own rules', () => {
    template.hasResourceProperties('AWS::KMS::Key', {
      KeyPolicy: {
        Statement: Match.arrayWith([
          {
            Sid: 'AdmitLedgerEvents',
            Effect: 'Allow',
            Principal: { Service: 'events.amazonaws.com' },
            Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
            Resource: '*',
            Condition: Match.absent(),
          },
        ]),
      },
    });
    const rules = ['Endpoints', 'ModelPackages', 'Stacks', 'ApiCalls'].map((rule) => ({
      'Fn::GetAtt': [Match.stringLikeRegexp(`LedgerEvents${rule}`), 'Arn'],
    }));
    template.hasResourceProperties('AWS::SQS::QueuePolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          {
            Sid: 'AdmitRules',
            Effect: 'Allow',
            Principal: { Service: 'events.amazonaws.com' },
            Action: 'sqs:SendMessage',
            Resource: resolve(created.queue.queueArn),
            Condition: { ArnEquals: { 'aws:SourceArn': rules } },
          },
        ]),
      },
    });
  });

  test('reports single failures, and tries copies until the stream forgets them', () => {
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      EventSourceArn: resolve(created.queue.queueArn),
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 2 },
    });
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      EventSourceArn: resolve(created.table.tableStreamArn),
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      MaximumRetryAttempts: -1,
    });
  });

  test('lets the release machine send requests, and nothing else', () => {
    template.hasResourceProperties('AWS::IAM::ManagedPolicy', {
      Roles: [resolve(role.roleName)],
      PolicyDocument: {
        Statement: [
          {
            Effect: 'Allow',
            Action: 'sqs:SendMessage',
            Resource: resolve(created.queue.queueArn),
          },
          { Effect: 'Allow', Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Resource: Match.anyValue() },
        ],
      },
    });
  });

  test('gives each alarm a severity, a runbook that has its section, and somebody to tell', () => {
    const alarms = Object.values(template.findResources('AWS::CloudWatch::Alarm'));
    // Seven of the ledger, and one for each of its five rules.
    expect(alarms).toHaveLength(12);
    template.resourceCountIs('AWS::Events::Rule', 5);
    const headings = ['ledger', 'monitoring'].flatMap((room) =>
      [
        ...readFileSync(path.join(__dirname, `../../../constructs/${room}/runbook.md`), 'utf8').matchAll(/^## (.+)$/gm),
      ].map(([, title]) => `${room}/${(title ?? '').toLowerCase().replaceAll(' ', '-')}`),
    );
    for (const { Properties } of alarms) {
      const { AlarmDescription, AlarmActions } = Properties as { AlarmDescription: string; AlarmActions: unknown[] };
      expect(AlarmDescription).toMatch(/^\[(?:critical|warning)\] /);
      expect(headings).toContain(/Runbook: blueprint runbook ([a-z/-]+)/.exec(AlarmDescription)?.[1]);
      expect(AlarmActions).toHaveLength(1);
    }
  });
});

test('a ledger of an environment without protection goes with its stack', () => {
  const { stack } = ledger({
    deletionProtection: false,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const template = Template.fromStack(stack);
  template.hasResource('AWS::DynamoDB::Table', {
    DeletionPolicy: 'Delete',
    Properties: { DeletionProtectionEnabled: false },
  });
  expect(JSON.stringify(template.findResources('AWS::DynamoDB::Table'))).not.toContain('dynamodb:DeleteTable');
});

test('fails without models and names, with all problems at once', () => {
  expect(() =>
    ledger({ models: [], naming: { resourcePrefix: '', stackPrefix: 'x' }, reconcileEvery: Duration.minutes(1) }),
  ).toThrow(/naming must have.*\n?.*models must name.*\n?.*reconcileEvery must be/s);
});
