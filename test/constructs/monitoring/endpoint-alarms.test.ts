import { readFileSync } from 'node:fs';
import path from 'node:path';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as sns from 'aws-cdk-lib/aws-sns';
import { EndpointAlarms, EndpointMetrics, type EndpointAlarmsProps } from '../../../constructs/monitoring';

const METRICS = {
  realtime: EndpointMetrics.realtime('churn', 'config-14'),
  realtimeToZero: EndpointMetrics.realtimeToZero('assistant', 'assistant'),
  asynchronous: EndpointMetrics.async('documents', 'config-3'),
};
const topic = (name: string) => `arn:aws:sns:eu-west-1:333333333333:${name}`;

function alarms(overrides: Partial<EndpointAlarmsProps> = {}, runbookBaseUrl?: string) {
  const stack = new Stack(new App(), 'Serving', { env: { account: '333333333333', region: 'eu-west-1' } });
  const created = new EndpointAlarms(stack, 'Alarms', {
    metrics: METRICS.realtime,
    latencyObjective: Duration.millis(200),
    availabilityObjectivePercent: 99.9,
    alerts: {
      critical: sns.Topic.fromTopicArn(stack, 'Critical', topic('critical')),
      warning: sns.Topic.fromTopicArn(stack, 'Warning', topic('warning')),
      runbookBaseUrl,
    },
    ...overrides,
  });
  return { created, template: Template.fromStack(stack), ids: created.alarms.map(({ node }) => node.id) };
}

interface AlarmProperties {
  readonly AlarmActions: readonly string[];
  readonly AlarmDescription: string;
  readonly Threshold: number;
}
const propertiesOf = (template: Template) =>
  Object.values(template.findResources('AWS::CloudWatch::Alarm')).map(
    (resource) => (resource as { Properties: AlarmProperties }).Properties,
  );

const rollbackIds = (metrics: EndpointMetrics) => alarms({ metrics }).created.rollback.map(({ node }) => node.id);

test('errors and latency of the new version alone take the previous version back', () => {
  expect(rollbackIds(METRICS.realtime)).toEqual(['VersionErrorRate', 'VersionLatency']);
  expect(rollbackIds(METRICS.asynchronous)).toEqual(['VersionErrorRate', 'VersionLatency']);
});

test('of an inference component, whose metrics mix its versions, those of both do', () => {
  expect(rollbackIds(METRICS.realtimeToZero)).toEqual(['ErrorRate', 'Latency']);
});

test('the alarms on a version watch its endpoint configuration, with the thresholds of the objectives, and page nobody', () => {
  const { template } = alarms({ firstTrafficPercent: 1 });
  const version = {
    Namespace: 'AWS/SageMaker',
    Dimensions: [
      { Name: 'EndpointConfigName', Value: 'config-14' },
      { Name: 'EndpointName', Value: 'churn' },
      { Name: 'VariantName', Value: 'AllTraffic' },
    ],
    Period: 60,
    EvaluationPeriods: 3,
    DatapointsToAlarm: 2,
    TreatMissingData: 'notBreaching',
    AlarmActions: [topic('warning')],
  };
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    ...version,
    AlarmName: 'churn-config-14-VersionErrorRate',
    MetricName: 'Invocation5XXErrors',
    Threshold: 0.0144,
  });
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    ...version,
    AlarmName: 'churn-config-14-VersionLatency',
    MetricName: 'ModelLatency',
    ExtendedStatistic: 'p99',
    Threshold: 200_000,
  });
});

test('the alarms that page people watch the endpoint, whichever version answers', () => {
  const { template } = alarms({ firstTrafficPercent: 1 });
  const endpoint = {
    AlarmName: Match.absent(),
    Dimensions: [
      { Name: 'EndpointName', Value: 'churn' },
      { Name: 'VariantName', Value: 'AllTraffic' },
    ],
    AlarmActions: [topic('critical')],
  };
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    ...endpoint,
    MetricName: 'Invocation5XXErrors',
    Threshold: 0.0144,
  });
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    ...endpoint,
    MetricName: 'ModelLatency',
    ExtendedStatistic: 'p99',
    Threshold: 200_000,
  });
});

test('each kind of endpoint has the alarms that it can need', () => {
  const version = ['VersionErrorRate', 'VersionLatency'];
  expect(alarms().ids).toEqual(['ErrorRate', 'Latency', ...version, 'ClientErrors']);
  expect(alarms({ metrics: METRICS.realtimeToZero }).ids).toEqual([
    'ErrorRate',
    'Latency',
    'ClientErrors',
    'MissingCapacity',
  ]);
  expect(alarms({ metrics: METRICS.asynchronous }).ids).toEqual([
    'ErrorRate',
    'Latency',
    ...version,
    'ClientErrors',
    'MissingCapacity',
    'BacklogAge',
    'ExpiredRequests',
  ]);
});

test('the error rate is a fast burn of the error budget', () => {
  alarms().template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    MetricName: 'Invocation5XXErrors',
    Statistic: 'Average',
    Period: 60,
    EvaluationPeriods: 3,
    DatapointsToAlarm: 2,
    Threshold: 0.0144,
    ComparisonOperator: 'GreaterThanThreshold',
    TreatMissingData: 'notBreaching',
    AlarmActions: [topic('critical')],
  });
});

