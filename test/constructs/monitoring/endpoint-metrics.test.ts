import { Duration } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { EndpointMetrics } from '../../../constructs/monitoring';

const variant = { EndpointName: 'churn', VariantName: 'AllTraffic' };
const component = { InferenceComponentName: 'assistant' };
const queue = { EndpointName: 'documents' };

const realtime = EndpointMetrics.realtime('churn');
const realtimeToZero = EndpointMetrics.realtimeToZero('assistant', 'assistant');
const asynchronous = EndpointMetrics.async('documents');

function shape({ namespace, metricName, dimensions, statistic }: cloudwatch.Metric) {
  return [namespace, metricName, dimensions, statistic];
}

test('the metrics of a variant have its endpoint and its name as dimensions', () => {
  expect(shape(realtime.invocations())).toEqual(['AWS/SageMaker', 'Invocations', variant, 'Sum']);
  expect(shape(realtime.clientErrorRate())).toEqual(['AWS/SageMaker', 'Invocation4XXErrors', variant, 'Average']);
  expect(shape(realtime.serverErrorRate())).toEqual(['AWS/SageMaker', 'Invocation5XXErrors', variant, 'Average']);
  expect(shape(realtime.modelLatency())).toEqual(['AWS/SageMaker', 'ModelLatency', variant, 'p99']);
  expect(shape(realtime.overheadLatency())).toEqual(['AWS/SageMaker', 'OverheadLatency', variant, 'Average']);
  expect(shape(realtime.concurrentRequests())).toEqual([
    'AWS/SageMaker',
    'ConcurrentRequestsPerModel',
    variant,
    'Maximum',
  ]);
  expect(shape(realtime.gpuUtilization())).toEqual(['/aws/sagemaker/Endpoints', 'GPUUtilization', variant, 'Average']);
});

test('errors and latency of a version have its endpoint configuration as a dimension too', () => {
  const version = { ...variant, EndpointConfigName: 'config-14' };
  const metrics = EndpointMetrics.realtime('churn', 'config-14');
  expect(shape(metrics.versionErrorRate())).toEqual(['AWS/SageMaker', 'Invocation5XXErrors', version, 'Average']);
  expect(shape(metrics.versionLatency())).toEqual(['AWS/SageMaker', 'ModelLatency', version, 'p99']);
  expect(shape(metrics.serverErrorRate())).toEqual(shape(realtime.serverErrorRate()));
  expect(EndpointMetrics.async('documents', 'config-3').versionErrorRate().dimensions).toEqual({
    EndpointName: 'documents',
    VariantName: 'AllTraffic',
    EndpointConfigName: 'config-3',
  });
});

test('fails for a version where nothing tells it from the one before', () => {
  for (const metrics of [realtimeToZero, asynchronous]) {
    expect(() => metrics.versionErrorRate()).toThrow(
      `metrics of a version must name its endpoint configuration, got none for ${metrics.endpointName}; take the metrics of a RealtimeEndpoint or AsyncEndpoint`,
    );
  }
});

test('the metrics of an inference component have its name as dimension', () => {
  expect(shape(realtimeToZero.serverErrorRate())).toEqual([
    'AWS/SageMaker',
    'Invocation5XXErrors',
    component,
    'Average',
  ]);
  expect(shape(realtimeToZero.concurrentRequests())).toEqual([
    'AWS/SageMaker',
    'ConcurrentRequestsPerCopy',
    component,
    'Maximum',
  ]);
  expect(shape(realtimeToZero.gpuMemoryUtilization())).toEqual([
    '/aws/sagemaker/InferenceComponents',
    'GPUMemoryUtilizationNormalized',
    component,
    'Average',
  ]);
  expect(shape(realtimeToZero.noCapacityInvocationFailures())).toEqual([
    'AWS/SageMaker',
    'NoCapacityInvocationFailures',
    component,
    'Sum',
  ]);
});

test('the metrics of a queue have the endpoint alone as dimension', () => {
  expect(shape(asynchronous.backlog())).toEqual(['AWS/SageMaker', 'ApproximateBacklogSize', queue, 'Maximum']);
  expect(shape(asynchronous.backlogPerInstance())).toEqual([
    'AWS/SageMaker',
    'ApproximateBacklogSizePerInstance',
    queue,
    'Average',
  ]);
  expect(shape(asynchronous.backlogWithoutCapacity())).toEqual([
    'AWS/SageMaker',
    'HasBacklogWithoutCapacity',
    queue,
    'Maximum',
  ]);
  expect(shape(asynchronous.ageOfOldestRequest())).toEqual([
    'AWS/SageMaker',
    'ApproximateAgeOfOldestRequest',
    queue,
    'Maximum',
  ]);
  expect(shape(asynchronous.expiredRequests())).toEqual([
    'AWS/SageMaker',
    'ExpiredRequests',
    { ...queue, VariantName: 'AllTraffic' },
    'Sum',
  ]);
});

test('the options of the caller win', () => {
  const metric = realtime.modelLatency({ statistic: 'p50', period: Duration.minutes(5), label: 'median' });
  expect([metric.statistic, metric.period.toMinutes(), metric.label]).toEqual(['p50', 5, 'median']);
});
