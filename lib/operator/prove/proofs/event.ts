import { ledgerOf } from '../../aws/ledger';
import { PROOF_MODELS } from '../project';
import type { Finding, Proof } from '../proof';
import { type Trial, waitFor } from '../trial';

/** EventBridge delivers within seconds; the reconciler of the ledger comes later, and says so in its records. */
const MINUTES = 15;

/** An event of the endpoint went through the encrypted queue into the ledger. */
export const event: Proof<Trial> = {
  assumption: 'A-EVENT-QUEUE',
  title: 'look for the events of the first release in the ledger',
  minutes: 2,
  needs: ['A-ENI'],
  run: async (trial): Promise<Finding> => {
    const ledger = ledgerOf(trial.session);
    const found = await waitFor(trial, { minutes: MINUTES }, async () => {
      const records = await ledger.latest(PROOF_MODELS.realtime, 100);
      return records.find(({ source }) => source.service === 'aws.sagemaker' && source.type.includes('Endpoint'));
    });
    if (found === undefined) {
      const facts = [`The ledger recorded no event of the endpoint within ${MINUTES} minutes.`];
      return { outcome: 'fails', facts };
    }
    const { source, at, recordedAt } = found;
    return {
      outcome: 'holds',
      facts: [`The event ${source.id} (${source.type}) of ${at} was recorded at ${recordedAt}.`],
    };
  },
};
