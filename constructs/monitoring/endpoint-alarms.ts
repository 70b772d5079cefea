import { Duration, Stack, Token } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { failIfAny } from '../shared';
import type { EndpointMetrics } from './endpoint-metrics';
import { QualityPublishing, qualityProblems, type QualityMetric } from './model-quality';

/** How soon somebody must act: `critical` at once, by day or night; `warning` in working hours. */
export type AlarmSeverity = 'critical' | 'warning';

/**
 * Longest time that a rollback alarm looks back: errors and latency go off after two bad minutes out of three, quality after
 * one. A step of a rollout must be watched for at least as long.
 */
export const ROLLBACK_ALARM_WINDOW = Duration.minutes(3);

/** Fast burn: 2 % of a 30-day error budget in one hour. https://sre.google/workbook/alerting-on-slos/#6-multiwindow-multi-burn-rate-alerts */
const FAST_BURN_RATE = 14.4;
/** Share of refused requests from which a caller and not the model is suspected. */
const CLIENT_ERROR_RATE = 0.2;
const MICROSECONDS = 1000;
const CAPACITY_PERIOD = Duration.minutes(5);

/** Properties of {@link EndpointAlarms}. */
export interface EndpointAlarmsProps {
  readonly metrics: EndpointMetrics;
  /** The model must answer 99 of 100 requests within this time. */
  readonly latencyObjective: Duration;
  /** Per cent of the requests that must not fail, above 0 and at most 100. */
  readonly availabilityObjectivePercent: number;
  /** Who is called at once. */
  readonly criticalTopic: sns.ITopic;
  /** Who looks in working hours. */
  readonly warningTopic: sns.ITopic;
  /**
   * Per cent of the traffic that a new version gets in the first step of a rollout, above 0 and at most 100. The metrics
   * mix both versions, so the thresholds must be low enough for a bad version to show in its share.
   * @default 100
   */
  readonly firstTrafficPercent?: number;
  /**
   * Measures of the answers that take a new version back, at most 8. Whoever judges answers publishes them, see
   * `EndpointAlarms.grantPublishQuality`.
   * @default - only errors and latency take a new version back
   */
  readonly quality?: readonly QualityMetric[];
  /**
   * How long the endpoint may take to get its first instance and to load the model.
   * @default Duration.minutes(30)
   */
  readonly coldStart?: Duration;
  /**
   * Where the runbook is, without anchor: a URL for operators who do not have the repository.
   * @default - path of the runbook in this package
   */
  readonly runbook?: string;
}

/** One alarm of an endpoint, before it becomes a resource. */
interface AlarmDefinition {
  readonly id: string;
  readonly severity: AlarmSeverity;
  readonly metric: cloudwatch.IMetric;
  readonly threshold: number;
  readonly comparison?: cloudwatch.ComparisonOperator;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm?: number;
  /** What happened, for whom it matters. */
  readonly meaning: string;
  /** Why missing data counts as it does. */
  readonly missing: string;
  readonly anchor: string;
}

/** The alarms of one endpoint. They refer to it by name, so that they can be there before it and guard its deployments. */
export class EndpointAlarms extends Construct {
  /** The alarms that stop a rollout and take the previous version back. */
  public readonly rollback: readonly cloudwatch.Alarm[];
  /** All alarms. */
  public readonly alarms: readonly cloudwatch.Alarm[];
  private readonly endpointName: string;
  private publishing?: QualityPublishing;

  /** @throws Error naming every prop that is out of range */
  constructor(scope: Construct, id: string, props: EndpointAlarmsProps) {
    super(scope, id);
    failIfAny(this, problemsOf(props));
    this.endpointName = props.metrics.endpointName;
    this.rollback = [...rollbackAlarms(props), ...qualityAlarms(props)].map((definition) =>
      this.create(definition, props),
    );
    const others = [...callerAlarms(props), ...capacityAlarms(props)];
    this.alarms = [...this.rollback, ...others.map((definition) => this.create(definition, props))];
  }

