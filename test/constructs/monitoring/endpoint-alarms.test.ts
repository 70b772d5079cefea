import { readFileSync } from 'node:fs';
import path from 'node:path';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as sns from 'aws-cdk-lib/aws-sns';
import { EndpointAlarms, EndpointMetrics, type EndpointAlarmsProps } from '../../../constructs/monitoring';

const METRICS = {
  realtime: EndpointMetrics.realtime('churn'),
  realtimeToZero: EndpointMetrics.realtimeToZero('assistant', 'assistant'),
  asynchronous: EndpointMetrics.async('documents'),
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

test('errors and latency take the previous version back, for every serving mode', () => {
  for (const metrics of Object.values(METRICS)) {
    expect(alarms({ metrics }).created.rollback.map(({ node }) => node.id)).toEqual(['ErrorRate', 'Latency']);
  }
});

test('each kind of endpoint has the alarms that it can need', () => {
  expect(alarms().ids).toEqual(['ErrorRate', 'Latency', 'ClientErrors']);
  expect(alarms({ metrics: METRICS.realtimeToZero }).ids).toEqual([
    'ErrorRate',
    'Latency',
    'ClientErrors',
    'MissingCapacity',
  ]);
  expect(alarms({ metrics: METRICS.asynchronous }).ids).toEqual([
    'ErrorRate',
    'Latency',
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

test('a version that fails every request is seen in the share that a canary gets', () => {
  const threshold = (firstTrafficPercent: number, availabilityObjectivePercent = 99) =>
    propertiesOf(alarms({ firstTrafficPercent, availabilityObjectivePercent }).template)[0]?.Threshold;
  expect(threshold(100)).toBe(0.144);
  expect(threshold(10)).toBe(0.05);
  expect(threshold(1)).toBe(0.005);
  expect(threshold(10, 100)).toBe(0);
});

test('the latency objective is compared in microseconds, at a percentile that a canary can move', () => {
  const latency = (firstTrafficPercent: number, statistic: string) =>
    alarms({ firstTrafficPercent }).template.hasResourceProperties('AWS::CloudWatch::Alarm', {
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

test('fails for objectives that are none, all at once', () => {
  expect(() =>
    alarms({ availabilityObjectivePercent: 0, firstTrafficPercent: 101, latencyObjective: Duration.millis(0) }),
  ).toThrow(
    [
      'Serving/Alarms: 3 problems',
      '  - availabilityObjectivePercent must be above 0 and at most 100, got 0; give per cent, e.g. 99.5',
      '  - firstTrafficPercent must be above 0 and at most 100, got 101; give per cent, e.g. 99.5',
      '  - latencyObjective must be longer than zero; give the time within which 99 of 100 requests are answered',
    ].join('\n'),
  );
});
