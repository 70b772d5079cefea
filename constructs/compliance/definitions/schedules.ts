import type { Problem, TemplateCheck } from '../template-check';
import { alternatives, isObject } from '../../template';
import { scheduleProblem, type ScheduleKind } from './schedule-expression';

interface Place {
  /** Property names; `*` goes through every element of a list. */
  readonly path: readonly string[];
  readonly kinds: readonly ScheduleKind[];
  /** Whether the service tells `minute` from `minutes`. */
  readonly strictUnits: boolean;
}

const place = (path: string, kinds: readonly ScheduleKind[], strictUnits = true): Place => ({
  path: path.split('.'),
  kinds,
  strictUnits,
});

const PLACES: Readonly<Record<string, Place>> = {
  'AWS::ApplicationAutoScaling::ScalableTarget': place('ScheduledActions.*.Schedule', ['cron', 'rate', 'at']),
  'AWS::Backup::BackupPlan': place('BackupPlan.BackupPlanRule.*.ScheduleExpression', ['cron', 'rate']),
  'AWS::Backup::RestoreTestingPlan': place('ScheduleExpression', ['cron']),
  'AWS::Events::Rule': place('ScheduleExpression', ['cron', 'rate']),
  'AWS::Glue::Crawler': place('Schedule.ScheduleExpression', ['cron']),
  'AWS::Glue::Trigger': place('Schedule', ['cron']),
  'AWS::Scheduler::Schedule': place('ScheduleExpression', ['cron', 'rate', 'at'], false),
};

/** Schedules are texts to CloudFormation; a wrong one fails the deployment, or never fires. */
export const scheduleCheck: TemplateCheck = {
  id: 'DEF-SCHEDULE',
  title: 'A schedule expression is one that the service accepts',
  remedy: 'write rate(5 minutes) or cron(0 6 ? * MON-FRI *), or use Schedule of the construct library',
  resourceTypes: Object.keys(PLACES),
  check: ({ type, properties }) => {
    const where = PLACES[type];
    if (where === undefined) return 'not-applicable';
    const expressions = locate(properties, where.path, 'Properties');
    if (expressions.length === 0) return 'not-applicable';
    return expressions.flatMap(({ expression, location }): readonly Problem[] => {
      const problem = scheduleProblem(expression, where.kinds, where.strictUnits);
      return problem === undefined ? [] : [{ problem, location }];
    });
  },
};

interface Located {
  readonly expression: string;
  readonly location: string;
}

function locate(value: unknown, path: readonly string[], location: string): readonly Located[] {
  const [key, ...rest] = path;
  return alternatives(value).flatMap((one): readonly Located[] => {
    if (key === undefined) return typeof one === 'string' ? [{ expression: one, location }] : [];
    if (key === '*') {
      return Array.isArray(one) ? one.flatMap((item, index) => locate(item, rest, `${location}.${index}`)) : [];
    }
    return isObject(one) ? locate(one[key], rest, `${location}.${key}`) : [];
  });
}
