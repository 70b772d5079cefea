import { goodVersion } from '../good-version';
import { PROOF_MODELS } from '../project';
import type { Finding, Proof } from '../proof';
import { rollOut, rolloutFacts } from '../rollout';
import { trafficFact, withTraffic } from '../traffic';
import type { Trial } from '../trial';
import { causesOf, movedTo, otherReason, wentBack, wentThrough } from '../verdict';
import { registerVersion } from '../versions';

/** Alarms take three minutes to go off: so long the old fleet fails before the rollback begins. */
const FAILING_MINUTES = 4;
const MODEL = PROOF_MODELS.realtime;

/** Away from a version that fails while it serves. */
export const oldFleet: Proof<Trial> = {
  assumption: 'A-OLD-FLEET',
  title: 'roll back while the version that serves fails',
  minutes: 60,
  needs: ['A-ENI'],
  run: async (trial): Promise<Finding> => {
    const good = await goodVersion(trial, MODEL, 'before-old-fleet');
    if (good.packageArn === undefined) return { outcome: 'not settled', facts: good.facts };
    const { packageArn } = good;
    const bad = await registerVersion(trial, MODEL, 'failing-quietly', 'fails');
    // Without requests nothing shows that it fails, so it is not taken back.
    const first = await rollOut(trial, MODEL, bad);
    const found = [...good.facts, ...rolloutFacts('The release of a version that fails, without requests', first)];
    if (!wentThrough(first)) {
      const why = 'The version does not serve, so there is no old fleet that fails.';
      return { outcome: 'not settled', facts: [...found, why] };
    }
    const { result, traffic } = await withTraffic(trial, MODEL, async (sent) => {
      trial.say(`the old fleet fails for ${FAILING_MINUTES} minutes`);
      await trial.pause(FAILING_MINUTES * 60_000);
      const { answered, failed } = sent;
      return { back: await rollOut(trial, MODEL, packageArn, { minutes: 180 }), answered, failed };
    });
    const { back, answered, failed } = result;
    const facts = [
      ...found,
      `Before the rollback began, ${answered} requests were answered and ${failed} failed.`,
      ...rolloutFacts('The rollback', back),
      trafficFact(traffic),
    ];
    const undecided = (why: string): Finding => ({ outcome: 'not settled', facts: [...facts, why] });
    if (failed === 0) return undecided('The old fleet was not seen to fail.');
    if (movedTo(back) === undefined) return undecided(otherReason(back));
    if (wentThrough(back)) return { outcome: 'holds', facts };
    if (!wentBack(back)) return undecided('The endpoint was seen neither with the good version nor going back.');
    const cause = causesOf(back).find((text) => /alarm/i.test(text));
    return cause === undefined
      ? undecided('No cause names an alarm, so the deployment may have ended for another reason.')
      : { outcome: 'does not hold', facts: [...facts, `The deployment ended with the old fleet: ${cause}.`] };
  },
};
