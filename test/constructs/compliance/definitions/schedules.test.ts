import { scheduleCheck } from '../../../../constructs/compliance/definitions/schedules';
import { contextOf, view } from '../views';

const check = (type: string, properties: Readonly<Record<string, unknown>>) =>
  scheduleCheck.check(view(type, properties), contextOf());
const rule = (ScheduleExpression: unknown) => check('AWS::Events::Rule', { ScheduleExpression });
const schedule = (ScheduleExpression: unknown) => check('AWS::Scheduler::Schedule', { ScheduleExpression });

describe('DEF-SCHEDULE', () => {
  test.each([
    'rate(1 minute)',
    'rate(5 minutes)',
    'rate(12 hours)',
    'cron(0 6 ? * MON-FRI *)',
    'cron(0/15 8-17 ? * 2,4 *)',
    'cron(0 0 L * ? *)',
    'cron(0 0 15W JAN,jul ? 2026-2030)',
    'cron(0 18 ? * 6L *)',
    'cron(0 18 ? * FRI#2 *)',
    'cron(*/5 * * * ? *)',
  ])('passes %s', (expression) => {
    expect(rule(expression)).toEqual([]);
  });

  test.each([
    ['cron(bogus)', 'has 1 of the 6 fields minutes, hours, day of month, month, day of week and year'],
    ['cron(0 6 * * *)', 'has 5 of the 6 fields minutes, hours, day of month, month, day of week and year'],
    ['cron(60 6 ? * MON *)', "has '60' for minutes, which must be 0 to 59"],
    ['cron(0 6 ? * MOM *)', "has 'MOM' for day of week, which must be 1 to 7"],
    ['cron(0 6 32 * ? *)', "has '32' for day of month, which must be 1 to 31"],
    ['cron(0/0 6 ? * 1 *)', "has '0/0' for minutes, which must be 0 to 59"],
    ['cron(0 6 * * MON *)', "must have '?' for exactly one of day of month and day of week"],
    ['cron(0 6 ? * ? *)', "must have '?' for exactly one of day of month and day of week"],
    ['rate(1 minutes)', "has the unit 'minutes' for 1, which must be minute"],
    ['rate(5 minute)', "has the unit 'minute' for 5, which must be minutes"],
    ['rate(0 minutes)', 'has no positive whole number, as in rate(5 minutes)'],
    ['rate(5 weeks)', "has the unit 'weeks', which must be minutes, hours or days"],
    ['every day', 'is not of the form cron(…) or rate(…)'],
    ['at(2026-11-23T06:00:00)', 'is not of the form cron(…) or rate(…)'],
  ])('fails %s', (expression, what) => {
    expect(rule(expression)).toEqual([
      { problem: `schedule '${expression}' ${what}`, location: 'Properties.ScheduleExpression' },
    ]);
  });

  test('lets a scheduler have single times, and units in either number', () => {
    expect(schedule('at(2026-11-23T06:00:00)')).toEqual([]);
    expect(schedule('rate(1 hours)')).toEqual([]);
    expect(schedule('at(2026-13-01T00:00:00)')).toEqual([
      {
        problem: "schedule 'at(2026-13-01T00:00:00)' has no valid time, as in at(2026-11-23T06:00:00)",
        location: 'Properties.ScheduleExpression',
      },
    ]);
  });

  test('finds the schedules of lists', () => {
    const plan = {
      BackupPlan: { BackupPlanRule: [{ ScheduleExpression: 'cron(0 5 ? * * *)' }, { ScheduleExpression: 'daily' }] },
    };
    expect(check('AWS::Backup::BackupPlan', plan)).toEqual([
      {
        problem: "schedule 'daily' is not of the form cron(…) or rate(…)",
        location: 'Properties.BackupPlan.BackupPlanRule.1.ScheduleExpression',
      },
    ]);
    expect(check('AWS::Glue::Trigger', { Schedule: 'rate(1 day)' })).toEqual([
      { problem: "schedule 'rate(1 day)' is not of the form cron(…)", location: 'Properties.Schedule' },
    ]);
  });

  test('abstains from a rule for events and from a schedule that only the deployment knows', () => {
    expect(check('AWS::Events::Rule', { EventPattern: {} })).toBe('not-applicable');
    expect(rule({ Ref: 'Schedule' })).toBe('not-applicable');
  });
});
