import { releaseInstances } from '../../../constructs/model/core';
import type { ConfigProblem } from '../problem';
import { problemIn, type Check, type Deployment, type Project } from '../project';
import { shareOf } from './rollouts';

interface Need {
  readonly model: string;
  /** Instances while a release is under way. */
  readonly instances: number;
  /** The same with rollout strategy rolling, half at a time. */
  readonly ifRolling: number;
  readonly blueGreen: boolean;
}

function needOf({ model, draft }: Deployment): Need | undefined {
  const { mode, rollout } = draft.serving ?? {};
  const maxInstances = draft.serving?.scaling?.maxInstances;
  const { percent } = (rollout === undefined ? undefined : shareOf(rollout)) ?? {};
  if (mode === undefined || maxInstances === undefined || rollout?.strategy === undefined || percent === undefined)
    return undefined;
  const { strategy } = rollout;
  const instances = releaseInstances({ mode, strategy, percent, maxInstances });
  if (strategy === 'rolling') return { model, instances, ifRolling: instances, blueGreen: false };
  const ifRolling = releaseInstances({ mode, strategy: 'rolling', percent: 50, maxInstances });
  return { model, instances, ifRolling, blueGreen: true };
}

/** Where an environment declares its quotas, a release of all models at once fits; blue/green needs twice the capacity. */
export const checkCapacity: Check = (project) =>
  project.environments.flatMap((environment) =>
    Object.entries(environment.draft.quotas ?? {}).flatMap(([type, granted]) => {
      if (granted === undefined) return [];
      const needs = needsFor(project, environment.name, type);
      const total = needs.reduce((sum, { instances }) => sum + instances, 0);
      return total <= granted
        ? []
        : [problemIn(environment, ['quotas', type], { ...text(type, granted, needs), environment: environment.name })];
    }),
  );

function needsFor(project: Project, environment: string, type: string): readonly Need[] {
  return project.deployments
    .filter((deployment) => deployment.environment.name === environment)
    .filter(({ draft }) => draft.serving?.instanceTypes?.includes(type) === true)
    .map(needOf)
    .filter((need) => need !== undefined);
}

function text(
  type: string,
  granted: number,
  needs: readonly Need[],
): Pick<ConfigProblem, 'rule' | 'what' | 'allowed' | 'remedy' | 'requirement'> {
  const total = needs.reduce((sum, { instances }) => sum + instances, 0);
  const parts = needs.map(
    ({ model, instances, blueGreen }) => `${model} ${instances}${blueGreen ? ' (blue/green, twice maxInstances)' : ''}`,
  );
  const blueGreen = needs.filter((need) => need.blueGreen);
  const rolling = needs.reduce((sum, { ifRolling }) => sum + ifRolling, 0);
  const instead = `strategy rolling for ${blueGreen.map(({ model }) => model).join(' and ')} (then ${rolling})`;
  return {
    rule: 'CONFIG-CAPACITY',
    what: `a release of all models needs ${total} ${type}, ${granted} are granted: ${parts.join(', ')}`,
    remedy: `ask AWS for ${total}, lower maxInstances${blueGreen.length === 0 ? '' : `, or use ${instead}`}`,
    requirement: 'REL-1',
  };
}
