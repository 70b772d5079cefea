import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sns from 'aws-cdk-lib/aws-sns';
import { QualityAlarms, type QualityMetric, qualityMetric } from '../../../constructs/monitoring';
import { findings } from '../support';

const PRECISION = { name: 'Precision', description: 'Share of warned customers who meant to leave', floor: 0.6 };
const HALLUCINATION = { name: 'HallucinationRate', description: 'Share of answers without a source', ceiling: 0.05 };
const V7 = 'arn:aws:sagemaker:eu-west-1:333333333333:model-package/churn/7';
const topicArn = (name: string) => `arn:aws:sns:eu-west-1:333333333333:${name}`;

function judged(quality: readonly QualityMetric[] = [PRECISION]) {
  const stack = new Stack(new App(), 'Serving', { env: { account: '333333333333', region: 'eu-west-1' } });
  const topic = (id: string) => sns.Topic.fromTopicArn(stack, id, topicArn(id));
  const alarms = new QualityAlarms(stack, 'Answers', {
    endpointName: 'excorp-prod--churn',
    modelPackage: { modelPackageArn: V7, versionNumber: '7' },
    quality,
    alerts: { critical: topic('critical'), warning: topic('warning') },
  });
  const judge = (id: string) =>
    new iam.Role(stack, id, { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  return { stack, alarms, judge };
}

test('each measure of the answers takes the previous version back', () => {
  const { alarms } = judged([PRECISION, HALLUCINATION]);
  expect(alarms.rollback.map(({ node }) => node.id)).toEqual(['QualityPrecision', 'QualityHallucinationRate']);
});

test('one judged batch of the version beyond its limit is enough, and no batch is no fault', () => {
  const template = Template.fromStack(judged([PRECISION, HALLUCINATION]).stack);
  const common = {
    Namespace: 'ModelQuality/excorp-prod--churn',
    Dimensions: [
      { Name: 'EndpointName', Value: 'excorp-prod--churn' },
      { Name: 'ModelPackageArn', Value: V7 },
    ],
    Period: 60,
    EvaluationPeriods: 3,
    DatapointsToAlarm: 1,
    TreatMissingData: 'notBreaching',
    AlarmActions: [topicArn('critical')],
  };
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    ...common,
    AlarmName: 'excorp-prod--churn-v7-QualityPrecision',
    MetricName: 'Precision',
    Statistic: 'Minimum',
    Threshold: 0.6,
    ComparisonOperator: 'LessThanThreshold',
    AlarmDescription: Match.stringLikeRegexp(
      'Share of warned customers who meant to leave(.|\\n)*Runbook: blueprint runbook monitoring/quality',
    ),
  });
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    ...common,
    AlarmName: 'excorp-prod--churn-v7-QualityHallucinationRate',
    MetricName: 'HallucinationRate',
    Statistic: 'Maximum',
    Threshold: 0.05,
    ComparisonOperator: 'GreaterThanThreshold',
  });
});

test('a floor of zero is a floor', () => {
  const { stack } = judged([{ name: 'Uplift', description: 'Against the control group', floor: 0 }]);
  Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Alarm', {
    MetricName: 'Uplift',
    Threshold: 0,
    ComparisonOperator: 'LessThanThreshold',
  });
});

test('the metric is that of one version of one endpoint, and its options win', () => {
  const { namespace, metricName, statistic, dimensions } = qualityMetric('churn', V7, 'Precision', {
    statistic: 'Minimum',
  });
  expect({ namespace, metricName, statistic, dimensions }).toEqual({
    namespace: 'ModelQuality/churn',
    metricName: 'Precision',
    statistic: 'Minimum',
    dimensions: { EndpointName: 'churn', ModelPackageArn: V7 },
  });
});

test('a judge may publish the quality metrics of this endpoint and nothing else, with one policy for all judges', () => {
  const { stack, alarms, judge } = judged();
  const judges = [judge('Reviewers'), judge('GroundTruth')];
  for (const one of judges) alarms.grantPublish(one);
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
  alarms.grantPublish(judge('Reviewers'));
  expect(findings(stack)).toEqual([]);
});

test('without a judge there is no policy', () => {
  Template.fromStack(judged().stack).resourceCountIs('AWS::IAM::ManagedPolicy', 0);
});

test('fails for quality metrics that are none, all at once', () => {
  const nine = Array.from({ length: 9 }, (_, index) => ({ ...PRECISION, name: `Precision${index}` }));
  expect(() =>
    judged([
      ...nine.slice(1),
      PRECISION,
      { ...PRECISION, ceiling: 1 },
      { name: 'not a name', description: 'x', floor: Number.NaN },
      { name: 'Free', description: 'x' },
    ]),
  ).toThrow(
    [
      'Serving/Answers: 6 problems',
      '  - quality metric Precision must have either floor or ceiling, got both; give the floor when more is better, the ceiling when less is',
      "  - quality must have names of at most 64 letters and digits that begin with a capital, got 'not a name'; write e.g. Precision",
      '  - quality metric not a name must have a number as its limit, got NaN; correct it',
      '  - quality metric Free must have either floor or ceiling, got neither; give the floor when more is better, the ceiling when less is',
      '  - quality must have at most 7 metrics, got 12; errors, latency and cancelled rollouts take three of the 10 rollback alarms: keep the metrics that decide',
      "  - quality must have different names, got 'Precision' more than once; leave one",
    ].join('\n'),
  );
  expect(judged(nine.slice(2)).alarms.rollback).toHaveLength(7);
});
