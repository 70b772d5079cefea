import { nameOf } from '../../aws/failure';
import { PROOF_MODELS } from '../project';
import type { Finding, Proof } from '../proof';
import { release, releaseFact, servedPackage } from '../releases';
import { namesOf, type Trial } from '../trial';
import { registerVersion } from '../versions';

/** What EC2 and SageMaker write when the role may not make a network interface. */
const REFUSED = /network interface|ENI|ec2:|not authorized|AccessDenied|permission/i;

/** The first release: an endpoint that starts in the private network has made its network interfaces. */
export const executionRole: Proof<Trial> = {
  assumption: 'A-ENI',
  title: 'release a first version: its endpoint must start in the private network',
  minutes: 20,
  run: async (trial): Promise<Finding> => {
    const model = PROOF_MODELS.realtime;
    const version = await registerVersion(trial, model, 'first', 'answers');
    const ended = await release(trial, model, version);
    const fact = releaseFact('The first release', ended);
    if (ended.status === 'SUCCEEDED' && (await servedPackage(trial, model)) === version) {
      return { outcome: 'holds', facts: [fact, 'The endpoint is InService with the version that was released.'] };
    }
    const reason = `${ended.cause ?? ''} ${await failureReason(trial, model)}`.trim();
    return { outcome: REFUSED.test(reason) ? 'fails' : 'undecided', facts: [fact, `The endpoint says: ${reason}.`] };
  },
};

async function failureReason(trial: Trial, model: string): Promise<string> {
  try {
    const { EndpointStatus, FailureReason } = await trial.session.call('DescribeEndpoint', {
      EndpointName: namesOf(trial).endpoint(model),
    });
    return FailureReason ?? EndpointStatus ?? '';
  } catch (error) {
    return `no endpoint (${nameOf(error) ?? 'no answer'})`;
  }
}
