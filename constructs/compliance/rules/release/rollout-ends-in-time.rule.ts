import { MAX_ROLLOUT_SECONDS, type RolloutSteps, waitSeconds } from '../../../model/core';
import { isObject, type TemplateObject, valuesAt } from '../../../template';
import { NOT_APPLICABLE, type ComplianceRule } from '../../rule';
import type { Problem } from '../../template-check';
import { ROLLED_OUT, rolloutOf } from './rollout';

const LOCATION = 'Properties.DeploymentConfig';

/** The traffic routings that have steps, and what says their size. */
const ROUTINGS = [
  { type: 'CANARY', strategy: 'canary', size: 'CanarySize' },
  { type: 'LINEAR', strategy: 'linear', size: 'LinearStepSize' },
] as const;

/** A rollout has the time to wait for its alarms: the service ends it at its time limit, and takes the new version back. */
export const rule: ComplianceRule = {
  id: 'RolloutEndsInTime',
  title: 'A rollout has the time for all its steps',
  remedy:
    'raise MaximumExecutionTimeoutInSeconds above the waits of all steps, make the steps larger, or watch them for a shorter time',
  requirements: ['REL-1'],
  resourceTypes: ROLLED_OUT,
  check: (resource, context) => {
    const rollout = rolloutOf(resource, context);
    if (rollout === undefined) return NOT_APPLICABLE;
    const plans = rollout.configs.flatMap((config) => plansOf(config));
    return plans.length === 0 ? NOT_APPLICABLE : plans.flatMap((plan) => problemsOf(rollout.what, plan));
  },
};

/** Steps, waits and time limit of a deployment, as far as the template says them. */
interface Plan {
  readonly steps: RolloutSteps;
  readonly terminationSeconds: number;
  readonly limit: number;
  readonly location: string;
}

function plansOf(config: unknown): readonly Plan[] {
  const rolling = valuesAt(config, 'RollingUpdatePolicy').filter(isObject);
  const blueGreen = valuesAt(config, 'BlueGreenUpdatePolicy').filter(isObject);
  return [
    ...rolling.flatMap((policy) => {
      const location = `${LOCATION}.RollingUpdatePolicy`;
      return planOf(policy, policy, { strategy: 'rolling', size: 'MaximumBatchSize', location });
    }),
    ...blueGreen.flatMap((policy) =>
      valuesAt(policy, 'TrafficRoutingConfiguration')
        .filter(isObject)
        .flatMap((routing) => {
          const known = ROUTINGS.find(({ type }) => type === routing['Type']);
          return known === undefined
            ? []
            : planOf(policy, routing, { ...known, location: `${LOCATION}.BlueGreenUpdatePolicy` });
        }),
    ),
  ];
}

/** A size in instances or copies is a part of a number that scaling sets, and a token is a number of the deployment. */
function planOf(
  policy: TemplateObject,
  waiting: TemplateObject,
  { strategy, size, location }: { strategy: RolloutSteps['strategy']; size: string; location: string },
): readonly Plan[] {
  const sized = waiting[size];
  const percent = isObject(sized) && sized['Type'] === 'CAPACITY_PERCENT' ? sized['Value'] : undefined;
  const bakeSeconds = waiting['WaitIntervalInSeconds'];
  const limit = policy['MaximumExecutionTimeoutInSeconds'] ?? MAX_ROLLOUT_SECONDS;
  const terminationSeconds = policy['TerminationWaitInSeconds'] ?? 0;
  if (typeof percent !== 'number' || typeof bakeSeconds !== 'number' || percent <= 0) return [];
  if (typeof limit !== 'number' || typeof terminationSeconds !== 'number') return [];
  return [{ steps: { strategy, percent, bakeSeconds }, terminationSeconds, limit, location }];
}

function problemsOf(what: string, { steps, terminationSeconds, limit, location }: Plan): readonly Problem[] {
  const waits = waitSeconds(steps, terminationSeconds);
  if (waits < limit) return [];
  const problem = `${what} waits ${waits} seconds for its alarms, and its deployment ends after ${limit}, so that no version can be released`;
  return [{ problem, location: `${location}.MaximumExecutionTimeoutInSeconds` }];
}
