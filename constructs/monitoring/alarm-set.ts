import { Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { Construct } from 'constructs';
import { type AlertRoutes, runbookAddress } from './alert-routes';
import type { AlarmSeverity } from './severity';

/**
 * One alarm, before it becomes a resource. What is known without a subject is a value, so that the index of runbooks can be
 * made from it.
 *
 * @typeParam S what the alarm watches, e.g. the metrics and objectives of one endpoint
 */
export interface AlarmDefinition<S> {
  /** Id of the construct, and the end of the alarm's name. */
  readonly id: string;
  /** What follows the id, where one subject has several alarms of this definition. @default - nothing */
  readonly suffix?: { readonly placeholder: string; readonly of: (subject: S) => string };
  readonly severity: AlarmSeverity;
  /** Anchor of the section in the runbook of the room. */
  readonly anchor: string;
  /** Whether it takes the previous version back when it goes off during a rollout. @default false */
  readonly rollsBack?: boolean;
  /** Whether the subject can need it. @default - always */
  readonly applies?: (subject: S) => boolean;
  readonly metric: (subject: S) => cloudwatch.IMetric;
  readonly threshold: (subject: S) => number;
  /** @default ComparisonOperator.GREATER_THAN_THRESHOLD */
  readonly comparison?: (subject: S) => cloudwatch.ComparisonOperator;
  /** @default 1 */
  readonly evaluationPeriods?: (subject: S) => number;
  /** @default - all evaluation periods */
  readonly datapointsToAlarm?: number;
  /** What happened and for whom it matters, one sentence. */
  readonly meaning: (subject: S) => string;
  /** What to look at, behind the address of the console of the Region. @default - that of the set */
  readonly console?: (subject: S, region: string) => string;
  /** How missing data counts, and why. */
  readonly missing: { readonly counts: 'good' | 'bad'; readonly because: string };
}

const MISSING = {
  good: cloudwatch.TreatMissingData.NOT_BREACHING,
  bad: cloudwatch.TreatMissingData.BREACHING,
} as const;

/** The alarms of one kind of subject. A room exports its sets: the index of runbooks lists every set that a room exports. */
export class AlarmSet<S> {
  constructor(
    /** Room whose `runbook.md` has the sections. */
    public readonly room: string,
    /** What to look at, behind the address of the console of the Region, e.g. `states/home?region=…`. */
    private readonly consoleOf: (subject: S, region: string) => string,
    public readonly definitions: readonly AlarmDefinition<S>[],
  ) {}

  /** Makes the alarms that the subject can need, in the order of their definitions, and lets them tell the topic of their severity. */
  public create(scope: Construct, subject: S, routes: AlertRoutes): cloudwatch.Alarm[] {
    return this.definitions
      .filter(({ applies }) => applies?.(subject) ?? true)
      .map((definition) => this.createOne(scope, definition, subject, routes));
  }

  private createOne(
    scope: Construct,
    definition: AlarmDefinition<S>,
    subject: S,
    routes: AlertRoutes,
  ): cloudwatch.Alarm {
    const { severity, anchor, missing } = definition;
    const id = `${definition.id}${definition.suffix?.of(subject) ?? ''}`;
    const { region } = Stack.of(scope);
    const console_ = (definition.console ?? this.consoleOf)(subject, region);
    const alarm = new cloudwatch.Alarm(scope, id, {
      metric: definition.metric(subject),
      threshold: definition.threshold(subject),
      evaluationPeriods: definition.evaluationPeriods?.(subject) ?? 1,
      datapointsToAlarm: definition.datapointsToAlarm,
      comparisonOperator: definition.comparison?.(subject) ?? cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      treatMissingData: MISSING[missing.counts],
      alarmDescription: [
        `[${severity}] ${scope.node.path}/${id}: ${definition.meaning(subject)}`,
        `Missing data counts as ${missing.counts}: ${missing.because}`,
        `Runbook: ${runbookAddress(routes, this.room, anchor)}`,
        `Console: https://${region}.console.aws.amazon.com/${console_}`,
      ].join('\n'),
    });
    alarm.addAlarmAction(new SnsAction(routes[severity]));
    return alarm;
  }
}
