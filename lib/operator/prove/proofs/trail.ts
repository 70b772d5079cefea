import type { GetTrailStatusCommandOutput } from '@aws-sdk/client-cloudtrail';
import type { Finding, Proof } from '../proof';
import { resourcesOf } from '../stacks';
import { type Trial, waitFor } from '../trial';

/** CloudTrail delivers within about 15 minutes. */
const MINUTES = 30;

/** One way on which the trail delivers. */
interface Delivery {
  readonly what: string;
  at(status: GetTrailStatusCommandOutput): Date | undefined;
  error(status: GetTrailStatusCommandOutput): string | undefined;
}

const TO_BUCKET: Delivery = {
  what: 'the bucket',
  at: ({ LatestDeliveryTime }) => LatestDeliveryTime,
  error: ({ LatestDeliveryError }) => LatestDeliveryError,
};
const TO_LOGS: Delivery = {
  what: 'CloudWatch Logs',
  at: ({ LatestCloudWatchLogsDeliveryTime }) => LatestCloudWatchLogsDeliveryTime,
  error: ({ LatestCloudWatchLogsDeliveryError }) => LatestCloudWatchLogsDeliveryError,
};

/** The trail was created with the key, and writes with it. */
export const trailKey: Proof<Trial> = {
  assumption: 'A-TRAIL-KEY',
  title: 'wait until CloudTrail has delivered to the encrypted bucket',
  minutes: 15,
  run: (trial) => delivered(trial, TO_BUCKET),
};

/** CloudTrail could take on the role of its log group. */
export const trailLogs: Proof<Trial> = {
  assumption: 'A-TRAIL-LOGS',
  title: 'wait until CloudTrail has delivered to CloudWatch Logs',
  minutes: 15,
  run: (trial) => delivered(trial, TO_LOGS),
};

async function delivered(trial: Trial, { what, at, error }: Delivery): Promise<Finding> {
  const { environment } = trial.session.description;
  const trail = (await resourcesOf(trial, `${environment}-Foundation`)).find(
    ({ type }) => type === 'AWS::CloudTrail::Trail',
  );
  if (trail === undefined) return { outcome: 'undecided', facts: ['The environment has no trail of its own.'] };
  const Name = trail.physicalId;
  const found = await waitFor(trial, { minutes: MINUTES, seconds: 30 }, async () => {
    const status = await trial.session.call('GetTrailStatus', { Name });
    return at(status) === undefined && error(status) === undefined ? undefined : status;
  });
  if (found === undefined) {
    return { outcome: 'undecided', facts: [`${Name} delivered nothing to ${what} within ${MINUTES} minutes.`] };
  }
  const failed = error(found);
  if (failed !== undefined && failed !== '') {
    return { outcome: 'fails', facts: [`The last delivery of ${Name} to ${what} failed: ${failed}.`] };
  }
  return { outcome: 'holds', facts: [`${Name} delivered to ${what} at ${at(found)?.toISOString() ?? 'a time'}.`] };
}
