import { Template } from 'aws-cdk-lib/assertions';
import * as sns from 'aws-cdk-lib/aws-sns';
import { CANCEL_ALARMS } from '../../../constructs/release';
import { TestStack } from '../support';
import { MODEL, World } from './world';

test('the alarm watches what the release machine publishes for this stack, and goes off at the first data point', async () => {
  jest.spyOn(console, 'info').mockImplementation();
  const stack = new TestStack();
  const topic = new sns.Topic(stack, 'Topic');
  CANCEL_ALARMS.create(stack, { stackName: MODEL.stackName }, { critical: topic, warning: topic });
  const world = new World();
  world.rollout = { ends: 'never' };
  await world.release();
  const published = world.metrics.flatMap(({ Namespace, MetricData }) =>
    (MetricData as { MetricName: string; Dimensions: object[] }[]).map((one) => ({ Namespace, ...one })),
  );
  const { Namespace, MetricName, Dimensions } = published.find((one) => one.MetricName === 'CancelledReleases') ?? {};
  Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Alarm', {
    Namespace,
    MetricName,
    Dimensions,
    Statistic: 'Maximum',
    Period: 60,
    EvaluationPeriods: 1,
    Threshold: 1,
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    TreatMissingData: 'notBreaching',
  });
});
