import type { Problem, TemplateCheck } from '../template-check';
import { factsOf, locate, typesWith } from '../../template';
import { scheduleProblem } from './schedule-expression';

/** Schedules are texts to CloudFormation; a wrong one fails the deployment, or never fires. */
export const scheduleCheck: TemplateCheck = {
  id: 'DEF-SCHEDULE',
  title: 'A schedule expression is one that the service accepts',
  remedy: 'write rate(5 minutes) or cron(0 6 ? * MON-FRI *), or use Schedule of the construct library',
  resourceTypes: typesWith(({ schedule }) => schedule !== undefined),
  check: ({ type, properties }) => {
    const { schedule } = factsOf(type);
    if (schedule === undefined) return 'not-applicable';
    const expressions = locate(properties, schedule.path).filter(({ value }) => typeof value === 'string');
    if (expressions.length === 0) return 'not-applicable';
    return expressions.flatMap(({ value, location }): readonly Problem[] => {
      const problem = scheduleProblem(String(value), schedule);
      return problem === undefined ? [] : [{ problem, location }];
    });
  },
};
