import { Duration, Stage } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { ComplianceGate, loadRules } from '../../../constructs/compliance';
import { definitionChecks } from '../../../constructs/compliance/definitions';
import { identityChecks } from '../../../constructs/compliance/statements';
import { testApp } from '../support';
import { MachineStack, policyDocuments } from './machine-stack';
import { MODEL } from './world';

const ACCOUNT = '111111111111';
const COMPONENT = { ...MODEL, model: 'assistant', inferenceComponentName: 'excorp-prod--assistant' };

interface Statement {
  readonly Sid?: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

/** All statements of the managed policies of a role. */
function statementsOf(of: MachineStack): Statement[] {
  return policyDocuments(of).flatMap((document) => document.Statement as Statement[]);
}

const arn = (service: string, rest: string) => `arn:aws:${service}:eu-west-1:${ACCOUNT}:${rest}`;

const stack = new MachineStack();
const template = Template.fromStack(stack);

describe('The release machine', () => {
  test('is a standard machine with traces, all events logged and no payloads in the log', () => {
    template.hasResourceProperties('AWS::StepFunctions::StateMachine', {
      StateMachineName: 'excorp-prod-release',
      StateMachineType: 'STANDARD',
      TracingConfiguration: { Enabled: true },
      LoggingConfiguration: { Level: 'ALL', IncludeExecutionData: false },
    });
  });

  test('may do exactly what its tasks call', () => {
    const actions = statementsOf(stack).flatMap(({ Action }) => Action);
    expect([...new Set(actions)].sort()).toEqual([
      'cloudformation:CancelUpdateStack',
      'cloudformation:ContinueUpdateRollback',
      'cloudformation:DescribeStacks',
      'cloudformation:UpdateStack',
      'cloudwatch:GetMetricData',
      'cloudwatch:PutMetricData',
      'dynamodb:DeleteItem',
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:Query',
      'kms:Decrypt',
      'kms:GenerateDataKey',
      'lambda:InvokeFunction',
      'logs:CreateLogDelivery',
      'logs:DeleteLogDelivery',
      'logs:DescribeLogGroups',
      'logs:DescribeResourcePolicies',
      'logs:GetLogDelivery',
      'logs:ListLogDeliveries',
      'logs:PutResourcePolicy',
      'logs:UpdateLogDelivery',
      'sagemaker:DescribeEndpoint',
      'sagemaker:DescribeEndpointConfig',
      'sagemaker:DescribeModel',
      'sagemaker:DescribeModelPackage',
      'sagemaker:UpdateEndpointWeightsAndCapacities',
      'servicequotas:ListServiceQuotas',
      'sns:Publish',
      'sqs:SendMessage',
      'ssm:GetParameter',
      'ssm:GetParameters',
      'ssm:PutParameter',
      'states:ListExecutions',
      'xray:GetSamplingRules',
      'xray:GetSamplingTargets',
      'xray:PutTelemetryRecords',
      'xray:PutTraceSegments',
    ]);
  });

  test('may change exactly the parameter and the stack of its model', () => {
    const bySid = (sid: string) => statementsOf(stack).find((one) => one.Sid === sid);
    const parameter = arn('ssm', 'parameter/excorp/prod/churn/model-package-arn');
    expect(bySid('ReadAndWriteReleases')?.Resource).toEqual(parameter);
    expect(bySid('ResolveBootstrapVersion')?.Resource).toEqual(arn('ssm', 'parameter/cdk-bootstrap/hnb659fds/version'));
    expect(bySid('UpdateServing')?.Resource).toEqual(arn('cloudformation', 'stack/prod-Serving-churn/*'));
    expect(bySid('ReadAndStartInstances')?.Resource).toEqual(arn('sagemaker', 'endpoint/excorp-prod--churn'));
    expect(bySid('ReadHolderOfLock')?.Resource).toEqual(arn('states', 'stateMachine:excorp-prod-release'));
    for (const given of ['RoleArn', 'TemplateUrl']) {
      expect(bySid(`UpdateWithout${given}`)).toEqual({
        Sid: `UpdateWithout${given}`,
        Effect: 'Deny',
        Action: 'cloudformation:UpdateStack',
        Resource: '*',
        Condition: { Null: { [`cloudformation:${given}`]: 'false' } },
      });
    }
    expect(bySid('ReportOverdue')?.Condition).toEqual({
      StringEquals: { 'cloudwatch:namespace': 'AiProduction/Release' },
    });
  });

  test('may name no stack but by its id, where it is known', () => {
    const id = arn('cloudformation', 'stack/prod-Serving-churn/0a1b');
    const exact = new MachineStack(undefined, [{ ...MODEL, stackId: id }]);
    const resourceOf = (sid: string) => statementsOf(exact).find(({ Sid }) => Sid === sid)?.Resource;
    expect(resourceOf('UpdateServing')).toBe(id);
  });

  test('may pass no role: CloudFormation keeps the one that the stack was deployed with', () => {
    const actions = statementsOf(stack).flatMap(({ Action }) => Action);
    expect(actions).not.toContain('iam:PassRole');
  });

  test('is assumed by Step Functions for this account only', () => {
    template.hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: {
        Statement: [
          {
            Action: 'sts:AssumeRole',
            Condition: { StringEquals: { 'aws:SourceAccount': ACCOUNT } },
            Effect: 'Allow',
            Principal: { Service: 'states.amazonaws.com' },
          },
        ],
        Version: '2012-10-17',
      },
    });
  });

