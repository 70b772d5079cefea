import { NOT_APPLICABLE, type ComplianceRule, type RuleContext } from '../rule';
import { type ResourceView, valuesAt } from '../../template';
import type { Problem } from '../template-check';
import { smallestAt } from './shared/capacity';
import {
  componentTargets,
  configOf,
  ENDPOINT,
  holdsComponents,
  INFERENCE_COMPONENT,
  policiesOf,
  variantsOf,
  variantTargets,
} from './shared/endpoints';
import { judge } from './shared/judge';

/** Capacity follows the requests. */
export const rule: ComplianceRule = {
  id: 'SRV-2',
  title: 'Every variant and inference component is scaled by a policy between a smallest and a largest capacity',
  remedy:
    'set serving.scaling of the model (minInstances, maxInstances and the target); in code, leave autoScaling of the endpoint construct at its default',
  resourceTypes: [ENDPOINT, INFERENCE_COMPONENT],
  check: (resource, context) => {
    if (resource.type === INFERENCE_COMPONENT) {
      return judge(targetProblems('inference component', componentTargets(resource, context), context, 'Properties'));
    }
    const config = configOf(resource, context);
    if (config === undefined) return NOT_APPLICABLE;
    const location = 'Properties.EndpointConfigName';
    return judge(
      variantsOf(config).flatMap((variant) => {
        if (!holdsComponents(variant)) {
          return targetProblems('variant', variantTargets(resource, variant, context), context, location);
        }
        const managed = valuesAt(variant.value, 'ManagedInstanceScaling', 'Status').every((one) => one === 'ENABLED');
        return managed
          ? []
          : [
              {
                problem: 'variant for inference components does not manage its instances (ManagedInstanceScaling)',
                location,
              },
            ];
      }),
    );
  },
};

function targetProblems(
  what: string,
  targets: readonly ResourceView[],
  context: RuleContext,
  location: string,
): readonly Problem[] {
  if (targets.length === 0)
    return [{ problem: `${what} has no scalable target, so that its capacity is fixed`, location }];
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
