import { Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { acknowledge } from '../acknowledge';
import { MAX_QUALITY_METRICS, MAX_ROLLBACK_ALARMS, METRIC_NAME, qualityNamespace } from '../model';

/**
 * How good the answers of a model are, by a measure of its domain. Whoever can judge answers (a reviewer, ground truth that
 * arrives later, a model that judges) publishes one data point for each batch of judged answers of one version, the mean of
 * the batch. Exactly one of `floor` and `ceiling` is given.
 */
export interface QualityMetric {
  /** Name of the CloudWatch metric: letters and digits, beginning with a capital, e.g. `Precision`. */
  readonly name: string;
  /** What the judge measures, one sentence. */
  readonly description: string;
  /** Least value of a batch, of a metric of which more is better. @default - `ceiling` is given */
  readonly floor?: number;
  /** Greatest value of a batch, of a metric of which less is better. @default - `floor` is given */
  readonly ceiling?: number;
}

/**
 * Publishing quality metrics of one endpoint: `cloudwatch:PutMetricData` in their namespace. A policy of its own, so that the
 * wildcard which the action needs does not stand beside other permissions of a judge.
 */
export class QualityPublishing extends Construct {
  private readonly policy: iam.ManagedPolicy;

  constructor(scope: Construct, id: string, endpointName: string) {
    super(scope, id);
    const namespace = qualityNamespace(endpointName);
    this.policy = new iam.ManagedPolicy(this, 'Policy', {
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
    acknowledge(this.policy, {
      id: 'AwsSolutions::AwsSolutions-IAM5[Resource::*]',
      reason: 'cloudwatch:PutMetricData has no resources to name.',
      compensatingControl: `One action, in the namespace ${namespace} only; it reads and changes no data.`,
    });
  }

  /** Lets a judge publish. */
  public attachTo(role: iam.IRole): void {
    this.policy.attachToRole(role);
  }
}

/** What is wrong with the quality metrics of an endpoint. */
export function qualityProblems(metrics: readonly QualityMetric[]): string[] {
  const problems = metrics.flatMap((metric) => problemsOf(metric));
  if (metrics.length > MAX_QUALITY_METRICS) {
    problems.push(
      `quality must have at most ${MAX_QUALITY_METRICS} metrics, got ${metrics.length}; errors and latency take two of the ${MAX_ROLLBACK_ALARMS} rollback alarms: keep the metrics that decide`,
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
