import { Duration, Token } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { failIfAny } from '../ground';
import { servingMode } from '../model';
import type { AlertRoutes } from './alert-routes';
import { type AlarmedEndpoint, ENDPOINT_ALARMS } from './endpoint-alarm-definitions';
import type { EndpointMetrics } from './endpoint-metrics';

/** Properties of {@link EndpointAlarms}. */
export interface EndpointAlarmsProps {
  /** Those of the endpoint construct: they name the endpoint configuration, by which the versions are told apart. */
  readonly metrics: EndpointMetrics;
  /** The model must answer 99 of 100 requests within this time. */
  readonly latencyObjective: Duration;
  /** Percentage of the requests that must not fail, above 0 and at most 100. */
  readonly availabilityObjectivePercent: number;
  /** The topics that the alarms notify. */
  readonly alerts: AlertRoutes;
  /**
   * Percentage of the traffic that a new version gets in the first step of a rollout, above 0 and at most 100. Only for
   * inference components: their metrics mix both versions, so the thresholds must be low enough to detect a bad version in
   * its share.
   * @default 100
   */
  readonly firstTrafficPercent?: number;
  /**
   * How long the endpoint may take to get its first instance and to load the model.
   * @default Duration.minutes(30)
   */
  readonly coldStart?: Duration;
}

/**
 * The alarms of one endpoint, which watch all of its requests, and those of the released version, which watch that version
 * alone and guard its rollout. They refer to the endpoint by name, because it refers to those that guard it.
 */
export class EndpointAlarms extends Construct {
  /** The alarms that stop a rollout and roll back to the previous version. */
  public readonly rollback: readonly cloudwatch.Alarm[];
  /** All alarms. */
  public readonly alarms: readonly cloudwatch.Alarm[];

  /** @throws Error naming every prop that is out of range */
  constructor(scope: Construct, id: string, props: EndpointAlarmsProps) {
    super(scope, id);
    failIfAny(this, problemsOf(props));
    const { metrics, latencyObjective, availabilityObjectivePercent, alerts } = props;
    const endpoint: AlarmedEndpoint = {
      metrics,
      latencyObjective,
      availabilityObjectivePercent,
      firstTrafficPercent: props.firstTrafficPercent ?? 100,
      coldStart: props.coldStart ?? Duration.minutes(30),
    };
    const created = ENDPOINT_ALARMS.create(this, endpoint, alerts);
    const guards = new Set(rollbackIds(metrics));
    this.alarms = created;
    this.rollback = created.filter(({ node }) => guards.has(node.id));
  }
}

function rollbackIds({ mode }: EndpointMetrics): string[] {
  const rolling = servingMode(mode).inferenceComponent;
  return ENDPOINT_ALARMS.definitions
    .filter(({ rollsBack }) => rollsBack === 'all' || (rolling && rollsBack === 'inference components'))
    .map(({ id }) => id);
}

function problemsOf(props: EndpointAlarmsProps): string[] {
  const { mode, endpointConfigName } = props.metrics;
  const problems: string[] = [];
  if (!servingMode(mode).inferenceComponent && endpointConfigName === undefined) {
    problems.push(
      `metrics must name the endpoint configuration of a ${mode} endpoint, got none; take the metrics of the endpoint construct`,
    );
  }
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
  return problems;
}
