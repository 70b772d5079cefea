import type { ResourceView } from '../../../template';
import type { RuleContext } from '../../template-check';
import { componentsOf, componentTargets, isAsync, policiesOf, variantsOf, variantTargets } from '../shared/endpoints';

/** What scales an endpoint: the targets of its variants and, where it has no queue, of its inference components. */
export function targetsOf(endpoint: ResourceView, config: ResourceView, context: RuleContext): readonly ResourceView[] {
  const ofVariants = variantsOf(config).flatMap((variant) => variantTargets(endpoint, variant, context));
  if (isAsync(config)) return ofVariants;
  const ofComponents = componentsOf(endpoint, context).flatMap((component) => componentTargets(component, context));
  return [...ofVariants, ...ofComponents];
}

/** Whether a scaling policy of an endpoint follows a metric whose name holds a text. */
export function scalesBy(metric: string, endpoint: ResourceView, config: ResourceView, context: RuleContext): boolean {
  return targetsOf(endpoint, config, context)
    .flatMap((target) => policiesOf(target, context))
    .some(({ properties }) => JSON.stringify(properties).includes(metric));
}
