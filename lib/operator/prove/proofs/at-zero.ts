import { PROOF_MODELS } from '../project';
import type { Finding, Proof } from '../proof';
import { release, releaseFact, servedPackage } from '../releases';
import { namesOf, type Trial, waitFor } from '../trial';
import { registerVersion } from '../versions';

/** An endpoint that is updated while it has no instances. */
export const atZero: Proof<Trial> = {
  assumption: 'A-UPDATE-AT-ZERO',
  title: 'release to an endpoint that has no instances',
  minutes: 60,
  needs: ['A-ENI'],
  run: async (trial): Promise<Finding> => {
    const model = PROOF_MODELS.queue;
    const EndpointName = namesOf(trial).endpoint(model);
    const first = await registerVersion(trial, model, 'first', 'answers');
    const facts = [releaseFact('The first release', await release(trial, model, first))];
    if ((await servedPackage(trial, model)) !== first) {
      return { outcome: 'undecided', facts: [...facts, 'The first version does not serve.'] };
    }
    const { ProductionVariants = [] } = await trial.session.call('DescribeEndpoint', { EndpointName });
    await trial.session.call('UpdateEndpointWeightsAndCapacities', {
      EndpointName,
      DesiredWeightsAndCapacities: [{ VariantName: ProductionVariants[0]?.VariantName, DesiredInstanceCount: 0 }],
    });
    const zero = await waitFor(trial, { minutes: 30 }, async () => ((await instances(trial)) === 0 ? true : undefined));
    if (zero === undefined) return { outcome: 'undecided', facts: [...facts, 'The endpoint did not reach zero.'] };
    const second = await registerVersion(trial, model, 'second', 'answers');
    const ended = await release(trial, model, second);
    facts.push(releaseFact('The release at zero', ended));
    const served = await servedPackage(trial, model);
    facts.push(`After it ${served ?? 'nothing'} serves, with ${await instances(trial)} instances.`);
    return { outcome: ended.status === 'SUCCEEDED' && served === second ? 'holds' : 'fails', facts };
  },
};

/** Instances that run. */
async function instances(trial: Trial): Promise<number | undefined> {
  const EndpointName = namesOf(trial).endpoint(PROOF_MODELS.queue);
  const { EndpointStatus, ProductionVariants = [] } = await trial.session.call('DescribeEndpoint', { EndpointName });
  return EndpointStatus === 'InService' ? ProductionVariants[0]?.CurrentInstanceCount : undefined;
}
