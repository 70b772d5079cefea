import { PROOF_MODELS } from '../project';
import { rollOut, type Rollout } from '../rollout';
import type { Trial } from '../trial';
import { registerVersion } from '../versions';

const rollouts = new WeakMap<Trial, Promise<Rollout>>();

/** The first release of the realtime model in a run: one, of which several assumptions speak. */
export function firstRelease(trial: Trial): Promise<Rollout> {
  const known = rollouts.get(trial);
  if (known !== undefined) return known;
  const made = released(trial);
  rollouts.set(trial, made);
  return made;
}

async function released(trial: Trial): Promise<Rollout> {
  const version = await registerVersion(trial, PROOF_MODELS.realtime, 'first', 'answers');
  return rollOut(trial, PROOF_MODELS.realtime, version);
}
