import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { type ServingMode, servingMode } from '../model';

/**
 * Names, dimensions, units and valid statistics: https://docs.aws.amazon.com/sagemaker/latest/dg/monitoring-cloudwatch.html
 */
const INVOCATIONS = 'AWS/SageMaker';
const VARIANT_UTILIZATION = '/aws/sagemaker/Endpoints';
const COMPONENT_UTILIZATION = '/aws/sagemaker/InferenceComponents';

/** Name of the production variant of all endpoints of this package: a deployment with guardrails must not change it. */
export const VARIANT_NAME = 'AllTraffic';

/**
 * The CloudWatch metrics of one endpoint. The period is one minute, the shortest that the service publishes by default;
 * options of the caller take precedence.
 */
export class EndpointMetrics {
  /**
   * A real-time endpoint whose production variant holds the model.
   * @param endpointConfigName of the version that the stack serves. By default, versions are not told apart.
   */
  public static realtime(endpointName: string, endpointConfigName?: string): EndpointMetrics {
    const variant = { EndpointName: endpointName, VariantName: VARIANT_NAME };
    return new EndpointMetrics('realtime', endpointName, variant, endpointConfigName);
  }

  /** An endpoint with one inference component, which publishes the metrics of its requests. */
  public static realtimeToZero(endpointName: string, inferenceComponentName: string): EndpointMetrics {
    return new EndpointMetrics('realtime-to-zero', endpointName, { InferenceComponentName: inferenceComponentName });
  }

  /**
   * An asynchronous endpoint.
   * @param endpointConfigName of the version that the stack serves. By default, versions are not told apart.
   */
  public static async(endpointName: string, endpointConfigName?: string): EndpointMetrics {
    const variant = { EndpointName: endpointName, VariantName: VARIANT_NAME };
    return new EndpointMetrics('async', endpointName, variant, endpointConfigName);
  }

  private readonly endpoint: Readonly<Record<string, string>>;
  private readonly variant: Readonly<Record<string, string>>;

  private constructor(
    public readonly mode: ServingMode,
    public readonly endpointName: string,
    private readonly model: Readonly<Record<string, string>>,
    /**
     * Name of the endpoint configuration of the version that the stack serves.
     * @default - versions are not told apart: the metrics of an inference component mix them
     */
    public readonly endpointConfigName?: string,
  ) {
    this.endpoint = { EndpointName: endpointName };
    this.variant = { EndpointName: endpointName, VariantName: VARIANT_NAME };
  }

  /** Requests to the model, sum. */
  public invocations(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return metric(INVOCATIONS, 'Invocations', this.model, 'Sum', options);
  }

  /** Share of the requests that the model answered with 4xx, 0 to 1: each request counts as 1 or 0. */
  public clientErrorRate(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return metric(INVOCATIONS, 'Invocation4XXErrors', this.model, 'Average', options);
  }

  /** Share of the requests that the model answered with 5xx, 0 to 1: each request counts as 1 or 0. */
  public serverErrorRate(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return metric(INVOCATIONS, 'Invocation5XXErrors', this.model, 'Average', options);
  }

  /** Time that the model takes to answer, microseconds, 99th percentile. */
  public modelLatency(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return metric(INVOCATIONS, 'ModelLatency', this.model, 'p99', options);
  }

  /** As {@link serverErrorRate}, of the version alone whose endpoint configuration the metrics name. */
  public versionErrorRate(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return metric(INVOCATIONS, 'Invocation5XXErrors', this.version(), 'Average', options);
  }

  /** As {@link modelLatency}, of the version alone whose endpoint configuration the metrics name. */
  public versionLatency(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return metric(INVOCATIONS, 'ModelLatency', this.version(), 'p99', options);
  }

  /** Time that SageMaker adds to that of the model, microseconds, average: the service publishes no percentiles of it. */
  public overheadLatency(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return metric(INVOCATIONS, 'OverheadLatency', this.model, 'Average', options);
  }

  /** Requests in the model at the same time, maximum: of one instance, or of one copy of an inference component. */
  public concurrentRequests(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    const { inferenceComponent } = servingMode(this.mode);
    const name = inferenceComponent ? 'ConcurrentRequestsPerCopy' : 'ConcurrentRequestsPerModel';
    return metric(INVOCATIONS, name, this.model, 'Maximum', options);
  }

  /** GPU units in use, per cent, average: 0 to 100 for each GPU of an instance, or of what a copy reserved. */
  public gpuUtilization(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.utilization('GPUUtilization', options);
  }

  /** GPU memory in use, per cent, average: 0 to 100 for each GPU of an instance, or of what a copy reserved. */
  public gpuMemoryUtilization(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.utilization('GPUMemoryUtilization', options);
  }

  /** Requests of a realtime-to-zero endpoint that failed because no copy was running, sum. */
  public noCapacityInvocationFailures(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return metric(INVOCATIONS, 'NoCapacityInvocationFailures', this.model, 'Sum', options);
  }

  /** Requests in the queue of an asynchronous endpoint, those in process included, maximum. */
  public backlog(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return metric(INVOCATIONS, 'ApproximateBacklogSize', this.endpoint, 'Maximum', options);
  }

  /** Requests in the queue of an asynchronous endpoint for each instance, average; not published at zero instances. */
  public backlogPerInstance(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return metric(INVOCATIONS, 'ApproximateBacklogSizePerInstance', this.endpoint, 'Average', options);
  }

  /** 1 while requests wait in the queue of an asynchronous endpoint that has no instance, maximum. */
  public backlogWithoutCapacity(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return metric(INVOCATIONS, 'HasBacklogWithoutCapacity', this.endpoint, 'Maximum', options);
  }

  /** At least 1 while an endpoint at zero has requests but no capacity: sum of failures, or maximum of a flag. */
  public missingCapacity(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return servingMode(this.mode).queued
      ? this.backlogWithoutCapacity(options)
      : this.noCapacityInvocationFailures(options);
  }

  /** How long the oldest request waits in the queue of an asynchronous endpoint, seconds, maximum. */
  public ageOfOldestRequest(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return metric(INVOCATIONS, 'ApproximateAgeOfOldestRequest', this.endpoint, 'Maximum', options);
  }

  /** Requests of an asynchronous endpoint that nobody processed in time, sum. */
  public expiredRequests(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return metric(INVOCATIONS, 'ExpiredRequests', this.variant, 'Sum', options);
  }

  /**
   * SageMaker publishes the metrics of requests by endpoint configuration too (A-CONFIG-METRICS):
   * https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-guardrails-configuration.html
   */
  private version(): Readonly<Record<string, string>> {
    const { endpointConfigName } = this;
    if (endpointConfigName === undefined) {
      throw new Error(
        `metrics of a version must name its endpoint configuration, got none for ${this.endpointName}; take the metrics of a RealtimeEndpoint or AsyncEndpoint`,
      );
    }
    return { ...this.variant, EndpointConfigName: endpointConfigName };
  }

  private utilization(name: string, options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return servingMode(this.mode).inferenceComponent
      ? metric(COMPONENT_UTILIZATION, `${name}Normalized`, this.model, 'Average', options)
      : metric(VARIANT_UTILIZATION, name, this.variant, 'Average', options);
  }
}

function metric(
  namespace: string,
  metricName: string,
  dimensionsMap: Readonly<Record<string, string>>,
  statistic: string,
  options?: cloudwatch.MetricOptions,
): cloudwatch.Metric {
  return new cloudwatch.Metric({
    namespace,
    metricName,
    dimensionsMap,
    statistic,
    period: Duration.minutes(1),
    ...options,
  });
}
