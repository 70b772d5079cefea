import { Duration, Token } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { acknowledge } from '../acknowledge';
import { failIfAny } from '../ground';
import { BAKE_MINUTES, endpointNamespace, MAX_OTHER_ROLLBACK_ALARMS, MAX_ROLLBACK_ALARMS, METRIC_NAME } from '../model';
import { AlarmSet } from './alarm-set';
import type { AlertRoutes } from './alert-routes';

const FAMILY = 'ModelQuality';

/** The version of a model that a stack serves; a `ReleasedModelPackage` is one. */
export interface ServedVersion {
  /** ARN of the model package. */
  readonly modelPackageArn: string;
  /** Its number in the model package group, e.g. `7`. */
  readonly versionNumber: string;
}

/**
 * A metric of the quality of a model's answers. A judge (a reviewer, ground truth that arrives later, an LLM as a judge)
 * publishes one data point for each batch of judged answers of one version, under the ARN of its model package: the mean of
 * the batch. Exactly one of `floor` and `ceiling` is given.
 */
export interface QualityMetric {
  /** Name of the CloudWatch metric: letters and digits, beginning with a capital, e.g. `Precision`. */
  readonly name: string;
  /** What the judge measures, one sentence. */
  readonly description: string;
  /** Smallest accepted value of a batch, if higher is better. @default - `ceiling` is given */
  readonly floor?: number;
  /** Largest accepted value of a batch, if lower is better. @default - `floor` is given */
  readonly ceiling?: number;
}

/**
 * The CloudWatch metric of a quality metric, which judges publish: one data point for each batch of judged answers of one
 * version, average.
 *
 * @param modelPackageArn of the version that gave the answers
 * @param name of a {@link QualityMetric}
 */
export function qualityMetric(
  endpointName: string,
  modelPackageArn: string,
  name: string,
  options?: cloudwatch.MetricOptions,
): cloudwatch.Metric {
  return new cloudwatch.Metric({
    namespace: endpointNamespace(FAMILY, endpointName),
    metricName: name,
    dimensionsMap: { EndpointName: endpointName, ModelPackageArn: modelPackageArn },
    statistic: 'Average',
    period: Duration.minutes(1),
    ...options,
  });
}

/** A measure of the answers of a version. */
export interface AlarmedQuality {
  readonly endpointName: string;
  readonly modelPackage: ServedVersion;
  readonly quality: QualityMetric;
}

/**
 * What the judges of the answers of the released version find. The worst batch decides. A point is the mean of a batch
 * already, so that one of them is enough.
 */
export const QUALITY_ALARMS = new AlarmSet<AlarmedQuality>(
  'monitoring',
  ({ endpointName }, region) => `sagemaker/home?region=${region}#/endpoints/${endpointName}`,
  [
    {
      id: 'Quality',
      suffix: { placeholder: '<Name>', of: ({ quality }) => quality.name },
      alarmName: ({ endpointName, modelPackage, quality }) =>
        `${endpointName}-v${modelPackage.versionNumber}-Quality${quality.name}`,
      severity: 'critical',
      anchor: 'quality',
      rollsBack: 'all',
      metric: ({ endpointName, modelPackage: { modelPackageArn }, quality }) =>
        qualityMetric(endpointName, modelPackageArn, quality.name, {
          statistic: hasFloor(quality) ? 'Minimum' : 'Maximum',
        }),
      threshold: ({ quality: { floor, ceiling = Number.NaN } }) => floor ?? ceiling,
      comparison: ({ quality }) =>
        hasFloor(quality)
          ? cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD
          : cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: () => BAKE_MINUTES.least,
      datapointsToAlarm: 1,
      meaning: ({ quality }) => {
        const { name, description, floor, ceiling } = quality;
        const beyond = hasFloor(quality) ? 'below its floor' : 'above its ceiling';
        return `a batch of judged answers of the released version has ${name} ${beyond} of ${floor ?? ceiling}. ${name}: ${description}`;
      },
      missing: {
        counts: 'good',
        because: 'judging is rare, most minutes have no judged batch; errors and latency guard the version meanwhile.',
      },
    },
  ],
);

