import type { ServiceFacts } from '../facts';

export const scheduler: ServiceFacts = {
  'AWS::Scheduler::Schedule': {
    schedule: { path: 'ScheduleExpression', kinds: ['cron', 'rate', 'at'], laxUnits: true },
  },
};
