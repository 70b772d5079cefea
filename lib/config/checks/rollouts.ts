import {
  batchOf,
  copiesPerInstance,
  FEWEST_IN_STEPS,
  fitsTimeLimit,
  fittingRollout,
  MAX_ROLLOUT_SECONDS,
  rolloutSeconds,
  roomForBatch,
} from '../../../constructs/model/core';
import type { Draft } from '../draft';
import type { ConfigProblem } from '../problem';
import { problemOf, type Check, type Deployment } from '../project';
import type { Rollout } from '../schema-serving';

/** A rollout ends in time, has room, and has a part that can go first. */
export const checkRollouts: Check = (project) =>
  project.deployments.flatMap((deployment) => [
    ...timeProblems(deployment),
    ...stepProblems(deployment),
    ...roomProblems(deployment),
  ]);

interface Share {
  readonly key: 'canaryPercent' | 'linearPercent' | 'batchPercent';
  readonly percent: number | undefined;
}

/** The per cent of a step, and the key that says it. */
export function shareOf(rollout: Draft<Rollout>): Share | undefined {
  switch (rollout.strategy) {
    case 'canary':
      return { key: 'canaryPercent', percent: rollout.canaryPercent };
    case 'linear':
      return { key: 'linearPercent', percent: rollout.linearPercent };
    case 'rolling':
      return { key: 'batchPercent', percent: rollout.batchPercent };
    case undefined:
      return undefined;
  }
}

function timeProblems(deployment: Deployment): ConfigProblem[] {
  const { rollout, startupTimeoutSeconds: startup, downloadTimeoutSeconds: download } = deployment.draft.serving ?? {};
  const { strategy, bakeMinutes } = rollout ?? {};
  const { key, percent } = (rollout === undefined ? undefined : shareOf(rollout)) ?? {};
  if (strategy === undefined || percent === undefined || bakeMinutes === undefined) return [];
  if (startup === undefined || download === undefined) return [];
  const [steps, start] = [{ strategy, percent, bakeSeconds: bakeMinutes * 60 }, startup + download];
  if (fitsTimeLimit(steps, start)) return [];
  const instead = fittingRollout(steps, start);
  const remedies = [
    ...(instead.bakeMinutes === undefined ? [] : [`lower bakeMinutes to ${instead.bakeMinutes}`]),
    ...(instead.percent === undefined ? [] : [`raise ${key} to ${instead.percent}`]),
    ...(instead.bakeMinutes === undefined ? ['lower startupTimeoutSeconds and downloadTimeoutSeconds'] : []),
  ];
  return [
    problemOf(deployment, ['serving', 'rollout', 'bakeMinutes'], {
      rule: 'CONFIG-ROLLOUT',
      what: `a ${strategy} rollout of ${percent} percent with ${bakeMinutes} minutes for each step may take ${rolloutSeconds(steps, start)} seconds, and SageMaker ends it after ${MAX_ROLLOUT_SECONDS}`,
      remedy: alternatives(remedies),
      requirement: 'REL-1',
    }),
  ];
}

/** Of one instance no part can go first: the service documents steps of at most half of the instances. */
function stepProblems(deployment: Deployment): ConfigProblem[] {
  const { serving } = deployment.draft;
  if (serving?.mode !== 'realtime' && serving?.mode !== 'async') return [];
  // Of these, checkScaling demands as many, one per zone.
  if (serving.mode === 'realtime' && deployment.environment.draft.production === true) return [];
  const { rollout, scaling } = serving;
  // Scaling may have gone down to the fewest. What waits in a queue is served by as many as there may be.
  const key = serving.mode === 'realtime' ? 'minInstances' : 'maxInstances';
  const instances = scaling?.[key];
  if (rollout?.strategy === undefined || instances === undefined || instances >= FEWEST_IN_STEPS) return [];
  return [
    problemOf(deployment, ['serving', 'scaling', key], {
      rule: 'CONFIG-ROLLOUT',
      what: `a step of a ${rollout.strategy} rollout is at most half of the instances, and ${key} is ${instances}`,
      remedy: `raise ${key} to ${FEWEST_IN_STEPS}`,
      requirement: 'REL-1',
    }),
  ];
}

/** SageMaker starts a batch of copies beside those that run. Copies without GPUs are not judged: no table has their room. */
function roomProblems(deployment: Deployment): ConfigProblem[] {
  const { serving } = deployment.draft;
  if (serving?.mode !== 'realtime-to-zero') return [];
  const { acceleratorsPerCopy, scaling, rollout, instanceTypes = [] } = serving;
  const { maxCopies, maxInstances } = scaling ?? {};
  const batchPercent = rollout?.batchPercent;
  if (acceleratorsPerCopy === undefined || batchPercent === undefined) return [];
  if (maxCopies === undefined || maxInstances === undefined) return [];
  const types = instanceTypes.flatMap((name) => name ?? []);
  const perInstance = copiesPerInstance(types, acceleratorsPerCopy);
  // An instance that is too small has been reported already.
  if (perInstance === undefined || perInstance === 0) return [];
  const room = roomForBatch({ maxCopies, maxInstances, copiesPerInstance: perInstance, batchPercent });
  if (room === undefined) return [];
  return [
    problemOf(deployment, ['serving', 'scaling', 'maxInstances'], {
      rule: 'CONFIG-ROLLOUT',
      what: `a release starts a batch (${batchOf(maxCopies, batchPercent)}) beside the copies (${maxCopies}), which need ${room.maxInstances} instances together, and maxInstances is ${maxInstances}`,
      remedy: alternatives([
        `raise maxInstances to ${room.maxInstances}`,
        ...(room.maxCopies === undefined ? [] : [`lower maxCopies to ${room.maxCopies}`]),
        ...(room.batchPercent === undefined ? [] : [`lower batchPercent to ${room.batchPercent}`]),
      ]),
      requirement: 'REL-1',
    }),
  ];
}

function alternatives(all: readonly string[]): string {
  return [...all.slice(0, -1), all.length > 1 ? `or ${all.at(-1)}` : all.join('')].join(', ');
}
