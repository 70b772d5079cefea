import { nameOf } from '../../aws/failure';
import type { Finding, Proof } from '../proof';
import { type Trial, waitFor } from '../trial';

const MINUTES = 30;

/** One object, with its copy in the other Region. */
export const replica: Proof<Trial> = {
  assumption: 'A-REPLICA',
  title: 'put an object, and wait for its replica in the recovery Region',
  minutes: 5,
  run: async (trial): Promise<Finding> => {
    const { session, recovery } = trial;
    if (recovery === undefined) {
      return { outcome: 'not settled', facts: ['allowedRegions of the company has one Region: there is no replica.'] };
    }
    const Bucket = session.description.modelBucket;
    const at = session.host.now().toISOString();
    // No earlier run has put it.
    const Key = `models/realtime/replica-proof-${at.replaceAll(':', '')}.txt`;
    await session.call('PutObject', { Bucket, Key, Body: 'proof' });
    const put = `s3://${Bucket}/${Key} was put at ${at}.`;
    const status = await waitFor(trial, { minutes: MINUTES }, async () => {
      const { ReplicationStatus } = await session.call('HeadObject', { Bucket, Key });
      return ReplicationStatus === undefined || ReplicationStatus === 'PENDING' ? undefined : ReplicationStatus;
    });
    const said = `S3 says of its replication: ${status ?? `not ended within ${MINUTES} minutes`}.`;
    if (status === 'FAILED') return { outcome: 'does not hold', facts: [put, said] };
    if (status === undefined) return { outcome: 'not settled', facts: [put, said] };
    return copied(recovery, Key, [put, said]);
  },
};

/** Whether the replica is there, and encrypted with a key of its own Region. */
async function copied(
  { session, bucket, region }: NonNullable<Trial['recovery']>,
  Key: string,
  facts: readonly string[],
): Promise<Finding> {
  let copy;
  try {
    copy = await session.call('HeadObject', { Bucket: bucket, Key });
  } catch (error) {
    if (!['NotFound', 'NoSuchKey', '404'].includes(nameOf(error))) throw error;
    return { outcome: 'does not hold', facts: [...facts, `The object is not in ${bucket}.`] };
  }
  const { SSEKMSKeyId } = copy;
  const fact = `The object is in ${bucket}, encrypted with ${SSEKMSKeyId ?? 'no key that S3 names'}.`;
  if (SSEKMSKeyId === undefined) return { outcome: 'not settled', facts: [...facts, fact] };
  const own = SSEKMSKeyId.split(':')[3] === region;
  return { outcome: own ? 'holds' : 'does not hold', facts: [...facts, fact] };
}
