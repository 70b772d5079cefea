import type { ServiceFacts } from '../facts';

export const events: ServiceFacts = {
  'AWS::Events::Rule': { schedule: { path: 'ScheduleExpression', kinds: ['cron', 'rate'] } },
};
