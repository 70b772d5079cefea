import type { ResourceView } from '../../../template';
import { NOT_APPLICABLE, type ComplianceRule } from '../../rule';
import type { Problem, RuleContext } from '../../template-check';
import { smallestAt } from './capacity';
import {
  componentTargets,
  configOf,
  ENDPOINT,
  holdsComponents,
  INFERENCE_COMPONENT,
  policiesOf,
  variantsOf,
  variantTargets,
} from '../shared/endpoints';

/** Capacity follows the requests. */
export const rule: ComplianceRule = {
  id: 'EndpointScaled',
  title:
    'Every variant with a model and every inference component has a scaling policy, with a minimum and a maximum capacity',
  remedy:
    'set serving.scaling of the model (minInstances, maxInstances and the target); in code, leave autoScaling of the endpoint construct at its default',
  requirements: ['SRV-2'],
  formerIds: ['SRV-2'],
  resourceTypes: [ENDPOINT, INFERENCE_COMPONENT],
  check: (resource, context) => {
    if (resource.type === INFERENCE_COMPONENT) {
      return targetProblems('inference component', componentTargets(resource, context), context, 'Properties');
    }
    const config = configOf(resource, context);
    const variants = config === undefined ? [] : variantsOf(config).filter((variant) => !holdsComponents(variant));
    if (variants.length === 0) return NOT_APPLICABLE;
    return variants.flatMap((variant) =>
      targetProblems('variant', variantTargets(resource, variant, context), context, 'Properties.EndpointConfigName'),
    );
  },
};

function targetProblems(
  what: string,
  targets: readonly ResourceView[],
  context: RuleContext,
  location: string,
): readonly Problem[] {
  if (targets.length === 0) {
    return [{ problem: `${what} has no scalable target, so that its capacity is fixed`, location }];
  }
  return targets.flatMap((target): readonly Problem[] => {
    const min = smallestAt(target.properties, 'MinCapacity');
    const max = smallestAt(target.properties, 'MaxCapacity');
    if (min !== undefined && max !== undefined && min > max) {
      return [{ problem: `${what} scales between ${min} and ${max}, which is no range`, location }];
    }
    return policiesOf(target, context).length > 0
      ? []
      : [{ problem: `${what} has a scalable target without a scaling policy`, location }];
  });
}
