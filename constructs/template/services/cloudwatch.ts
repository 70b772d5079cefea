import type { ServiceFacts } from '../facts';

export const cloudwatch: ServiceFacts = {
  'AWS::CloudWatch::Alarm': { box: 'alarms' },
  'AWS::CloudWatch::CompositeAlarm': { box: 'alarms' },
};
