import type { Proof } from '../proof';
import type { Trial } from '../trial';
import { atZero } from './at-zero';
import { cancel } from './cancel';
import { event } from './event';
import { executionRole } from './execution-role';
import { configurationMetrics, silentRollback } from './failing-version';
import { mail } from './mail';
import { observability } from './observability';
import { oldFleet } from './old-fleet';
import { replica } from './replica';
import { stackRole } from './stack-role';
import { trailKey, trailLogs } from './trail';

/** Every proof, in the order in which they are tried. */
export const PROOFS: readonly Proof<Trial>[] = [
  executionRole,
  trailKey,
  trailLogs,
  event,
  replica,
  mail,
  stackRole,
  observability,
  configurationMetrics,
  silentRollback,
  oldFleet,
  cancel,
  atZero,
];
