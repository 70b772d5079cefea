import { PROOF_MODELS } from '../project';
import type { Finding, Proof } from '../proof';
import { begin, endOf, release, releaseFact, servedPackage } from '../releases';
import { statusesSince } from '../stacks';
import { namesOf, type Trial, waitFor } from '../trial';
import { registerVersion } from '../versions';

/** A rollout that is cancelled by a rollback while the endpoint is being updated. */
export const cancel: Proof<Trial> = {
  assumption: 'A-CANCEL',
  title: 'roll back in the middle of a rollout',
  minutes: 60,
  needs: ['A-ENI'],
  run: async (trial): Promise<Finding> => {
    const model = PROOF_MODELS.realtime;
    const EndpointName = namesOf(trial).endpoint(model);
    const before = await servedPackage(trial, model);
    if (before === undefined) return { outcome: 'undecided', facts: ['Nothing serves.'] };
    const next = await registerVersion(trial, model, 'cancelled', 'answers');
    const since = trial.session.host.now();
    const rollout = await begin(trial, model, next);
    const updating = await waitFor(trial, { minutes: 30, seconds: 5 }, async () => {
      const { EndpointStatus } = await trial.session.call('DescribeEndpoint', { EndpointName });
      return EndpointStatus === 'Updating' ? true : undefined;
    });
    if (updating === undefined) {
      const ended = await endOf(trial, rollout, 120);
      return {
        outcome: 'undecided',
        facts: [releaseFact('The rollout', ended), 'The endpoint was never seen Updating.'],
      };
    }
    // The release machine cancels the release in progress for it.
    const back = await release(trial, model, before, 180);
    const cancelled = await endOf(trial, rollout, 30);
    const statuses = await statusesSince(trial, `${namesOf(trial).servingStackPrefix}${model}`, since);
    const served = await servedPackage(trial, model);
    const facts = [
      releaseFact('The rollout', cancelled),
      releaseFact('The rollback', back),
      `The stack went through ${statuses.join(', ')}.`,
      `After it ${served ?? 'nothing'} serves; before it ${before} did.`,
    ];
    if (served !== before) return { outcome: 'fails', facts };
    return { outcome: statuses.includes('UPDATE_ROLLBACK_FAILED') ? 'fails' : 'holds', facts };
  },
};
