import { PROOF_MODELS } from '../project';
import type { Finding, Proof } from '../proof';
import { type Ended, release, releaseFact, servedPackage } from '../releases';
import { statusesSince } from '../stacks';
import { trafficFact, withTraffic } from '../traffic';
import { namesOf, type Trial } from '../trial';
import { registerVersion } from '../versions';

const MODEL = PROOF_MODELS.realtime;
/** https://docs.aws.amazon.com/sagemaker/latest/dg/monitoring-cloudwatch.html */
const INVOCATION_METRICS = 'AWS/SageMaker';

/** What the release of a failing version came to: one release, of which two assumptions speak. */
interface Attempt {
  readonly ended: Ended;
  readonly statuses: readonly string[];
  readonly served?: string;
  readonly before?: string;
  readonly facts: readonly string[];
}

const attempts = new WeakMap<Trial, Promise<Attempt>>();

/** Tried once for both proofs. */
function attempt(trial: Trial): Promise<Attempt> {
  const known = attempts.get(trial);
  if (known !== undefined) return known;
  const made = failingRelease(trial);
  attempts.set(trial, made);
  return made;
}

async function failingRelease(trial: Trial): Promise<Attempt> {
  const before = await servedPackage(trial, MODEL);
  const version = await registerVersion(trial, MODEL, 'failing', 'fails');
  const since = trial.session.host.now();
  const { result: ended, traffic } = await withTraffic(trial, MODEL, () => release(trial, MODEL, version));
  const statuses = await statusesSince(trial, `${namesOf(trial).servingStackPrefix}${MODEL}`, since);
  const served = await servedPackage(trial, MODEL);
  const facts = [
    releaseFact('The release of a version that fails', ended),
    trafficFact(traffic),
    `The stack went through ${statuses.join(', ')}.`,
    `Before it ${before ?? 'nothing'} served, after it ${served ?? 'nothing'}.`,
  ];
  return { ended, statuses, served, before, facts };
}

/** The alarm on the new configuration took it back. */
export const configurationMetrics: Proof<Trial> = {
  assumption: 'A-CONFIG-METRICS',
  title: 'release a version that fails: an alarm on its configuration must take it back',
  minutes: 40,
  needs: ['A-ENI'],
  run: async (trial): Promise<Finding> => {
    const { ended, served, before, facts } = await attempt(trial);
    const { Metrics = [] } = await trial.session.call('ListMetrics', {
      Namespace: INVOCATION_METRICS,
      Dimensions: [{ Name: 'EndpointName', Value: namesOf(trial).endpoint(MODEL) }, { Name: 'EndpointConfigName' }],
    });
    const seen = `CloudWatch lists ${Metrics.length} metrics of the endpoint with EndpointConfigName.`;
    const back = ended.status === 'FAILED' && served === before;
    return { outcome: back && Metrics.length > 0 ? 'holds' : 'fails', facts: [...facts, seen] };
  },
};

/** CloudFormation said so. */
export const silentRollback: Proof<Trial> = {
  assumption: 'A-SILENT-ROLLBACK',
  title: 'look how CloudFormation ended the update that was taken back',
  minutes: 1,
  needs: ['A-ENI'],
  run: async (trial): Promise<Finding> => {
    const { served, before, statuses, facts } = await attempt(trial);
    if (served !== before) {
      return { outcome: 'undecided', facts: [...facts, 'The version was not taken back, so there is nothing to see.'] };
    }
    // The first status that ended the update; what follows is the release machine putting the parameter back.
    const end = statuses.find((status) => status === 'UPDATE_COMPLETE' || status.startsWith('UPDATE_ROLLBACK'));
    return { outcome: end === 'UPDATE_COMPLETE' ? 'fails' : 'holds', facts };
  },
};
