import { Match, Template } from 'aws-cdk-lib/assertions';
import * as sns from 'aws-cdk-lib/aws-sns';
import { StackFailures } from '../../../constructs/monitoring';
import { TestStack, findings } from '../support';

function fixture() {
  const stack = new TestStack();
  const topic = (id: string) => sns.Topic.fromTopicArn(stack, id, `arn:aws:sns:eu-west-1:111111111111:${id}`);
  const failures = new StackFailures(stack, 'Failures', {
    alerts: { critical: topic('critical'), warning: topic('warning') },
    stackPrefix: 'prod-',
  });
  return { stack, failures, template: Template.fromStack(stack) };
}

const CRITICAL = 'arn:aws:sns:eu-west-1:111111111111:critical';

describe('StackFailures', () => {
  test('tells the critical topic which stack of the environment cannot go back, and where help is', () => {
    const { template } = fixture();
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        source: ['aws.cloudformation'],
        'detail-type': ['CloudFormation Stack Status Change'],
        detail: {
          'stack-id': [{ prefix: 'arn:aws:cloudformation:eu-west-1:111111111111:stack/prod-' }],
          'status-details': { status: ['ROLLBACK_FAILED', 'UPDATE_ROLLBACK_FAILED'] },
        },
      },
      Targets: [
        {
          Arn: CRITICAL,
          InputTransformer: {
            InputPathsMap: {
              'detail-stack-id': '$.detail.stack-id',
              'detail-status-details-status': '$.detail.status-details.status',
            },
            InputTemplate:
              '"[critical] <detail-stack-id> is <detail-status-details-status>: it takes no update until somebody acts.\\nRunbook: blueprint runbook monitoring/stack-rollback-failed"',
          },
        },
      ],
    });
  });

  test('has alarms on stuck stacks and on events that it could not deliver', () => {
    const { stack, failures, template } = fixture();
    const alarm = (MetricName: string) => ({
      Namespace: 'AWS/Events',
      MetricName,
      Dimensions: [{ Name: 'RuleName', Value: stack.resolve(failures.rule.ruleName) }],
      Statistic: 'Sum',
      Threshold: 0,
      ComparisonOperator: 'GreaterThanThreshold',
      TreatMissingData: 'notBreaching',
      AlarmActions: [CRITICAL],
    });
    template.resourceCountIs('AWS::CloudWatch::Alarm', 2);
    template.hasResourceProperties('AWS::CloudWatch::Alarm', alarm('TriggeredRules'));
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      ...alarm('FailedInvocations'),
      AlarmDescription: Match.stringLikeRegexp('Runbook: blueprint runbook monitoring/failed-invocations'),
    });
  });

  test('leaves no finding', () => {
    expect(findings(fixture().stack)).toEqual([]);
  });
});
