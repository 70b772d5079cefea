import type { ConfigProblem } from '../problem';
import { problemOf, type Check, type Deployment } from '../project';

const ZONES = 2;

/** Scaling limits are in order, keep the environment's floor, and leave a rollout something to roll. */
export const checkScaling: Check = (project) =>
  project.deployments.flatMap((deployment) => [
    ...orderProblems(deployment),
    ...floorProblems(deployment),
    ...rolloutProblems(deployment),
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

/** SageMaker replaces 5 to 50 percent at a time: of one instance, that is none. */
function rolloutProblems(deployment: Deployment): ConfigProblem[] {
  const { serving } = deployment.draft;
  if (serving?.mode !== 'realtime' && serving?.mode !== 'async') return [];
  const { rollout, scaling } = serving;
  const key = serving.mode === 'realtime' ? 'minInstances' : 'maxInstances';
  const instances = scaling?.[key];
  if (rollout?.strategy !== 'rolling' || instances === undefined || instances >= ZONES) return [];
  return [
    problemOf(deployment, ['serving', 'rollout', 'strategy'], {
      rule: 'CONFIG-ROLLOUT',
      what: `rolling replaces at most half of the instances at a time, and ${key} is ${instances}`,
      remedy: `raise ${key} to ${ZONES}, or use canary or linear under environments.${deployment.environment.name}.serving.rollout`,
      requirement: 'REL-1',
    }),
  ];
}
