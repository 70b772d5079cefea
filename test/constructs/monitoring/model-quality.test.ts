import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sns from 'aws-cdk-lib/aws-sns';
import { EndpointAlarms, EndpointMetrics } from '../../../constructs/monitoring';
import { findings } from '../shared/support';

function judged() {
  const stack = new Stack(new App(), 'Serving', { env: { account: '333333333333', region: 'eu-west-1' } });
  const topic = (id: string) => sns.Topic.fromTopicArn(stack, id, `arn:aws:sns:eu-west-1:333333333333:${id}`);
  const alarms = new EndpointAlarms(stack, 'Alarms', {
    metrics: EndpointMetrics.realtime('excorp-prod--churn'),
    latencyObjective: Duration.millis(200),
    availabilityObjectivePercent: 99.9,
    quality: [{ name: 'Precision', description: 'Share of warned customers who meant to leave', floor: 0.6 }],
    alerts: { critical: topic('critical'), warning: topic('warning') },
  });
  const judge = (id: string) =>
    new iam.Role(stack, id, { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  return { stack, alarms, judge };
}

test('a judge may publish the quality metrics of this endpoint and nothing else, with one policy for all judges', () => {
  const { stack, alarms, judge } = judged();
  const judges = [judge('Reviewers'), judge('GroundTruth')];
  for (const one of judges) alarms.grantPublishQuality(one);
  const template = Template.fromStack(stack);
  const policies = Object.values(template.findResources('AWS::IAM::ManagedPolicy'));
  const granting = policies.filter((policy) => JSON.stringify(policy).includes('cloudwatch:'));
  expect(granting).toHaveLength(1);
  expect(granting[0]).toMatchObject({
    Properties: {
      PolicyDocument: {
        Statement: [
          {
            Sid: 'PublishQuality',
            Effect: 'Allow',
            Action: 'cloudwatch:PutMetricData',
            Resource: '*',
            Condition: { StringEquals: { 'cloudwatch:namespace': 'ModelQuality/excorp-prod--churn' } },
          },
        ],
      },
      Roles: judges.map(({ roleName }) => stack.resolve(roleName) as unknown),
    },
  });
});

test('the wildcard of the action is acknowledged where it stands, and the packs find nothing', () => {
  const { stack, alarms, judge } = judged();
  alarms.grantPublishQuality(judge('Reviewers'));
  expect(findings(stack)).toEqual([]);
});

test('without a judge there is no policy', () => {
  const { stack } = judged();
  Template.fromStack(stack).resourceCountIs('AWS::IAM::ManagedPolicy', 0);
});
