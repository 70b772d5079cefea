import { ledgerOf } from '../../aws/ledger';
import { PROOF_MODELS } from '../project';
import type { Finding, Proof } from '../proof';
import { namesOf, type Trial, waitFor } from '../trial';

/** EventBridge delivers within seconds; the reconciler of the ledger comes later, and says so in its records. */
const MINUTES = 15;

/** An event of the endpoint went through the encrypted queue into the ledger. */
export const event: Proof<Trial> = {
  assumption: 'A-EVENT-QUEUE',
  title: 'look for the events of the first release in the ledger',
  minutes: 2,
  needs: ['A-ENI'],
  run: async (trial): Promise<Finding> => {
    const EndpointName = namesOf(trial).endpoint(PROOF_MODELS.realtime);
    const { EndpointStatus, LastModifiedTime } = await trial.session.call('DescribeEndpoint', { EndpointName });
    if (EndpointStatus !== 'InService' || LastModifiedTime === undefined) {
      const facts = [`${EndpointName} is ${EndpointStatus ?? 'unknown'}: it did not change to a state that is told.`];
      return { outcome: 'not settled', facts };
    }
    const changed = `${EndpointName} has been InService since ${LastModifiedTime.toISOString()}, of which SageMaker sends an event.`;
    const ledger = ledgerOf(trial.session);
    const found = await waitFor(trial, { minutes: MINUTES }, async () => {
      const records = await ledger.latest(PROOF_MODELS.realtime, 100);
      return records.find(({ source }) => source.service === 'aws.sagemaker' && source.type.includes('Endpoint'));
    });
    if (found === undefined) {
      const facts = [changed, `The ledger recorded no event of it within ${MINUTES} minutes.`];
      return { outcome: 'does not hold', facts };
    }
    const { source, at, recordedAt } = found;
    const recorded = `The event ${source.id} (${source.type}) of ${at} went through the queue, and was recorded at ${recordedAt}.`;
    return { outcome: 'holds', facts: [changed, recorded] };
  },
};
