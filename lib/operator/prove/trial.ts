import { EnvironmentNames } from '../../../constructs/model/core';
import type { SessionFor } from '../aws/session';
import type { PROOF_PERMISSIONS } from './permissions';

/** The environment `prove`, and what may be asked of it. */
export type ProofSession = SessionFor<typeof PROOF_PERMISSIONS>;

/** A Region that can be asked, whether or not the environment is deployed. */
export interface Asks {
  readonly session: Pick<ProofSession, 'call'>;
}

/** Where the replicas are. */
export interface Recovery {
  /** Asks in the second Region. */
  readonly session: Pick<ProofSession, 'call'>;
  readonly region: string;
  /** Bucket of the replicas of the weights. */
  readonly bucket: string;
}

/** What a proof works with. */
export interface Trial {
  /** Of the environment `prove`. */
  readonly session: ProofSession;
  /** Container image with its digest. */
  readonly image: string;
  /** The second Region. @default - the company allows none */
  readonly recovery?: Recovery;
  /** Whether the mail of an alarm arrived, once it was sent. Undefined when there is nobody to ask. */
  mailArrived(alarm: string): Promise<boolean | undefined>;
  /** Tells what is being waited for. */
  say(text: string): void;
  pause(milliseconds: number): Promise<void>;
}

/** Names of the environment. */
export function namesOf({ session }: Pick<Trial, 'session'>): EnvironmentNames {
  const { prefix, environment } = session.description;
  return new EnvironmentNames(prefix, environment);
}

/** How long something is waited for, and how often it is looked at. */
export interface Patience {
  /** Minutes. */
  readonly minutes: number;
  /** Seconds between two looks. @default 15 */
  readonly seconds?: number;
}

/**
 * Looks again and again until there is something.
 *
 * @returns undefined when the time is over
 */
export async function waitFor<T>(
  { pause }: Pick<Trial, 'pause'>,
  { minutes, seconds = 15 }: Patience,
  look: () => Promise<T | undefined>,
): Promise<T | undefined> {
  // The pauses are counted, not the clock: where durations are scaled, so is the patience.
  for (let waited = 0; ; waited += seconds) {
    const found = await look();
    if (found !== undefined || waited >= minutes * 60) return found;
    await pause(seconds * 1000);
  }
}
