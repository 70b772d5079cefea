import { goodVersion } from '../good-version';
import { PROOF_MODELS } from '../project';
import type { Finding, Proof } from '../proof';
import { rollOut, rolloutFacts, type Rollout } from '../rollout';
import { type Traffic, trafficFact, withTraffic } from '../traffic';
import { namesOf, type Trial } from '../trial';
import { endOfUpdate, movedTo, namedAlarm, otherReason, wentBack, wentThrough } from '../verdict';
import { registerVersion } from '../versions';

const MODEL = PROOF_MODELS.realtime;
/** https://docs.aws.amazon.com/sagemaker/latest/dg/monitoring-cloudwatch.html */
const INVOCATION_METRICS = 'AWS/SageMaker';

/** What the release of a failing version came to: one release, of which two assumptions speak. */
interface Attempt {
  /** @default - there was no good version to begin with */
  readonly rollout?: Rollout;
  readonly traffic: Traffic;
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
  const good = await goodVersion(trial, MODEL, 'before-failing');
  if (good.packageArn === undefined) return { traffic: { answered: 0, failed: 0 }, facts: good.facts };
  const version = await registerVersion(trial, MODEL, 'failing', 'fails');
  const { result: rollout, traffic } = await withTraffic(trial, MODEL, () => rollOut(trial, MODEL, version));
  const facts = rolloutFacts('The release of a version that fails', rollout);
  return { rollout, traffic, facts: [...good.facts, ...facts, trafficFact(traffic)] };
}

/** The alarm on the new configuration took it back. */
export const configurationMetrics: Proof<Trial> = {
  assumption: 'A-CONFIG-METRICS',
  title: 'release a version that fails: an alarm on its configuration must take it back',
  minutes: 40,
  needs: ['A-ENI'],
  run: async (trial): Promise<Finding> => {
    const { rollout, traffic, facts: found } = await attempt(trial);
    if (rollout === undefined) return { outcome: 'not settled', facts: found };
    const configuration = movedTo(rollout);
    if (configuration === undefined) return { outcome: 'not settled', facts: [...found, otherReason(rollout)] };
    const facts = [...found, await listedMetrics(trial, configuration)];
    const undecided = (why: string): Finding => ({ outcome: 'not settled', facts: [...facts, why] });
    if (traffic.failed === 0) return undecided('No request failed, so no alarm had a reason to go off.');
    if (wentThrough(rollout)) {
      const kept = 'The version fails and was kept: no alarm on its configuration took it back.';
      return { outcome: 'does not hold', facts: [...facts, kept] };
    }
    if (!wentBack(rollout)) return undecided('The endpoint was not seen to go back to the configuration of before.');
    const alarm = namedAlarm(rollout);
    if (alarm === undefined) return undecided('No cause names a rollback alarm that went off meanwhile.');
    if (rollout.watched.get(alarm.alarm) !== configuration) {
      return undecided(`The cause names ${alarm.alarm}, which did not watch ${configuration} alone.`);
    }
    return { outcome: 'holds', facts: [...facts, `The cause names ${alarm.alarm}, which watched it alone.`] };
  },
};

async function listedMetrics(trial: Trial, configuration: string): Promise<string> {
  const { Metrics = [] } = await trial.session.call('ListMetrics', {
    Namespace: INVOCATION_METRICS,
    Dimensions: [
      { Name: 'EndpointName', Value: namesOf(trial).endpoint(MODEL) },
      { Name: 'EndpointConfigName', Value: configuration },
    ],
  });
  const names = [...new Set(Metrics.map(({ MetricName = '' }) => MetricName))].toSorted();
  return `CloudWatch lists ${names.length} metrics of ${configuration}${names.length === 0 ? '' : `: ${names.join(', ')}`}.`;
}

/** CloudFormation said so. */
export const silentRollback: Proof<Trial> = {
  assumption: 'A-SILENT-ROLLBACK',
  title: 'look how CloudFormation ended the update that was taken back',
  minutes: 1,
  needs: ['A-ENI'],
  run: async (trial): Promise<Finding> => {
    const { rollout, facts } = await attempt(trial);
    const undecided = (why: string): Finding => ({ outcome: 'not settled', facts: [...facts, why] });
    if (rollout === undefined) return { outcome: 'not settled', facts };
    if (movedTo(rollout) === undefined) return undecided(otherReason(rollout));
    if (!wentBack(rollout)) return undecided('The version was not seen to be taken back.');
    const alarm = namedAlarm(rollout);
    if (alarm === undefined) return undecided('No cause names a rollback alarm that went off meanwhile.');
    const end = endOfUpdate(rollout);
    if (end === undefined) return undecided('The end of the update was not seen.');
    const fact = `SageMaker went back because of ${alarm.alarm}, and CloudFormation ended the update with ${end}.`;
    return { outcome: end === 'UPDATE_COMPLETE' ? 'does not hold' : 'holds', facts: [...facts, fact] };
  },
};
