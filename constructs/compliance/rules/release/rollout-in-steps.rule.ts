import { isObject, valuesAt } from '../../../template';
import { NOT_APPLICABLE, violation, type ComplianceRule } from '../../rule';
import type { Problem } from '../../template-check';
import { ROLLED_OUT, rolloutOf } from './rollout';

const LOCATION = 'Properties.DeploymentConfig';
const AT_ONCE = 'ALL_AT_ONCE';

/** A new version gets only a share of the traffic first. */
export const rule: ComplianceRule = {
  id: 'RolloutInSteps',
  title: 'A new version takes over in steps: canary, linear or rolling',
  remedy: 'set serving.rollout of the model (rollout of the endpoint construct)',
  requirements: ['REL-1'],
  formerIds: ['REL-1'],
  resourceTypes: ROLLED_OUT,
  check: (resource, context) => {
    const rollout = rolloutOf(resource, context);
    if (rollout === undefined) return NOT_APPLICABLE;
    const { what, configs } = rollout;
    if (configs.length === 0) {
      return violation(`${what} has no DeploymentConfig, so that a new version takes all traffic at once`, LOCATION);
    }
    return configs.flatMap((config) => stepProblems(what, config));
  },
};

function stepProblems(what: string, config: unknown): readonly Problem[] {
  const blueGreen = valuesAt(config, 'BlueGreenUpdatePolicy').find(isObject);
  const rolling = valuesAt(config, 'RollingUpdatePolicy').find(isObject);
  if (blueGreen === undefined && rolling === undefined) {
    const problem = `${what} has neither a BlueGreenUpdatePolicy nor a RollingUpdatePolicy`;
    return [{ problem, location: LOCATION }];
  }
  const atOnce = valuesAt(blueGreen, 'TrafficRoutingConfiguration', 'Type').includes(AT_ONCE);
  return atOnce
    ? [{ problem: `${what} shifts all traffic at once, and needs CANARY or LINEAR`, location: LOCATION }]
    : [];
}
