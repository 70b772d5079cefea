import type { Verb } from '../verb';
import { approve } from './approve';
import { bootstrapPolicies } from './bootstrap-policies';
import { configCheck } from './config-check';
import { configShow } from './config-show';
import { diff } from './diff';
import { doctor } from './doctor';
import { list } from './list';
import { pin } from './pin';
import { promote } from './promote';
import { prove } from './prove';
import { register } from './register';
import { reject } from './reject';
import { rollback } from './rollback';
import { runbook } from './runbook';
import { timeline } from './timeline';
import { unpin } from './unpin';
import { verify } from './verify';
import { which } from './which';

/** Every verb, in the order of the help. */
export const VERBS: readonly Verb[] = [
  configCheck,
  configShow,
  doctor,
  prove,
  bootstrapPolicies,
  which,
  timeline,
  list,
  diff,
  verify,
  register,
  approve,
  reject,
  promote,
  rollback,
  pin,
  unpin,
  runbook,
];

/** Groups of verbs, by the word that their names begin with. */
export const GROUPS: ReadonlyMap<string, string> = new Map([
  ['config', 'check and print the configuration in config/'],
]);
