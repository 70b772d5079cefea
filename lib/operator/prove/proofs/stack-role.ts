import { PROOF_MODELS } from '../project';
import type { Finding, Proof } from '../proof';
import { rolloutFacts } from '../rollout';
import { statusesOf } from '../stacks';
import { namesOf, type Trial } from '../trial';
import { causesOf } from '../verdict';
import { firstRelease } from './first-release';

/** The first release updates the stack, with a call that names no role, from a machine that may pass none. */
export const stackRole: Proof<Trial> = {
  assumption: 'A-STACK-ROLE',
  title: 'look with which role the release machine updated the stack',
  minutes: 1,
  run: async (trial): Promise<Finding> => {
    const rollout = await firstRelease(trial);
    const StackName = `${namesOf(trial).servingStackPrefix}${PROOF_MODELS.realtime}`;
    const { Stacks = [] } = await trial.session.call('DescribeStacks', { StackName });
    const role = Stacks[0]?.RoleARN;
    const facts = [
      ...rolloutFacts('The first release', rollout),
      role === undefined
        ? `CloudFormation names no role of ${StackName}.`
        : `CloudFormation updates ${StackName} with ${role}.`,
    ];
    const refused = causesOf(rollout).find((cause) => /iam:PassRole/.test(cause));
    if (refused !== undefined) {
      return { outcome: 'does not hold', facts: [...facts, `A role had to be passed: ${refused}.`] };
    }
    const statuses = statusesOf(rollout.events);
    const updated = statuses.includes('UPDATE_IN_PROGRESS') && statuses.includes('UPDATE_COMPLETE');
    if (!updated) return { outcome: 'not settled', facts: [...facts, 'The stack was not updated.'] };
    if (role === undefined) return { outcome: 'not settled', facts };
    return { outcome: 'holds', facts: [...facts, 'The release machine updated it, and may pass no role.'] };
  },
};
