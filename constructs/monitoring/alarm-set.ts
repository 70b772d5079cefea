import { Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { Construct } from 'constructs';
import { type AlertRoutes, runbookAddress } from './alert-routes';
import type { AlarmSeverity } from './severity';

/** What an alarm rolls back: all that it guards, or only inference components, whose metrics mix their versions. */
export type RollsBack = 'all' | 'inference components';

/**
 * The definition of an alarm. Whatever does not depend on the subject is a plain value, so that the index of runbooks can be
 * generated from it.
 *
 * @typeParam S what the alarm watches, e.g. the metrics and objectives of one endpoint
 */
export interface AlarmDefinition<S> {
  /** Id of the construct, and the end of the alarm's name. */
  readonly id: string;
  /** Appended to the id if one subject has several alarms of this definition. @default - nothing */
  readonly suffix?: { readonly placeholder: string; readonly of: (subject: S) => string };
  /**
   * Physical name. An alarm on a version needs one that changes with it: CloudWatch keeps the state of an alarm whose metric
   * changes, and a rollout must not begin with the state of the version before.
   * @default - CloudFormation makes one
   */
  readonly alarmName?: (subject: S) => string;
  readonly severity: AlarmSeverity;
  /** Anchor of the section in the runbook of the room. */
  readonly anchor: string;
  /** What goes back to the previous version if the alarm fires during a rollout. @default - nothing */
  readonly rollsBack?: RollsBack;
  /** Whether the alarm applies to the subject. @default - always */
  readonly applies?: (subject: S) => boolean;
  readonly metric: (subject: S) => cloudwatch.IMetric;
  readonly threshold: (subject: S) => number;
  /** @default ComparisonOperator.GREATER_THAN_THRESHOLD */
  readonly comparison?: (subject: S) => cloudwatch.ComparisonOperator;
  /** @default 1 */
  readonly evaluationPeriods?: (subject: S) => number;
  /** @default - all evaluation periods */
  readonly datapointsToAlarm?: number;
  /** What happened and whom it affects, in one sentence. */
  readonly meaning: (subject: S) => string;
  /** Path of the page to look at in the AWS console of the Region. @default - that of the set */
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
    /** Path of the page to look at in the AWS console of the Region, e.g. `states/home?region=…`. */
    private readonly consoleOf: (subject: S, region: string) => string,
    public readonly definitions: readonly AlarmDefinition<S>[],
  ) {}

  /**
   * Creates the alarms that apply to the subject, in the order of their definitions. Each notifies the topic of its
   * severity.
   */
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
      alarmName: definition.alarmName?.(subject),
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
