import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { BAKE_MINUTES, servingMode } from '../model';
import { AlarmSet } from './alarm-set';
import type { EndpointMetrics } from './endpoint-metrics';

/**
 * Longest evaluation window of a rollback alarm: errors and latency fire after two bad minutes out of three, quality after
 * one. Each step of a rollout must be watched for at least as long.
 */
export const ROLLBACK_ALARM_WINDOW = Duration.minutes(BAKE_MINUTES.least);

/**
 * Fast burn: 2 % of a 30-day error budget in one hour.
 * https://sre.google/workbook/alerting-on-slos/#6-multiwindow-multi-burn-rate-alerts
 */
const FAST_BURN_RATE = 14.4;
/** Share of failed requests that is too much for every objective: 14.4 times a large error budget is above 1. */
const MOST_ERRORS = 0.5;
/** Share of refused requests from which a caller and not the model is suspected. */
const CLIENT_ERROR_RATE = 0.2;
const MICROSECONDS = 1000;
const CAPACITY_PERIOD = Duration.minutes(5);
const AT_LEAST = () => cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD;

/** What the alarms of an endpoint depend on. */
export interface AlarmedEndpoint {
  readonly metrics: EndpointMetrics;
  readonly latencyObjective: Duration;
  readonly availabilityObjectivePercent: number;
  /** Percentage of the traffic that a new version gets first; counts where the metrics mix the versions. */
  readonly firstTrafficPercent: number;
  /** How long the endpoint may take to get its first instance and to load the model. */
  readonly coldStart: Duration;
}

const TWO_OF_THREE = { evaluationPeriods: () => ROLLBACK_ALARM_WINDOW.toMinutes(), datapointsToAlarm: 2 };

/**
 * Whether the metrics say which version answered. Those of inference components do not: a rolling update keeps the name of
 * the component and the endpoint configuration, and the containers' own dimensions (enhanced metrics: `InstanceId`,
 * `ContainerId`) have values that no template can name.
 * https://docs.aws.amazon.com/sagemaker/latest/dg/monitoring-cloudwatch-enhanced-metrics.html
 */
function tellsVersionsApart({ metrics }: AlarmedEndpoint): boolean {
  return metrics.endpointConfigName !== undefined;
}

/** Where versions are mixed, one that fails every request must be visible in its share: hence at most half of it. */
function errorRateOf(endpoint: AlarmedEndpoint): number {
  const { availabilityObjectivePercent, firstTrafficPercent } = endpoint;
  const most = tellsVersionsApart(endpoint) ? MOST_ERRORS : (MOST_ERRORS * firstTrafficPercent) / 100;
  return round(Math.min(FAST_BURN_RATE * (1 - availabilityObjectivePercent / 100), most));
}

/** Where versions are mixed, above the 99th percentile when the slow one gets less than two requests of a hundred. */
function percentileOf(endpoint: AlarmedEndpoint): number {
  return tellsVersionsApart(endpoint) ? 99 : round(Math.max(99, 100 - endpoint.firstTrafficPercent / 2));
}

const latencyOf = ({ latencyObjective }: AlarmedEndpoint) => latencyObjective.toMilliseconds() * MICROSECONDS;

/** One name for each version: an endpoint configuration is made anew for it. The id comes last, as in all names of alarms. */
const nameOf =
  (id: string) =>
  ({ metrics: { endpointName, endpointConfigName } }: AlarmedEndpoint) =>
    `${endpointName}-${endpointConfigName}-${id}`;

function coldStartPeriods({ coldStart }: AlarmedEndpoint): number {
  return Math.max(1, Math.ceil(coldStart.toMinutes({ integral: false }) / CAPACITY_PERIOD.toMinutes()));
}

/** Takes out what binary fractions add: 0.014400000000000001. */
function round(value: number): number {
  return Number(value.toPrecision(6));
}

const errorsOf = (endpoint: AlarmedEndpoint) => `more than ${round(errorRateOf(endpoint) * 100)} % of the requests`;

function limitOf(endpoint: AlarmedEndpoint): string {
  const share = tellsVersionsApart(endpoint) ? 'half of all' : 'half of what a new version gets first';
  return `${FAST_BURN_RATE} times the error budget of ${endpoint.availabilityObjectivePercent} % availability or ${share}`;
}

const consoleOf = ({ metrics }: { readonly metrics: EndpointMetrics }, region: string) =>
  `sagemaker/home?region=${region}#/endpoints/${metrics.endpointName}`;