  /**
   * Lets a judge publish the quality metrics of this endpoint: `cloudwatch:PutMetricData` in their namespace, by a managed
   * policy that all judges share.
   */
  public grantPublishQuality(judge: iam.IRole): void {
    this.publishing ??= new QualityPublishing(this, 'QualityPublishing', this.endpointName);
    this.publishing.attachTo(judge);
  }

  private create(definition: AlarmDefinition, props: EndpointAlarmsProps): cloudwatch.Alarm {
    const { id, severity, metric, threshold, evaluationPeriods, datapointsToAlarm } = definition;
    const { endpointName } = props.metrics;
    const { region } = Stack.of(this);
    const console_ = `https://${region}.console.aws.amazon.com/sagemaker/home?region=${region}#/endpoints/${endpointName}`;
    const runbook = `${props.runbook ?? 'constructs/monitoring/runbook.md'}#${definition.anchor}`;
    const alarm = new cloudwatch.Alarm(this, id, {
      metric,
      threshold,
      evaluationPeriods,
      datapointsToAlarm,
      comparisonOperator: definition.comparison ?? cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
      alarmDescription: [
        `[${severity}] ${this.node.path}/${id}: ${definition.meaning}`,
        `Missing data counts as good: ${definition.missing}`,
        `Runbook: ${runbook}`,
        `Console: ${console_}`,
      ].join('\n'),
    });
    alarm.addAlarmAction(new SnsAction(severity === 'critical' ? props.criticalTopic : props.warningTopic));
    return alarm;
  }
}

function rollbackAlarms(props: EndpointAlarmsProps): AlarmDefinition[] {
  const share = (props.firstTrafficPercent ?? 100) / 100;
  const budget = 1 - props.availabilityObjectivePercent / 100;
  // A version that fails every request must be visible even when it gets its share only: hence at most half of it.
  const errorRate = round(Math.min(FAST_BURN_RATE * budget, share / 2));
  // Above the 99th percentile when the slow version gets less than two requests of a hundred.
  const percentile = round(Math.max(99, 100 - share * 50));
  const twoOfThree = { evaluationPeriods: ROLLBACK_ALARM_WINDOW.toMinutes(), datapointsToAlarm: 2 };
  return [
    {
      id: 'ErrorRate',
      severity: 'critical',
      metric: props.metrics.serverErrorRate(),
      threshold: errorRate,
      ...twoOfThree,
      meaning: `more than ${round(errorRate * 100)} % of the requests fail in the model, ${FAST_BURN_RATE} times the error budget of ${props.availabilityObjectivePercent} % availability or half of what a new version gets.`,
      missing: 'without requests nothing fails.',
      anchor: 'error-rate',
    },
    {
      id: 'Latency',
      severity: 'critical',
      metric: props.metrics.modelLatency({ statistic: `p${percentile}` }),
      threshold: props.latencyObjective.toMilliseconds() * MICROSECONDS,
      ...twoOfThree,
      meaning: `the model answers more slowly than its objective of ${props.latencyObjective.toMilliseconds()} ms (p${percentile}).`,
      missing: 'without requests nothing is slow.',
      anchor: 'latency',
    },
  ];
}

/**
 * Both versions publish under the name of the endpoint, and the new one has few answers judged: the worst point decides, not
 * a mean in which it would drown. A point is the mean of a batch already, so that one of them is enough.
 */
function qualityAlarms({ metrics, quality = [] }: EndpointAlarmsProps): AlarmDefinition[] {
  return quality.flatMap(({ name, description, floor, ceiling }) => {
    const limit = floor ?? ceiling;
    if (limit === undefined) return [];
    const least = floor !== undefined;
    return {
      id: `Quality${name}`,
      severity: 'critical',
      metric: metrics.quality(name, { statistic: least ? 'Minimum' : 'Maximum' }),
      threshold: limit,
      comparison: least
        ? cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD
        : cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: ROLLBACK_ALARM_WINDOW.toMinutes(),
      datapointsToAlarm: 1,
      meaning: `a batch of judged answers has ${name} ${least ? 'below its floor' : 'above its ceiling'} of ${limit}. ${name}: ${description}`,
      missing: 'judging is rare, most minutes have no judged batch; errors and latency guard the endpoint meanwhile.',
      anchor: 'quality',
    };
  });
}