  test('may describe and start inference components only where a model has one', () => {
    const statements = statementsOf(new MachineStack(undefined, [MODEL, COMPONENT]));
    expect(statements.find(({ Sid }) => Sid === 'ReadAndStartCopies')).toMatchObject({
      Action: ['sagemaker:DescribeInferenceComponent', 'sagemaker:UpdateInferenceComponentRuntimeConfig'],
      Resource: arn('sagemaker', 'inference-component/excorp-prod--assistant'),
    });
  });

  test.each(['ReleaseFailed', 'ReleaseTimedOut', 'ReleaseStopped', 'ReleaseStuck', 'ApprovalLost', 'ApproverLost'])(
    'has alarm %s with severity, reason for missing data, runbook and console',
    (name) => {
      const found = Object.values(template.findResources('AWS::CloudWatch::Alarm')) as {
        Properties: { AlarmDescription: unknown; AlarmActions: unknown[]; TreatMissingData: string };
      }[];
      const alarm = found.find(({ Properties }) => JSON.stringify(Properties.AlarmDescription).includes(`/${name}:`));
      const text = JSON.stringify(alarm?.Properties.AlarmDescription);
      expect(text).toMatch(
        /\[(critical|warning)\].*Missing data counts as good: .*Runbook: blueprint runbook release\/[\w-]+.*Console: https/,
      );
      expect(alarm?.Properties.TreatMissingData).toBe('notBreaching');
      expect(alarm?.Properties.AlarmActions).toHaveLength(1);
    },
  );

  test('watches a rollout for the eight hours that SageMaker gives it', () => {
    const [machine] = Object.values(template.findResources('AWS::StepFunctions::StateMachine'));
    const text = JSON.stringify(machine).replaceAll('\\', '');
    expect(text).toContain('$millis() + 28800000');
    // Another update, that makes the stack agree or brings it back, an hour to go back, three for everything else.
    expect(text).toContain(`"TimeoutSeconds":${(2 * 8 + 1 + 3) * 3600}`);
  });

  test('fails when it would poll so often that Step Functions ends the execution', () => {
    const polling = (rolloutTimeout: Duration, seconds: number) => () =>
      new MachineStack(undefined, [MODEL], { rolloutTimeout, pollInterval: Duration.seconds(seconds) });
    // Wait 2, task 5, choice 2 events: https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html
    expect(polling(Duration.hours(8), 10)).toThrow(
      'pollInterval must be at least 39 s for a rolloutTimeout of 28800 s, got 10 s: with 9 to 35 events for each poll, an execution may have 93880, and Step Functions ends it at 25000; poll less often, or lower rolloutTimeout',
    );
    expect(polling(Duration.hours(8), 38)).toThrow('pollInterval must be at least 39 s');
    expect(polling(Duration.hours(8), 39)).not.toThrow();
    expect(polling(Duration.hours(12), 49)).toThrow('pollInterval must be at least 50 s');
  });