test('a version that fails every request is seen, however many may fail', () => {
  const threshold = (availabilityObjectivePercent: number) =>
    propertiesOf(alarms({ availabilityObjectivePercent }).template)[2]?.Threshold;
  expect(threshold(99)).toBe(0.144);
  expect(threshold(90)).toBe(0.5);
  expect(threshold(100)).toBe(0);
});

test('a version of an inference component that fails every request is seen in the first batch', () => {
  const metrics = METRICS.realtimeToZero;
  const threshold = (firstTrafficPercent: number, availabilityObjectivePercent = 99) =>
    propertiesOf(alarms({ metrics, firstTrafficPercent, availabilityObjectivePercent }).template)[0]?.Threshold;
  expect(threshold(100)).toBe(0.144);
  expect(threshold(10)).toBe(0.05);
  expect(threshold(1)).toBe(0.005);
  expect(threshold(10, 100)).toBe(0);
});

test('the latency objective of an inference component is compared in microseconds, at a percentile that the first batch can move', () => {
  const metrics = METRICS.realtimeToZero;
  const latency = (firstTrafficPercent: number, statistic: string) =>
    alarms({ metrics, firstTrafficPercent }).template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'ModelLatency',
      ExtendedStatistic: statistic,
      Threshold: 200_000,
    });
  latency(100, 'p99');
  latency(10, 'p99');
  latency(1, 'p99.5');
});

test('missing capacity is an alarm when it lasts longer than a cold start', () => {
  const { template } = alarms({ metrics: METRICS.realtimeToZero, coldStart: Duration.minutes(12) });
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    MetricName: 'NoCapacityInvocationFailures',
    Period: 300,
    EvaluationPeriods: 3,
    Threshold: 1,
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    AlarmActions: [topic('critical')],
  });
});

test('the queue is too old after the objective and a cold start', () => {
  const { template } = alarms({
    metrics: METRICS.asynchronous,
    latencyObjective: Duration.minutes(10),
    coldStart: Duration.minutes(30),
  });
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    MetricName: 'ApproximateAgeOfOldestRequest',
    Threshold: 2400,
    AlarmActions: [topic('warning')],
  });
});

test('every alarm tells somebody and says severity, place, reason for missing data, runbook and console', () => {
  for (const metrics of Object.values(METRICS)) {
    for (const { AlarmActions, AlarmDescription } of propertiesOf(alarms({ metrics }).template)) {
      const [severity = ''] = /^\[(critical|warning)\] Serving\/Alarms\//.exec(AlarmDescription)?.slice(1) ?? [];
      expect(AlarmActions).toEqual([topic(severity)]);
      expect(AlarmDescription).toMatch(/^Missing data counts as good: \w/m);
      expect(AlarmDescription).toMatch(
        /^Console: https:\/\/eu-west-1\.console\.aws\.amazon\.com\/sagemaker\/home\?region=eu-west-1#\/endpoints\/\w+$/m,
      );
      expect(AlarmDescription.length).toBeLessThanOrEqual(1024);
    }
  }
});

test('every alarm names a section of the runbook of its room', () => {
  const text = readFileSync(path.join(__dirname, '../../../constructs/monitoring/runbook.md'), 'utf8');
  const anchors = [...text.matchAll(/^## (.+)$/gm)].map(([, heading = '']) =>
    heading.toLowerCase().replaceAll(' ', '-'),
  );
  for (const metrics of Object.values(METRICS)) {
    for (const { AlarmDescription } of propertiesOf(alarms({ metrics }).template)) {
      const [, anchor = ''] = /^Runbook: blueprint runbook monitoring\/([\w-]+)$/m.exec(AlarmDescription) ?? [];
      expect(anchors).toContain(anchor);
    }
  }
});

test('a company that serves the runbooks itself has its address in every alarm', () => {
  const { template } = alarms({}, 'https://runbooks.example.com/ai');
  for (const { AlarmDescription } of propertiesOf(template)) {
    expect(AlarmDescription).toMatch(/^Runbook: https:\/\/runbooks\.example\.com\/ai\/monitoring#[\w-]+$/m);
  }
});

test('fails for objectives that are none and metrics that mix the versions, all at once', () => {
  expect(() =>
    alarms({
      metrics: EndpointMetrics.realtime('churn'),
      availabilityObjectivePercent: 0,
      firstTrafficPercent: 101,
      latencyObjective: Duration.millis(0),
    }),
  ).toThrow(
    [
      'Serving/Alarms: 4 problems',
      '  - metrics must name the endpoint configuration of a realtime endpoint, got none; take the metrics of the endpoint construct',
      '  - availabilityObjectivePercent must be above 0 and at most 100, got 0; give per cent, e.g. 99.5',
      '  - firstTrafficPercent must be above 0 and at most 100, got 101; give per cent, e.g. 99.5',
      '  - latencyObjective must be longer than zero; give the time within which 99 of 100 requests are answered',
    ].join('\n'),
  );
});