/** The alarms of endpoints, in every serving mode. */
export const ENDPOINT_ALARMS = new AlarmSet<AlarmedEndpoint>('monitoring', consoleOf, [
  {
    id: 'ErrorRate',
    severity: 'critical',
    anchor: 'error-rate',
    rollsBack: 'inference components',
    metric: ({ metrics }) => metrics.serverErrorRate(),
    threshold: errorRateOf,
    ...TWO_OF_THREE,
    meaning: (endpoint) => `${errorsOf(endpoint)} fail in the model, ${limitOf(endpoint)}.`,
    missing: { counts: 'good', because: 'without requests nothing fails.' },
  },
  {
    id: 'Latency',
    severity: 'critical',
    anchor: 'latency',
    rollsBack: 'inference components',
    metric: (endpoint) => endpoint.metrics.modelLatency({ statistic: `p${percentileOf(endpoint)}` }),
    threshold: latencyOf,
    ...TWO_OF_THREE,
    meaning: (endpoint) =>
      `the model answers more slowly than its objective of ${endpoint.latencyObjective.toMilliseconds()} ms (p${percentileOf(endpoint)}).`,
    missing: { counts: 'good', because: 'without requests nothing is slow.' },
  },
  {
    id: 'VersionErrorRate',
    alarmName: nameOf('VersionErrorRate'),
    severity: 'warning',
    anchor: 'version-error-rate',
    applies: tellsVersionsApart,
    rollsBack: 'all',
    metric: ({ metrics }) => metrics.versionErrorRate(),
    threshold: errorRateOf,
    ...TWO_OF_THREE,
    meaning: (endpoint) =>
      `${errorsOf(endpoint)} to the released version fail in the model, ${limitOf(endpoint)}. During its rollout, the version before comes back.`,
    missing: { counts: 'good', because: 'a version without requests fails none.' },
  },
  {
    id: 'VersionLatency',
    alarmName: nameOf('VersionLatency'),
    severity: 'warning',
    anchor: 'version-latency',
    applies: tellsVersionsApart,
    rollsBack: 'all',
    metric: ({ metrics }) => metrics.versionLatency(),
    threshold: latencyOf,
    ...TWO_OF_THREE,
    meaning: ({ latencyObjective }) =>
      `the released version answers more slowly than its objective of ${latencyObjective.toMilliseconds()} ms (p99). During its rollout, the version before comes back.`,
    missing: { counts: 'good', because: 'a version without requests is not slow.' },
  },
  {
    id: 'ClientErrors',
    severity: 'warning',
    anchor: 'client-errors',
    metric: ({ metrics }) => metrics.clientErrorRate({ period: CAPACITY_PERIOD }),
    threshold: () => CLIENT_ERROR_RATE,
    evaluationPeriods: () => 3,
    meaning: () => `the model refuses more than ${CLIENT_ERROR_RATE * 100} % of the requests as malformed.`,
    missing: { counts: 'good', because: 'without requests nothing is refused.' },
  },
  {
    id: 'MissingCapacity',
    severity: 'critical',
    anchor: 'missing-capacity',
    applies: ({ metrics }) => servingMode(metrics.mode).toZero,
    metric: ({ metrics }) => metrics.missingCapacity({ period: CAPACITY_PERIOD }),
    threshold: () => 1,
    comparison: AT_LEAST,
    evaluationPeriods: coldStartPeriods,
    meaning: ({ metrics }) =>
      servingMode(metrics.mode).queued
        ? 'requests have waited for longer than a cold start takes while no instance runs.'
        : 'requests have failed for longer than a cold start takes because no copy of the model runs.',
    missing: { counts: 'good', because: 'without waiting requests no capacity is needed.' },
  },
  {
    id: 'BacklogAge',
    severity: 'warning',
    anchor: 'backlog-age',
    applies: ({ metrics }) => servingMode(metrics.mode).queued,
    metric: ({ metrics }) => metrics.ageOfOldestRequest({ period: CAPACITY_PERIOD }),
    threshold: ({ latencyObjective, coldStart }) =>
      latencyObjective.toSeconds({ integral: false }) + coldStart.toSeconds(),
    evaluationPeriods: () => 3,
    meaning: () => 'the oldest request has waited for longer than the latency objective and a cold start together.',
    missing: { counts: 'good', because: 'an empty queue has no oldest request.' },
  },
  {
    id: 'ExpiredRequests',
    severity: 'critical',
    anchor: 'expired-requests',
    applies: ({ metrics }) => servingMode(metrics.mode).queued,
    metric: ({ metrics }) => metrics.expiredRequests({ period: CAPACITY_PERIOD }),
    threshold: () => 1,
    comparison: AT_LEAST,
    meaning: () => 'requests were dropped from the queue because nobody processed them in time.',
    missing: { counts: 'good', because: 'the metric is published only when a request expires.' },
  },
]);
