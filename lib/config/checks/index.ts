import type { Check } from '../project';
import { checkBudgets } from './budgets';
import { checkCapabilities } from './capabilities';
import { checkCapacity } from './capacity';
import { checkContainers } from './containers';
import { checkInstances } from './instances';
import { checkNames } from './names';
import { checkNetworks } from './network';
import { checkObjectives } from './objectives';
import { checkProduction } from './production';
import { checkReadiness } from './readiness';
import { checkReferences } from './references';
import { checkRegions } from './regions';
import { checkRollouts } from './rollouts';
import { checkScaling } from './scaling';
import { checkWaivers } from './waivers';

/** All cross-checks: what no schema of one file can see. */
export const CHECKS: readonly Check[] = [
  checkReferences,
  checkRegions,
  checkNames,
  checkNetworks,
  checkProduction,
  checkInstances,
  checkScaling,
  checkRollouts,
  checkCapacity,
  checkContainers,
  checkReadiness,
  checkObjectives,
  checkBudgets,
  checkCapabilities,
  checkWaivers,
];
