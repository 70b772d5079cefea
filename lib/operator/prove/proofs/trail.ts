import type { GetTrailStatusCommandOutput } from '@aws-sdk/client-cloudtrail';
import type { FailedResource } from '../deployment';
import type { Finding, Proof } from '../proof';
import { resourcesOf } from '../stacks';
import { type Trial, waitFor } from '../trial';

/** CloudTrail delivers about every five minutes, and within 15. */
const MINUTES = 20;

/** One way on which the trail delivers. */
interface Delivery {
  readonly what: string;
  /** What CloudTrail writes of it when it refuses to create the trail. */
  readonly refusal: RegExp;
  at(status: GetTrailStatusCommandOutput): Date | undefined;
  error(status: GetTrailStatusCommandOutput): string | undefined;
}

const TO_BUCKET: Delivery = {
  what: 'the bucket',
  // InsufficientEncryptionPolicyException: https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_CreateTrail.html
  refusal: /InsufficientEncryptionPolicy|kms|encrypt/i,
  at: ({ LatestDeliveryTime }) => LatestDeliveryTime,
  error: ({ LatestDeliveryError }) => LatestDeliveryError,
};
const TO_LOGS: Delivery = {
  what: 'CloudWatch Logs',
  // InvalidCloudWatchLogsRoleArnException, CloudWatchLogsDeliveryUnavailableException: the same page.
  refusal: /CloudWatch ?Logs|log group/i,
  at: ({ LatestCloudWatchLogsDeliveryTime }) => LatestCloudWatchLogsDeliveryTime,
  error: ({ LatestCloudWatchLogsDeliveryError }) => LatestCloudWatchLogsDeliveryError,
};

/** The trail was created with the key, and writes with it. */
export const trailKey: Proof<Trial> = {
  assumption: 'A-TRAIL-KEY',
  title: 'wait until CloudTrail has delivered to the encrypted bucket',
  minutes: 15,
  run: (trial) => delivered(trial, TO_BUCKET),
  refused: (resources) => refusedBy(resources, TO_BUCKET),
};

/** CloudTrail could take on the role of its log group. */
export const trailLogs: Proof<Trial> = {
  assumption: 'A-TRAIL-LOGS',
  title: 'wait until CloudTrail has delivered to CloudWatch Logs',
  minutes: 15,
  run: (trial) => delivered(trial, TO_LOGS),
  refused: (resources) => refusedBy(resources, TO_LOGS),
};

async function delivered(trial: Trial, { what, at, error }: Delivery): Promise<Finding> {
  const { environment } = trial.session.description;
  const trail = (await resourcesOf(trial, `${environment}-Foundation`)).find(
    ({ type }) => type === 'AWS::CloudTrail::Trail',
  );
  if (trail === undefined) return { outcome: 'not settled', facts: ['The environment has no trail of its own.'] };
  const Name = trail.physicalId;
  let failed = '';
  const found = await waitFor(trial, { minutes: MINUTES, seconds: 30 }, async () => {
    const status = await trial.session.call('GetTrailStatus', { Name });
    failed = error(status) ?? '';
    // An error may pass: it counts when it is still there at the end.
    return failed === '' ? at(status) : undefined;
  });
  if (found !== undefined) {
    return { outcome: 'holds', facts: [`${Name} delivered to ${what} at ${found.toISOString()}, without an error.`] };
  }
  return failed === ''
    ? { outcome: 'not settled', facts: [`${Name} delivered nothing to ${what} within ${MINUTES} minutes.`] }
    : { outcome: 'does not hold', facts: [`${Name} could not deliver to ${what} for ${MINUTES} minutes: ${failed}.`] };
}

/** CloudTrail tries both when the trail is created. */
function refusedBy(resources: readonly FailedResource[], { what, refusal }: Delivery): Finding | undefined {
  const trail = resources.find(({ type, reason }) => type === 'AWS::CloudTrail::Trail' && refusal.test(reason));
  if (trail === undefined) return undefined;
  const fact = `${trail.stack} could not create the trail at ${trail.at}, because of ${what}: ${trail.reason}.`;
  return { outcome: 'does not hold', facts: [fact] };
}
