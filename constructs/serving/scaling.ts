import { Duration, Stack, Token, type CfnResource } from 'aws-cdk-lib';
import * as autoscaling from 'aws-cdk-lib/aws-applicationautoscaling';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { ENDPOINT_SCALING_ROLE } from '../model/core';
import type { ReleasedModelPackage } from '../release';

/** Properties of {@link EndpointScaling}. */
export interface EndpointScalingProps {
  readonly modelPackage: ReleasedModelPackage;
  /** What is scaled, e.g. `endpoint/excorp-prod--churn/variant/AllTraffic`. */
  readonly resourceId: string;
  readonly dimension: 'sagemaker:variant:DesiredInstanceCount' | 'sagemaker:inference-component:DesiredCopyCount';
  readonly minCapacity: number;
  readonly maxCapacity: number;
  /** The metric to hold at {@link targetValue}. */
  readonly target: { readonly predefined: autoscaling.PredefinedMetric } | { readonly custom: cloudwatch.Metric };
  readonly targetValue: number;
  /** @default Duration.minutes(5) */
  readonly scaleInCooldown?: Duration;
  /** The metric that is at least 1 when work comes while nothing runs; used when {@link minCapacity} is 0. */
  readonly wakeUpMetric?: cloudwatch.Metric;
}

/** The number of instances or copies follows the load; from zero, the first request brings the first one. */
export class EndpointScaling extends Construct {
  constructor(scope: Construct, id: string, props: EndpointScalingProps) {
    super(scope, id);
    const target = new autoscaling.CfnScalableTarget(this, 'Target', {
      serviceNamespace: 'sagemaker',
      resourceId: props.resourceId,
      scalableDimension: props.dimension,
      minCapacity: props.minCapacity,
      maxCapacity: props.maxCapacity,
      // The service-linked role that Application Auto Scaling uses anyway; the construct of CDK would create an empty one.
      roleArn: Stack.of(this).formatArn({
        service: 'iam',
        region: '',
        resource: 'role',
        resourceName: `aws-service-role/${ENDPOINT_SCALING_ROLE.service}/${ENDPOINT_SCALING_ROLE.name}`,
      }),
    });
    const tracking = new autoscaling.CfnScalingPolicy(this, 'Tracking', {
      policyName: 'track-load',
      policyType: 'TargetTrackingScaling',
      scalingTargetId: target.ref,
      targetTrackingScalingPolicyConfiguration: {
        targetValue: props.targetValue,
        ...specificationOf(props.target),
        // Out as soon as the metric says so, in with care: an instance with a GPU takes minutes to come back.
        scaleOutCooldown: 0,
        scaleInCooldown: (props.scaleInCooldown ?? Duration.minutes(5)).toSeconds(),
      },
    });
    props.modelPackage.applyTo(target, tracking);
    const mayBeZero = props.minCapacity === 0 || Token.isUnresolved(props.minCapacity);
    if (mayBeZero && props.wakeUpMetric !== undefined) {
      props.modelPackage.applyTo(...this.createWakeUp(target, props.wakeUpMetric));
    }
  }

  /** Target tracking cannot leave zero: without capacity there is no load for each instance or copy. */
  private createWakeUp(target: autoscaling.CfnScalableTarget, metric: cloudwatch.Metric): CfnResource[] {
    const policy = new autoscaling.CfnScalingPolicy(this, 'WakeUp', {
      policyName: 'wake-up',
      policyType: 'StepScaling',
      scalingTargetId: target.ref,
      stepScalingPolicyConfiguration: {
        adjustmentType: 'ChangeInCapacity',
        metricAggregationType: 'Maximum',
        cooldown: Duration.minutes(5).toSeconds(),
        stepAdjustments: [{ metricIntervalLowerBound: 0, scalingAdjustment: 1 }],
      },
    });
    const alarm = new cloudwatch.CfnAlarm(this, 'WakeUpAlarm', {
      alarmDescription: 'Work came while nothing runs: brings the first instance or copy. Nobody needs to act.',
      namespace: metric.namespace,
      metricName: metric.metricName,
      dimensions: dimensionsOf(metric),
      statistic: metric.statistic,
      period: metric.period.toSeconds(),
      evaluationPeriods: 1,
      threshold: 1,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      // Without requests no data come, and nothing needs to start.
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
      alarmActions: [policy.ref],
    });
    return [policy, alarm];
  }
}

function specificationOf(
  target: EndpointScalingProps['target'],
): Pick<
  autoscaling.CfnScalingPolicy.TargetTrackingScalingPolicyConfigurationProperty,
  'predefinedMetricSpecification' | 'customizedMetricSpecification'
> {
  if ('predefined' in target) {
    return { predefinedMetricSpecification: { predefinedMetricType: target.predefined } };
  }
  const { namespace, metricName, statistic } = target.custom;
  return {
    customizedMetricSpecification: { namespace, metricName, statistic, dimensions: dimensionsOf(target.custom) },
  };
}

function dimensionsOf(metric: cloudwatch.Metric): { name: string; value: string }[] {
  return Object.entries(metric.dimensions ?? {}).map(([name, value]) => ({ name, value: String(value) }));
}
