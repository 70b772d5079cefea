import { PROOF_MODELS } from '../project';
import type { Finding, Proof } from '../proof';
import { servingOf } from '../serving';
import { resourcesOf } from '../stacks';
import { namesOf, type Trial, waitFor } from '../trial';

/** Within which CloudWatch has told the topic of an alarm. */
const ACTION_MINUTES = 5;

/** An alarm, with the topic that it tells. */
interface TellingAlarm {
  readonly name: string;
  readonly topic: string;
}

/** An alarm that is set off by hand, whose mail somebody must have received. */
export const mail: Proof<Trial> = {
  assumption: 'A-ALARM-MAIL',
  title: 'set an alarm off, and ask whether its mail arrived',
  minutes: 5,
  needs: ['A-ENI'],
  run: async (trial): Promise<Finding> => {
    const alarm = await operationAlarm(trial);
    if (alarm === undefined) {
      return { outcome: 'not settled', facts: ['The endpoint has no alarm that tells anybody.'] };
    }
    const StartDate = trial.session.host.now();
    await trial.session.call('SetAlarmState', {
      AlarmName: alarm.name,
      StateValue: 'ALARM',
      StateReason: 'blueprint prove: does the mail of an alarm arrive?',
    });
    const facts = [`The alarm ${alarm.name} was set off at ${StartDate.toISOString()}.`];
    const action = await waitFor(trial, { minutes: ACTION_MINUTES }, () => actionOf(trial, alarm.name, StartDate));
    if (action !== undefined) facts.push(`CloudWatch says: ${action}.`);
    if (action !== undefined && /fail/i.test(action)) return { outcome: 'does not hold', facts };
    return arrival(trial, alarm, facts);
  },
};

async function arrival(trial: Trial, alarm: TellingAlarm, facts: readonly string[]): Promise<Finding> {
  const undecided = (why: string): Finding => ({ outcome: 'not settled', facts: [...facts, why] });
  const arrived = await trial.mailArrived(alarm.name);
  if (arrived === undefined) return undecided('Nobody was there to say whether its mail arrived.');
  if (arrived) return { outcome: 'holds', facts: [...facts, 'Whoever ran this says that its mail arrived.'] };
  const { Subscriptions = [] } = await trial.session.call('ListSubscriptionsByTopic', { TopicArn: alarm.topic });
  const mails = Subscriptions.filter(({ Protocol }) => Protocol === 'email');
  const confirmed = mails.filter(({ SubscriptionArn = '' }) => SubscriptionArn.startsWith('arn:'));
  const said = 'Whoever ran this says that its mail did not arrive';
  return confirmed.length === 0
    ? undecided(`${said}; no subscription of ${alarm.topic} by mail is confirmed.`)
    : { outcome: 'does not hold', facts: [...facts, `${said}; the subscription is confirmed.`] };
}

/** What CloudWatch says of having told the topic. */
async function actionOf(trial: Trial, AlarmName: string, StartDate: Date): Promise<string | undefined> {
  const { AlarmHistoryItems = [] } = await trial.session.call('DescribeAlarmHistory', {
    AlarmName,
    HistoryItemType: 'Action',
    // The clock of this machine may be ahead.
    StartDate: new Date(StartDate.getTime() - 60_000),
  });
  return AlarmHistoryItems[0]?.HistorySummary;
}

/** An alarm of the endpoint that does not take a deployment back: the next proofs must not meet it in ALARM. */
async function operationAlarm(trial: Trial): Promise<TellingAlarm | undefined> {
  const model = PROOF_MODELS.realtime;
  const rollback = (await servingOf(trial, model))?.rollbackAlarms ?? [];
  const resources = await resourcesOf(trial, `${namesOf(trial).servingStackPrefix}${model}`);
  const names = resources
    .filter(({ type, physicalId }) => type === 'AWS::CloudWatch::Alarm' && !rollback.includes(physicalId))
    .map(({ physicalId }) => physicalId);
  if (names.length === 0) return undefined;
  const { MetricAlarms = [] } = await trial.session.call('DescribeAlarms', { AlarmNames: names.slice(0, 100) });
  const telling = MetricAlarms.flatMap(({ AlarmName, AlarmActions = [] }) => {
    const topic = AlarmActions.find((arn) => arn.includes(':sns:'));
    return AlarmName === undefined || topic === undefined ? [] : [{ name: AlarmName, topic }];
  });
  return telling[0];
}
