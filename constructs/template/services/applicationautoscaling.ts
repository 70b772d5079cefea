import type { ServiceFacts } from '../facts';

export const applicationautoscaling: ServiceFacts = {
  'AWS::ApplicationAutoScaling::ScalableTarget': {
    box: 'scaling',
    schedule: { path: 'ScheduledActions.*.Schedule', kinds: ['cron', 'rate', 'at'] },
  },
};
