import type { ServiceFacts } from '../facts';

export const glue: ServiceFacts = {
  'AWS::Glue::Crawler': { schedule: { path: 'Schedule.ScheduleExpression', kinds: ['cron'] } },
  'AWS::Glue::Trigger': { schedule: { path: 'Schedule', kinds: ['cron'] } },
};
