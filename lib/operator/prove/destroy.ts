import type { ResolvedEnvironment } from '../../config';
import { PROOF_ENVIRONMENT } from './project';
import { deleteParameters, deleteRetained, deleteServed, emptyBucket, inventoryOf } from './teardown';
import type { Toolkit } from './toolkit';
import type { Asks, Trial } from './trial';

/** Buckets get their last access logs and audit files while their stacks are deleted. */
const ATTEMPTS = 4;

/** Stacks of one Region. */
export interface StacksOfRegion extends Asks {
  readonly stacks: readonly string[];
}

/**
 * Deletes everything that the stacks of the proof made.
 *
 * @param regions the main one first
 * @returns what could not be deleted, each with the reason
 */
export async function tearDown(
  { say, pause }: Pick<Trial, 'say' | 'pause'>,
  toolkit: Pick<Toolkit, 'destroy'>,
  regions: readonly StacksOfRegion[],
  { names, models }: Pick<ResolvedEnvironment, 'names' | 'models'>,
): Promise<readonly string[]> {
  const held = await Promise.all(
    regions.map(async ({ session, stacks }) => ({ session, ...(await inventoryOf({ session }, stacks)) })),
  );
  const failure = await destroyed({ say, pause }, toolkit, async () => {
    for (const { session, buckets } of held) for (const bucket of buckets) await emptyBucket({ session }, bucket);
  });
  const left = failure === undefined ? [] : [`stacks of ${PROOF_ENVIRONMENT}: ${failure}`];
  for (const { session, retained } of held) left.push(...(await deleteRetained({ session }, retained)));
  const [main] = regions;
  if (main === undefined) return left;
  const parameters = models.map(({ name }) => names.releaseParameter(name));
  left.push(...(await deleteServed(main, names.servingStackPrefix)));
  return [...left, ...(await deleteParameters(main, parameters))];
}

/** @returns why the stacks are still there, if they are */
async function destroyed(
  { say, pause }: Pick<Trial, 'say' | 'pause'>,
  toolkit: Pick<Toolkit, 'destroy'>,
  emptyBuckets: () => Promise<void>,
): Promise<string | undefined> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      say('emptying the buckets and deleting the stacks');
      await emptyBuckets();
      await toolkit.destroy();
      return undefined;
    } catch (error) {
      if (attempt === ATTEMPTS) return error instanceof Error ? error.message : String(error);
      await pause(60_000);
    }
  }
}
