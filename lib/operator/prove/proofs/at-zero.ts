import { nameOf } from '../../aws/failure';
import { PROOF_MODELS } from '../project';
import type { Finding, Proof } from '../proof';
import { rollOut, rolloutFacts } from '../rollout';
import { servingOf } from '../serving';
import { resourcesOf } from '../stacks';
import { namesOf, type Trial, waitFor } from '../trial';
import { causesOf, movedTo, otherReason, wentThrough } from '../verdict';
import { CONTENT_TYPE, registerVersion, REQUEST } from '../versions';

const MODEL = PROOF_MODELS.queue;
/** An instance starts within about ten minutes. */
const ANSWER_MINUTES = 40;

/** An endpoint that is updated while it has no instances. */
export const atZero: Proof<Trial> = {
  assumption: 'A-UPDATE-AT-ZERO',
  title: 'release to an endpoint that has no instances',
  minutes: 60,
  needs: ['A-ENI'],
  run: async (trial): Promise<Finding> => {
    const first = await rollOut(trial, MODEL, await registerVersion(trial, MODEL, 'first', 'answers'));
    const found = [...rolloutFacts('The first release', first)];
    if (first.after?.packageArn !== first.packageArn) {
      return { outcome: 'not settled', facts: [...found, 'The first version does not serve.'] };
    }
    if (!(await reachesZero(trial))) return { outcome: 'not settled', facts: [...found, 'It did not reach zero.'] };
    const second = await rollOut(trial, MODEL, await registerVersion(trial, MODEL, 'second', 'answers'));
    const facts = [...found, ...rolloutFacts('The release at zero', second)];
    const undecided = (why: string): Finding => ({ outcome: 'not settled', facts: [...facts, why] });
    const target = movedTo(second);
    if (target === undefined) return undecided(otherReason(second));
    const running = second.seen.find(({ pending }) => pending === target)?.instances;
    if (running !== 0) return undecided(`When the update began, ${running ?? 'an unknown number of'} instances ran.`);
    if (!wentThrough(second)) {
      const alarm = causesOf(second).find((cause) => /alarm/i.test(cause));
      if (alarm !== undefined) return undecided(`An alarm took it back, not the lack of instances: ${alarm}.`);
      const why = 'The update at zero began, and the new version does not serve.';
      return { outcome: 'does not hold', facts: [...facts, why] };
    }
    const answer = await answerOf(trial);
    const instances = (await servingOf(trial, MODEL))?.instances ?? 'unknown';
    if (answer !== undefined) {
      return { outcome: 'holds', facts: [...facts, `It answered in ${answer}, with ${instances} instances.`] };
    }
    const why = `The new version did not answer within ${ANSWER_MINUTES} minutes, with ${instances} instances.`;
    return instances === 0 ? { outcome: 'does not hold', facts: [...facts, why] } : undecided(why);
  },
};

async function reachesZero(trial: Trial): Promise<boolean> {
  const EndpointName = namesOf(trial).endpoint(MODEL);
  const { ProductionVariants = [] } = await trial.session.call('DescribeEndpoint', { EndpointName });
  await trial.session.call('UpdateEndpointWeightsAndCapacities', {
    EndpointName,
    DesiredWeightsAndCapacities: [{ VariantName: ProductionVariants[0]?.VariantName, DesiredInstanceCount: 0 }],
  });
  const zero = await waitFor(trial, { minutes: 30 }, async () => {
    const serving = await servingOf(trial, MODEL);
    return serving?.status === 'InService' && serving.instances === 0 ? true : undefined;
  });
  return zero === true;
}

/** Where the answer to a request lies; undefined when none came. */
async function answerOf(trial: Trial): Promise<string | undefined> {
  const { session } = trial;
  const buckets = await resourcesOf(trial, `${session.description.environment}-Artifacts`);
  const Bucket = buckets.find(
    ({ type, logicalId }) => type === 'AWS::S3::Bucket' && logicalId.startsWith('AsyncQueue'),
  );
  if (Bucket === undefined) return undefined;
  const Key = `async/requests/${MODEL}/proof`;
  await session.call('PutObject', { Bucket: Bucket.physicalId, Key, Body: REQUEST });
  const { OutputLocation = '' } = await session.call('InvokeEndpointAsync', {
    EndpointName: namesOf(trial).endpoint(MODEL),
    InputLocation: `s3://${Bucket.physicalId}/${Key}`,
    ContentType: CONTENT_TYPE,
  });
  const [bucket = '', ...key] = OutputLocation.replace('s3://', '').split('/');
  return waitFor(trial, { minutes: ANSWER_MINUTES }, async () => {
    try {
      await session.call('HeadObject', { Bucket: bucket, Key: key.join('/') });
      return OutputLocation;
    } catch (error) {
      if (['NotFound', 'NoSuchKey', '404'].includes(nameOf(error))) return undefined;
      throw error;
    }
  });
}
