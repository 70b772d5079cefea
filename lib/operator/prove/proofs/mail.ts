import { endpointState } from '../../aws/endpoint';
import { PROOF_MODELS } from '../project';
import type { Finding, Proof } from '../proof';
import { resourcesOf } from '../stacks';
import { namesOf, type Trial } from '../trial';

/** An alarm that is set off by hand, whose mail somebody must have received. */
export const mail: Proof<Trial> = {
  assumption: 'A-ALARM-MAIL',
  title: 'set an alarm off, and ask whether its mail arrived',
  minutes: 5,
  needs: ['A-ENI'],
  run: async (trial): Promise<Finding> => {
    const AlarmName = await operationAlarm(trial);
    if (AlarmName === undefined)
      return { outcome: 'undecided', facts: ['The endpoint has no alarm that tells anybody.'] };
    await trial.session.call('SetAlarmState', {
      AlarmName,
      StateValue: 'ALARM',
      StateReason: 'blueprint prove: does the mail of an alarm arrive?',
    });
    const arrived = await trial.mailArrived(AlarmName);
    const fact = `The alarm ${AlarmName} was set off at ${trial.session.host.now().toISOString()}.`;
    if (arrived === undefined) {
      return { outcome: 'undecided', facts: [fact, 'Nobody was there to say whether its mail arrived.'] };
    }
    const said = arrived ? 'Its mail arrived.' : 'Its mail did not arrive; was the subscription confirmed?';
    return { outcome: arrived ? 'holds' : 'fails', facts: [fact, said] };
  },
};

/** An alarm of the endpoint that does not take a deployment back: the next proofs must not meet it in ALARM. */
async function operationAlarm(trial: Trial): Promise<string | undefined> {
  const model = PROOF_MODELS.realtime;
  const rollback = (await endpointState(trial.session, model))?.rollbackAlarms ?? [];
  const resources = await resourcesOf(trial, `${namesOf(trial).servingStackPrefix}${model}`);
  const names = resources
    .filter(({ type, physicalId }) => type === 'AWS::CloudWatch::Alarm' && !rollback.includes(physicalId))
    .map(({ physicalId }) => physicalId);
  const { MetricAlarms = [] } = await trial.session.call('DescribeAlarms', { AlarmNames: names.slice(0, 100) });
  return MetricAlarms.find(({ AlarmActions = [] }) => AlarmActions.some((arn) => arn.includes(':sns:')))?.AlarmName;
}
