import { nameOf } from '../../aws/failure';
import { goodVersion } from '../good-version';
import { PROOF_MODELS } from '../project';
import type { Finding, Proof } from '../proof';
import { rollOut, rolloutFacts } from '../rollout';
import { statusesOf } from '../stacks';
import { namesOf, type Trial } from '../trial';
import { movedTo, otherReason } from '../verdict';
import { registerVersion } from '../versions';

const MODEL = PROOF_MODELS.realtime;

/** An update of the stack that is cancelled while the endpoint is being updated. */
export const cancel: Proof<Trial> = {
  assumption: 'A-CANCEL',
  title: 'cancel the update of the stack in the middle of a rollout',
  minutes: 60,
  needs: ['A-ENI'],
  run: async (trial): Promise<Finding> => {
    const good = await goodVersion(trial, MODEL, 'before-cancel');
    if (good.packageArn === undefined) return { outcome: 'not settled', facts: good.facts };
    const next = await registerVersion(trial, MODEL, 'cancelled', 'answers');
    const StackName = `${namesOf(trial).servingStackPrefix}${MODEL}`;
    const cancelled: { at?: string; refused?: string } = {};
    const rollout = await rollOut(trial, MODEL, next, {
      minutes: 180,
      // By the kit itself: the release machine first lets SageMaker go back, and would cancel only later.
      whileBaking: async ({ at }) => {
        try {
          await trial.session.call('CancelUpdateStack', { StackName });
          cancelled.at = at;
        } catch (error) {
          if (nameOf(error) !== 'ValidationError') throw error;
          cancelled.refused = error instanceof Error ? error.message : 'no reason given';
        }
      },
    });
    const facts = [...good.facts, ...rolloutFacts('The release of another version', rollout)];
    const undecided = (why: string): Finding => ({ outcome: 'not settled', facts: [...facts, why] });
    if (movedTo(rollout) === undefined) return undecided(otherReason(rollout));
    if (cancelled.at === undefined) {
      return undecided(`CloudFormation did not take the cancellation: ${cancelled.refused ?? 'it was not asked'}.`);
    }
    facts.push(
      `CancelUpdateStack was called at ${cancelled.at}, while the endpoint was Updating and the new version baked.`,
    );
    const statuses = statusesOf(rollout.events);
    if (statuses.includes('UPDATE_ROLLBACK_FAILED')) {
      return { outcome: 'does not hold', facts: [...facts, 'CloudFormation could not take the update back.'] };
    }
    if (rollout.ended.status === 'SUCCEEDED') return undecided('The rollout had succeeded before it was cancelled.');
    if (!statuses.includes('UPDATE_ROLLBACK_COMPLETE')) return undecided('The stack was not seen to go back.');
    const { after } = rollout;
    if (after?.status !== 'InService') return undecided('The endpoint is not in service, so nobody knows what serves.');
    return after.packageArn === good.packageArn
      ? { outcome: 'holds', facts: [...facts, 'The stack went back, and the endpoint serves the version of before.'] }
      : {
          outcome: 'does not hold',
          facts: [...facts, 'The stack went back, and the endpoint serves another version.'],
        };
  },
};
