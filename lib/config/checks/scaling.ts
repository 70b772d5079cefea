import type { ConfigProblem } from '../problem';
import { problemOf, type Check, type Deployment } from '../project';

const ZONES = 2;

/** Scaling limits are in order, and keep the environment's floor. */
export const checkScaling: Check = (project) =>
  project.deployments.flatMap((deployment) => [...orderProblems(deployment), ...floorProblems(deployment)]);

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
