import { PROOF_MODELS } from '../project';
import type { Finding, Proof } from '../proof';
import { release, releaseFact, servedPackage } from '../releases';
import { trafficFact, withTraffic } from '../traffic';
import type { Trial } from '../trial';
import { registerVersion } from '../versions';

/** Alarms take three minutes to go off: so long the old fleet fails before the rollback begins. */
const FAILING_MINUTES = 4;

/** Away from a version that fails while it serves. */
export const oldFleet: Proof<Trial> = {
  assumption: 'A-OLD-FLEET',
  title: 'roll back while the version that serves fails',
  minutes: 60,
  needs: ['A-ENI'],
  run: async (trial): Promise<Finding> => {
    const model = PROOF_MODELS.realtime;
    const good = await servedPackage(trial, model);
    if (good === undefined) return { outcome: 'undecided', facts: ['Nothing serves.'] };
    const bad = await registerVersion(trial, model, 'failing-quietly', 'fails');
    // Without requests nothing shows that it fails, so it is not taken back.
    const first = await release(trial, model, bad);
    const facts = [releaseFact('The release of a version that fails, without requests', first)];
    if ((await servedPackage(trial, model)) !== bad) {
      return {
        outcome: 'undecided',
        facts: [...facts, 'The version does not serve, so there is no old fleet that fails.'],
      };
    }
    const { result: back, traffic } = await withTraffic(trial, model, async () => {
      trial.say(`the old fleet fails for ${FAILING_MINUTES} minutes`);
      await trial.pause(FAILING_MINUTES * 60_000);
      return release(trial, model, good);
    });
    facts.push(releaseFact('The rollback', back), trafficFact(traffic));
    const served = await servedPackage(trial, model);
    return { outcome: back.status === 'SUCCEEDED' && served === good ? 'holds' : 'fails', facts };
  },
};
