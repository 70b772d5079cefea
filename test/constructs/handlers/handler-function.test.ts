import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { type HandlerFunctionProps, HandlerFunction } from '../../../constructs/handlers';
import type { IWorkloadNetwork } from '../../../constructs/ground';
import { BUNDLE_FOLDERS, handlerBundle } from '../../../constructs/handlers/handler-bundle';
import { WorkloadRole } from '../../../constructs/identity';
import * as iam from 'aws-cdk-lib/aws-iam';
import { TestStack, findings, testKey } from '../support';

const CODE = lambda.Code.fromInline('exports.handler = async () => {}');

function platform(stack: TestStack): HandlerFunctionProps & { network: IWorkloadNetwork } {
  const key = testKey(stack);
  const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-1', availabilityZones: ['eu-west-1a'] });
  return {
    handler: CODE,
    description: 'Does one thing',
    encryptionKey: key,
    logEncryptionKey: key,
    network: {
      vpc,
      subnets: [ec2.Subnet.fromSubnetAttributes(stack, 'Subnet', { subnetId: 'subnet-1', routeTableId: 'rtb-1' })],
      workloadSecurityGroup: ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-1'),
    },
  };
}

describe('HandlerFunction', () => {
  test('fixes runtime, architecture, tracing, network, logs and dead letters', () => {
    const stack = new TestStack();
    const props = platform(stack);
    const handler = new HandlerFunction(stack, 'Recorder', props);
    Template.fromStack(stack).hasResourceProperties('AWS::Lambda::Function', {
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
      MemorySize: 256,
      Timeout: 30,
      TracingConfig: { Mode: 'Active' },
      KmsKeyArn: stack.resolve(props.encryptionKey.keyArn),
      LoggingConfig: { LogFormat: 'JSON', LogGroup: stack.resolve(handler.logGroup.logGroupName) },
      DeadLetterConfig: { TargetArn: stack.resolve(handler.deadLetterQueue.queueArn) },
      VpcConfig: { SubnetIds: ['subnet-1'], SecurityGroupIds: ['sg-1'] },
    });
  });

  test('reserves concurrency only where it is told to, because new accounts have none to reserve', () => {
    const stack = new TestStack();
    const props = platform(stack);
    new HandlerFunction(stack, 'Sharing', { ...props, description: 'Sharing' });
    new HandlerFunction(stack, 'Reserving', { ...props, description: 'Reserving', reservedConcurrentExecutions: 5 });
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::Lambda::Function', {
      Description: 'Sharing',
      ReservedConcurrentExecutions: Match.absent(),
    });
    template.hasResourceProperties('AWS::Lambda::Function', {
      Description: 'Reserving',
      ReservedConcurrentExecutions: 5,
    });
    expect(findings(stack)).toEqual([]);
  });

  test('keeps encrypted logs for a year and encrypted dead letters for 14 days unless told otherwise', () => {
    const stack = new TestStack();
    const props = platform(stack);
    new HandlerFunction(stack, 'Year', props);
    new HandlerFunction(stack, 'Month', { ...props, logRetention: logs.RetentionDays.ONE_MONTH });
    const template = Template.fromStack(stack);
    const KmsKeyId = stack.resolve(props.logEncryptionKey.keyArn);
    template.hasResourceProperties('AWS::Logs::LogGroup', { RetentionInDays: 365, KmsKeyId });
    template.hasResourceProperties('AWS::Logs::LogGroup', { RetentionInDays: 30, KmsKeyId });
    template.hasResourceProperties('AWS::SQS::Queue', {
      MessageRetentionPeriod: 1_209_600,
      KmsMasterKeyId: stack.resolve(props.encryptionKey.keyArn),
    });
  });

  test.each([
    ['retains logs and dead letters where the environment protects its data', true, 'RetainExceptOnCreate'],
    ['destroys logs and dead letters where prop and environment say so', false, 'Delete'],
  ])('%s', (_, deletionProtection, DeletionPolicy) => {
    const stack = new TestStack();
    new HandlerFunction(stack, 'Recorder', {
      ...platform(stack),
      removalPolicy: RemovalPolicy.DESTROY,
      deletionProtection,
    });
    const template = Template.fromStack(stack);
    template.allResources('AWS::Logs::LogGroup', { DeletionPolicy });
    template.allResources('AWS::SQS::Queue', { DeletionPolicy });
  });

  test('gives the role exactly its logs, dead letters and key', () => {
    const stack = new TestStack();
    const props = platform(stack);
    const handler = new HandlerFunction(stack, 'Recorder', props);
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::ManagedPolicy', {
      Roles: [stack.resolve(handler.role.roleName)],
      PolicyDocument: {
        Statement: [
          { Action: 'sqs:SendMessage', Effect: 'Allow', Resource: stack.resolve(handler.deadLetterQueue.queueArn) },
          {
            Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
            Effect: 'Allow',
            Resource: stack.resolve(handler.logGroup.logGroupArn),
          },
          {
            Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
            Effect: 'Allow',
            Resource: stack.resolve(props.encryptionKey.keyArn),
          },
        ],
      },
    });
  });

  test('shares one policy for traces and network interfaces, which the code of the functions cannot use', () => {
    const stack = new TestStack();
    const props = platform(stack);
    const first = new HandlerFunction(stack, 'First', props);
    const second = new HandlerFunction(stack, 'Second', props);
    const template = Template.fromStack(stack);
    const wildcards = template.findResources('AWS::IAM::ManagedPolicy', {
      Properties: { PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Resource: '*' })]) } },
    });
    expect(Object.keys(wildcards)).toHaveLength(1);
    template.hasResourceProperties('AWS::IAM::ManagedPolicy', {
      Roles: [stack.resolve(first.role.roleName), stack.resolve(second.role.roleName)],
      PolicyDocument: {
        Statement: [
          Match.objectLike({ Sid: 'WriteTraces' }),
          Match.objectLike({ Sid: 'ConnectToNetwork', Effect: 'Allow' }),
          Match.objectLike({
            Sid: 'DenyFunctionCode',
            Effect: 'Deny',
            Condition: { ArnLike: { 'lambda:SourceFunctionArn': 'arn:aws:lambda:eu-west-1:111111111111:function:*' } },
          }),
        ],
      },
    });
  });

  test('waits for its permissions before the function is created', () => {
    const stack = new TestStack();
    const handler = new HandlerFunction(stack, 'Recorder', platform(stack));
    const [resource] = Object.values(Template.fromStack(stack).findResources('AWS::Lambda::Function'));
    const access = stack.node.findChild('HandlerAccess').node.findChild('Policy') as iam.ManagedPolicy;
    expect(resource?.DependsOn).toEqual(
      expect.arrayContaining(
        [handler.role.permissions, access].map((policy) =>
          stack.getLogicalId(policy.node.defaultChild as iam.CfnManagedPolicy),
        ),
      ),
    );
  });

  test('is outside any VPC, without network permissions, when it is given no network', () => {
    const stack = new TestStack();
    new HandlerFunction(stack, 'Recorder', { ...platform(stack), network: undefined });
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::Lambda::Function', { VpcConfig: Match.absent() });
    template.resourcePropertiesCountIs(
      'AWS::IAM::ManagedPolicy',
      { PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Sid: 'ConnectToNetwork' })]) } },
      0,
    );
    expect(findings(stack)).toEqual(['NIST.800.53.R5-LambdaInsideVPC Test/Recorder/Function/Resource']);
  });

  test('lets a principal invoke it and nothing else', () => {
    const stack = new TestStack();
    const handler = new HandlerFunction(stack, 'Recorder', platform(stack));
    const caller = new WorkloadRole(stack, 'Caller', {
      assumedBy: new iam.ServicePrincipal('states.amazonaws.com'),
      description: 'Calls the handler',
    });
    handler.grantInvoke(caller);
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::ManagedPolicy', {
      Roles: [stack.resolve(caller.roleName)],
      PolicyDocument: {
        Statement: [{ Action: 'lambda:InvokeFunction', Effect: 'Allow', Resource: stack.resolve(handler.functionArn) }],
      },
    });
  });

  test('takes environment variables at once and later', () => {
    const stack = new TestStack();
    new HandlerFunction(stack, 'Recorder', { ...platform(stack), environment: { TABLE: 'a' } }).addEnvironment(
      'QUEUE',
      'b',
    );
    Template.fromStack(stack).hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: { TABLE: 'a', QUEUE: 'b' } },
    });
  });

  test('comes out of both packs without a finding', () => {
    const stack = new TestStack();
    new HandlerFunction(stack, 'Recorder', platform(stack));
    expect(findings(stack)).toEqual([]);
  });

  test('fails with every prop that is out of range', () => {
    const stack = new TestStack();
    const props = platform(stack);
    expect(
      () =>
        new HandlerFunction(stack, 'Recorder', {
          ...props,
          memorySize: 64,
          timeout: Duration.minutes(16),
          reservedConcurrentExecutions: 0,
          description: 'x'.repeat(257),
          network: { ...props.network, subnets: [] },
        }),
    ).toThrow(
      [
        'Test/Recorder: 5 problems',
        '  - memorySize must be a whole number of MiB from 128 to 10240, got 64; correct it',
        '  - timeout must be a whole number of seconds from 1 to 900, got 960; correct it',
        '  - reservedConcurrentExecutions must be a whole number of executions from 1 to 1000, got 0; correct it',
        '  - description must have at most 256 characters, got 257; shorten it',
        '  - network.subnets must have at least one subnet, got none; give the private subnets of the VPC',
      ].join('\n'),
    );
  });

  test('fails for a handler that was not built, and names the remedy', () => {
    const stack = new TestStack();
    expect(
      () => new HandlerFunction(stack, 'Recorder', { ...platform(stack), handler: 'registry/no-such-handler' }),
    ).toThrow(/got 'registry\/no-such-handler', which has no bundle; run 'npm run build'/);
  });
});

describe('handlerBundle', () => {
  let root: string;
  beforeEach(() => (root = mkdtempSync(path.join(tmpdir(), 'bundle-'))));
  afterEach(() => rmSync(root, { recursive: true }));

  test('takes the folder of the first root that has the bundle', () => {
    const folder = path.join(root, 'registry/recorder');
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, 'index.js'), '');
    const code = handlerBundle(new TestStack(), 'registry/recorder', ['/nowhere', root]);
    expect((code as lambda.AssetCode).path).toBe(folder);
  });

  test('finds dist/handlers from the source and from dist/constructs', () => {
    const project = path.join(__dirname, '../../..');
    expect(BUNDLE_FOLDERS).toEqual([path.join(project, 'handlers'), path.join(project, 'dist/handlers')]);
    expect(path.join(project, 'dist/constructs/handlers', '../../handlers')).toBe(path.join(project, 'dist/handlers'));
  });
});
