import type { ConfigProblem } from '../problem';
import { problemOf, type Check, type Deployment } from '../project';

const ZONES = 2;

/** Scaling limits are in order, keep the environment's floor, and carry the declared peak. */
export const checkScaling: Check = (project) =>
  project.deployments.flatMap((deployment) => [
    ...orderProblems(deployment),
    ...floorProblems(deployment),
    ...peakProblems(deployment),
  ]);

function orderProblems(deployment: Deployment): ConfigProblem[] {
  const { serving } = deployment.draft;
  const scaling = serving?.scaling;
  const copies = serving?.mode === 'realtime-to-zero' ? serving.scaling : undefined;
  return (
    [
      ['minInstances', scaling?.minInstances, 'maxInstances', scaling?.maxInstances],
      ['minCopies', copies?.minCopies, 'maxCopies', copies?.maxCopies],
    ] as const
  ).flatMap(([low, min, high, max]) => {
    if (min === undefined || max === undefined || min <= max) return [];
    const what = `${low} (${min}) is above ${high} (${max})`;
    const remedy = `lower ${low} or raise ${high}`;
    return [
      problemOf(deployment, ['serving', 'scaling', low], {
        rule: 'CONFIG-SCALING',
        what,
        remedy,
        requirement: 'SRV-2',
      }),
    ];
  });
}

function floorProblems(deployment: Deployment): ConfigProblem[] {
  const { serving } = deployment.draft;
  const { production, scalingFloor } = deployment.environment.draft;
  const min = serving?.mode === 'realtime' ? serving.scaling?.minInstances : undefined;
  if (min === undefined) return [];
  const refuse = (what: string, remedy: string, requirement: string): ConfigProblem =>
    problemOf(deployment, ['serving', 'scaling', 'minInstances'], { rule: 'CONFIG-FLOOR', what, remedy, requirement });
  if (production === true && min < ZONES) {
    const what = `a realtime model in production needs at least ${ZONES} instances, one per zone, got ${min}`;
    return [refuse(what, `raise minInstances to ${Math.max(ZONES, scalingFloor ?? 0)}`, 'SRV-1')];
  }
  if (scalingFloor !== undefined && min < scalingFloor) {
    const what = `minInstances is ${min}, the scaling floor of ${deployment.environment.name} is ${scalingFloor}`;
    return [
      refuse(what, `raise minInstances to ${scalingFloor}, or serve with mode async or realtime-to-zero`, 'SRV-5'),
    ];
  }
  return [];
}

/** What carries concurrent requests, the most that there may be of it, and how many requests one carries. */
function carriersOf({ draft: { serving } }: Deployment) {
  if (serving?.mode === 'realtime') {
    const { maxInstances: most, targetConcurrencyPerInstance: target, peakConcurrency: peak } = serving.scaling ?? {};
    return { counts: 'instances', key: 'maxInstances', most, target, peak };
  }
  if (serving?.mode === 'realtime-to-zero') {
    const { maxCopies: most, targetConcurrencyPerCopy: target, peakConcurrency: peak } = serving.scaling ?? {};
    return { counts: 'copies', key: 'maxCopies', most, target, peak };
  }
  return undefined;
}

function peakProblems(deployment: Deployment): ConfigProblem[] {
  const { counts, key, most, target, peak } = carriersOf(deployment) ?? {};
  if (peak === undefined || most === undefined || target === undefined || peak <= most * target) return [];
  const needed = Math.ceil(peak / target);
  return [
    problemOf(deployment, ['serving', 'scaling', 'peakConcurrency'], {
      rule: 'CONFIG-SCALING',
      what: `${peak} concurrent requests need ${needed} ${counts}, ${key} is ${most}`,
      remedy: `raise ${key} to ${needed}, or lower peakConcurrency to ${most * target}`,
      requirement: 'SRV-2',
    }),
  ];
}
