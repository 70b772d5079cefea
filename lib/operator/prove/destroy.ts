import { PROOF_ENVIRONMENT } from './project';
import { deleteRetained, emptyBucket, inventoryOf } from './teardown';
import type { Toolkit } from './toolkit';
import type { Trial } from './trial';

/** Buckets get their last access logs and audit files while their stacks are deleted. */
const ATTEMPTS = 4;

/**
 * Deletes everything that the proof made.
 *
 * @param stacks names of the stacks, those of the recovery Region left out
 * @returns what could not be deleted, each with the reason
 */
export async function tearDown(
  { session, say, pause }: Pick<Trial, 'session' | 'say' | 'pause'>,
  toolkit: Pick<Toolkit, 'destroy'>,
  stacks: readonly string[],
): Promise<readonly string[]> {
  const { buckets, retained } = await inventoryOf(session, stacks);
  let failure = '';
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    for (const bucket of buckets) await emptyBucket(session, bucket);
    try {
      say('deleting the stacks');
      await toolkit.destroy();
      return await deleteRetained(session, retained);
    } catch (error) {
      failure = error instanceof Error ? error.message : String(error);
      if (attempt < ATTEMPTS) await pause(60_000);
    }
  }
  return [`stacks of ${PROOF_ENVIRONMENT}: ${failure}`, ...(await deleteRetained(session, retained))];
}