function callerAlarms(props: EndpointAlarmsProps): AlarmDefinition[] {
  return [
    {
      id: 'ClientErrors',
      severity: 'warning',
      metric: props.metrics.clientErrorRate({ period: CAPACITY_PERIOD }),
      threshold: CLIENT_ERROR_RATE,
      evaluationPeriods: 3,
      meaning: `the model refuses more than ${CLIENT_ERROR_RATE * 100} % of the requests as malformed.`,
      missing: 'without requests nothing is refused.',
      anchor: 'client-errors',
    },
  ];
}

function capacityAlarms(props: EndpointAlarmsProps): AlarmDefinition[] {
  const { metrics } = props;
  if (metrics.kind === 'realtime') return [];
  const coldStart = props.coldStart ?? Duration.minutes(30);
  const missingCapacity = {
    id: 'MissingCapacity',
    severity: 'critical',
    threshold: 1,
    comparison: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    evaluationPeriods: Math.max(1, Math.ceil(coldStart.toMinutes({ integral: false }) / CAPACITY_PERIOD.toMinutes())),
    missing: 'without waiting requests no capacity is needed.',
    anchor: 'missing-capacity',
  } as const;
  if (metrics.kind === 'scale-to-zero') {
    return [
      {
        ...missingCapacity,
        metric: metrics.noCapacityInvocationFailures({ period: CAPACITY_PERIOD }),
        meaning: 'requests have failed for longer than a cold start takes because no copy of the model runs.',
      },
    ];
  }
  return [
    {
      ...missingCapacity,
      metric: metrics.backlogWithoutCapacity({ period: CAPACITY_PERIOD }),
      meaning: 'requests have waited for longer than a cold start takes while no instance runs.',
    },
    {
      id: 'BacklogAge',
      severity: 'warning',
      metric: metrics.ageOfOldestRequest({ period: CAPACITY_PERIOD }),
      threshold: props.latencyObjective.toSeconds({ integral: false }) + coldStart.toSeconds(),
      evaluationPeriods: 3,
      meaning: 'the oldest request has waited for longer than the latency objective and a cold start together.',
      missing: 'an empty queue has no oldest request.',
      anchor: 'backlog-age',
    },
    {
      id: 'ExpiredRequests',
      severity: 'critical',
      metric: metrics.expiredRequests({ period: CAPACITY_PERIOD }),
      threshold: 1,
      comparison: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: 1,
      meaning: 'requests were dropped from the queue because nobody processed them in time.',
      missing: 'the metric is published only when a request expires.',
      anchor: 'expired-requests',
    },
  ];
}

/** Takes out what binary fractions add: 0.014400000000000001. */
function round(value: number): number {
  return Number(value.toPrecision(6));
}

function problemsOf(props: EndpointAlarmsProps): string[] {
  const problems: string[] = [];
  const percentage = (name: string, value: number | undefined) => {
    if (value === undefined || Token.isUnresolved(value) || (value > 0 && value <= 100)) return;
    problems.push(`${name} must be above 0 and at most 100, got ${value}; give per cent, e.g. 99.5`);
  };
  percentage('availabilityObjectivePercent', props.availabilityObjectivePercent);
  percentage('firstTrafficPercent', props.firstTrafficPercent);
  if (!props.latencyObjective.isUnresolved() && props.latencyObjective.toMilliseconds() <= 0) {
    problems.push(
      'latencyObjective must be longer than zero; give the time within which 99 of 100 requests are answered',
    );
  }
  return [...problems, ...qualityProblems(props.quality ?? [])];
}
