import { nameOf } from '../../aws/failure';
import type { Finding, Proof } from '../proof';
import { type Trial, waitFor } from '../trial';

const MINUTES = 30;
const KEY = 'models/realtime/replica-proof.txt';

/** One object, with its copy in the other Region. */
export const replica: Proof<Trial> = {
  assumption: 'A-REPLICA',
  title: 'put an object, and wait for its replica in the recovery Region',
  minutes: 5,
  run: async (trial): Promise<Finding> => {
    const { session, recovery } = trial;
    if (recovery === undefined) {
      return { outcome: 'undecided', facts: ['allowedRegions of the company has one Region: there is no replica.'] };
    }
    const Bucket = session.description.modelBucket;
    await session.call('PutObject', { Bucket, Key: KEY, Body: 'proof' });
    const status = await waitFor(trial, { minutes: MINUTES }, async () => {
      const { ReplicationStatus } = await session.call('HeadObject', { Bucket, Key: KEY });
      return ReplicationStatus === undefined || ReplicationStatus === 'PENDING' ? undefined : ReplicationStatus;
    });
    const said = `S3 says of s3://${Bucket}/${KEY}: replication ${status ?? `not ended within ${MINUTES} minutes`}.`;
    if (status === 'FAILED') return { outcome: 'fails', facts: [said] };
    if (status === undefined) return { outcome: 'undecided', facts: [said] };
    try {
      await recovery.session.call('HeadObject', { Bucket: recovery.bucket, Key: KEY });
    } catch (error) {
      const facts = [said, `The object is not in ${recovery.bucket}: ${nameOf(error) ?? 'no answer'}.`];
      return { outcome: 'fails', facts };
    }
    return { outcome: 'holds', facts: [said, `The object is in ${recovery.bucket}.`] };
  },
};
