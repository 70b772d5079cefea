import { PROOF_MODELS } from '../project';
import type { Finding, Proof } from '../proof';
import { stackStatus } from '../releases';
import { namesOf, type Trial } from '../trial';

/** The first release went through the stack, so the role of the stack was used without `iam:PassRole`. */
export const stackRole: Proof<Trial> = {
  assumption: 'A-STACK-ROLE',
  title: 'look with which role the release machine updated the stack',
  minutes: 1,
  needs: ['A-ENI'],
  run: async (trial): Promise<Finding> => {
    const StackName = `${namesOf(trial).servingStackPrefix}${PROOF_MODELS.realtime}`;
    const { Stacks = [] } = await trial.session.call('DescribeStacks', { StackName });
    const role = Stacks[0]?.RoleARN;
    const status = await stackStatus(trial, PROOF_MODELS.realtime);
    if (role === undefined) {
      return { outcome: 'undecided', facts: [`${StackName} is ${status}, and CloudFormation names no role of it.`] };
    }
    const updated = Stacks[0]?.LastUpdatedTime !== undefined;
    const fact = `${StackName} is ${status}, and its role is ${role}.`;
    return updated
      ? { outcome: 'holds', facts: [fact, 'The release machine updated it, and may pass no role.'] }
      : { outcome: 'fails', facts: [fact, 'It was never updated.'] };
  },
};