  test('fails to be made with props that do not fit, all at once', () => {
    const wrong = { machineName: 'a b', rolloutTimeout: Duration.days(1), pollInterval: Duration.seconds(1) };
    expect(() => new MachineStack(undefined, [MODEL, MODEL], wrong)).toThrow(
      /4 problems[\s\S]*models must differ by name[\s\S]*machineName must be[\s\S]*rolloutTimeout must be from 10 minutes to 12 hours, got 86400 s[\s\S]*pollInterval must be/,
    );
    expect(() => new MachineStack(undefined, [])).toThrow('models must name at least one model');
  });
});

describe('What starts it', () => {
  test('is an approval or a rejection in the groups of the models', () => {
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        source: ['aws.sagemaker'],
        'detail-type': ['SageMaker Model Package State Change'],
        detail: { ModelPackageGroupName: ['excorp-prod--churn'], ModelApprovalStatus: ['Approved', 'Rejected'] },
      },
      Targets: [
        Match.objectLike({
          DeadLetterConfig: Match.anyValue(),
          InputTransformer: {
            InputPathsMap: { time: '$.time', detail: '$.detail' },
            InputTemplate:
              '{"time":<time>,"detail":<detail>,"models":{"excorp-prod--churn":{"model":"churn","parameterName":"/excorp/prod/churn/model-package-arn"}}}',
          },
        }),
      ],
    });
  });

  test('is a function that may start this machine, and read what is released', () => {
    template.hasResourceProperties('AWS::IAM::ManagedPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Action: 'states:StartExecution',
            Resource: arn('states', 'stateMachine:excorp-prod-release'),
          }),
        ]),
      },
    });
    template.hasResourceProperties('AWS::IAM::ManagedPolicy', {
      PolicyDocument: {
        Statement: [
          {
            Sid: 'ReadReleases',
            Effect: 'Allow',
            Action: 'ssm:GetParameter',
            Resource: arn('ssm', 'parameter/excorp/prod/churn/model-package-arn'),
          },
        ],
      },
    });
  });

  test('hears from CloudTrail who approved', () => {
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        source: ['aws.sagemaker'],
        'detail-type': ['AWS API Call via CloudTrail'],
        detail: {
          eventSource: ['sagemaker.amazonaws.com'],
          eventName: ['UpdateModelPackage'],
          requestParameters: { modelPackageArn: [{ prefix: arn('sagemaker', 'model-package/excorp-prod--churn/') }] },
        },
      },
    });
  });
});

test('the table keeps its items: encrypted, recoverable, retained, and answers over TLS only', () => {
  template.hasResource('AWS::DynamoDB::Table', {
    Properties: {
      TableName: 'excorp-prod-release',
      BillingMode: 'PAY_PER_REQUEST',
      DeletionProtectionEnabled: false,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
      KeySchema: [
        { AttributeName: 'model', KeyType: 'HASH' },
        { AttributeName: 'kind', KeyType: 'RANGE' },
      ],
      ResourcePolicy: {
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Sid: 'NobodyWithoutTls',
              Effect: 'Deny',
              Principal: { AWS: '*' },
              Action: 'dynamodb:*',
              Resource: arn('dynamodb', 'table/excorp-prod-release'),
              Condition: { Bool: { 'aws:SecureTransport': 'false' } },
            },
          ],
        },
      },
    },
    DeletionPolicy: 'RetainExceptOnCreate',
  });
});

test('the gate passes it, with AwsSolutions, NIST 800-53 and AiProduction, in a stage', () => {
  const app = testApp({ '@aws-cdk/core:failSynthOnValidationErrors': false });
  const stage = new Stage(app, 'prod', { env: { account: ACCOUNT, region: 'eu-west-1' } });
  new MachineStack(stage, [MODEL, COMPONENT]);
  const gate = ComplianceGate.attach(app, {
    environments: [{ stage, production: true, packs: ['AwsSolutions', 'NIST80053R5'] }],
    evaluationDate: '2026-11-23',
    rules: loadRules(),
    checks: [...definitionChecks(), ...identityChecks],
    // What CDK's own rules say of the machine, every synthesis of the sample shows.
    cloudFormationEngine: { validate: () => [] },
    sourceRoot: process.cwd(),
  });
  const result = gate.conclude(app.synth());
  const open = result.findings.filter((one) => one.acknowledgement === undefined);
  expect(open.map(({ rule, path, problem }) => `${rule} ${path}: ${problem}`)).toEqual([]);
  const states = result.tallies.find(({ rule }) => rule === 'AiProduction-DEF-STATES');
  expect(states).toMatchObject({ passed: 1, failed: 0 });
});