function hasFloor({ floor }: QualityMetric): boolean {
  return floor !== undefined;
}

/** Properties of {@link QualityAlarms}. */
export interface QualityAlarmsProps {
  readonly endpointName: string;
  /** The version whose answers are judged: that of the endpoint construct. */
  readonly modelPackage: ServedVersion;
  /** At most 7, because errors, latency and cancelled rollouts use three of the 10 alarms that can guard a rollout. */
  readonly quality: readonly QualityMetric[];
  /** The topics that the alarms notify. */
  readonly alerts: AlertRoutes;
}

/** The alarms on the judged quality of a version's answers, and the permission to publish the metrics. */
export class QualityAlarms extends Construct {
  /** They stop a rollout and roll back to the previous version. */
  public readonly rollback: readonly cloudwatch.Alarm[];
  private publishing?: iam.ManagedPolicy;

  /** @throws Error naming every invalid metric */
  constructor(
    scope: Construct,
    id: string,
    private readonly props: QualityAlarmsProps,
  ) {
    super(scope, id);
    const { endpointName, modelPackage, quality, alerts } = props;
    failIfAny(this, qualityProblems(quality));
    this.rollback = quality.flatMap((one) =>
      QUALITY_ALARMS.create(this, { endpointName, modelPackage, quality: one }, alerts),
    );
  }

  /**
   * Lets a judge publish the quality metrics of this endpoint: `cloudwatch:PutMetricData` in their namespace, with a managed
   * policy that all judges share, so that the wildcard that the action needs is not beside other permissions.
   */
  public grantPublish(judge: iam.IRole): void {
    this.publishing ??= this.createPolicy();
    this.publishing.attachToRole(judge);
  }

  private createPolicy(): iam.ManagedPolicy {
    const { endpointName } = this.props;
    const namespace = endpointNamespace(FAMILY, endpointName);
    const policy = new iam.ManagedPolicy(this, 'Publishing', {
      description: `Publish the quality metrics of ${endpointName}`,
      statements: [
        new iam.PolicyStatement({
          sid: 'PublishQuality',
          actions: ['cloudwatch:PutMetricData'],
          // https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html: no resource types
          resources: ['*'],
          conditions: { StringEquals: { 'cloudwatch:namespace': namespace } },
        }),
      ],
    });
    acknowledge(policy, {
      id: 'AwsSolutions::AwsSolutions-IAM5[Resource::*]',
      reason: 'cloudwatch:PutMetricData has no resources to name.',
      compensatingControl: `One action, in the namespace ${namespace} only; it reads and changes no data.`,
    });
    return policy;
  }
}

function qualityProblems(metrics: readonly QualityMetric[]): string[] {
  const problems = metrics.flatMap((metric) => problemsOf(metric));
  if (metrics.length > MAX_OTHER_ROLLBACK_ALARMS) {
    problems.push(
      `quality must have at most ${MAX_OTHER_ROLLBACK_ALARMS} metrics, got ${metrics.length}; errors, latency and cancelled rollouts take three of the ${MAX_ROLLBACK_ALARMS} rollback alarms: keep the metrics that decide`,
    );
  }
  const names = metrics.map(({ name }) => name);
  for (const name of new Set(names.filter((one, index) => names.indexOf(one) !== index))) {
    problems.push(`quality must have different names, got '${name}' more than once; leave one`);
  }
  return problems;
}

function problemsOf({ name, floor, ceiling }: QualityMetric): string[] {
  const problems: string[] = [];
  if (!METRIC_NAME.test(name)) {
    problems.push(
      `quality must have names of at most 64 letters and digits that begin with a capital, got '${name}'; write e.g. Precision`,
    );
  }
  const limits = [floor, ceiling].filter((one) => one !== undefined);
  if (limits.length !== 1) {
    problems.push(
      `quality metric ${name} must have either floor or ceiling, got ${limits.length === 0 ? 'neither' : 'both'}; give the floor when more is better, the ceiling when less is`,
    );
  }
  for (const limit of limits) {
    if (Token.isUnresolved(limit) || Number.isFinite(limit)) continue;
    problems.push(`quality metric ${name} must have a number as its limit, got ${limit}; correct it`);
  }
  return problems;
}
