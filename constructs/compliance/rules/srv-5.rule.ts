import { NOT_APPLICABLE, type ComplianceRule, type RuleContext } from '../rule';
import { type ResourceView, isTrue, itemsOf } from '../../template';
import type { Problem } from '../template-check';
import { fewestInstances, smallestAt } from './shared/capacity';
import {
  componentTargets,
  configOf,
  ENDPOINT,
  endpointOf,
  holdsComponents,
  INFERENCE_COMPONENT,
  isAsync,
  variantsOf,
} from './shared/endpoints';
import { judge } from './shared/judge';

/** Whoever waits for an answer does not wait for an instance. */
export const rule: ComplianceRule = {
  id: 'SRV-5',
  title:
    'In production, a model that answers at once keeps capacity warm, or caches its weights where it may go to zero',
  remedy:
    'set serving.scaling.minInstances (minCopies for realtime-to-zero) of the model above 0, or keep EnableCaching of the inference component',
  resourceTypes: [ENDPOINT, INFERENCE_COMPONENT],
  check: (resource, context) => {
    if (!context.production) return NOT_APPLICABLE;
    if (resource.type === INFERENCE_COMPONENT) {
      const config = configOf(endpointOf(resource, context) ?? resource, context);
      if (config !== undefined && isAsync(config)) return NOT_APPLICABLE;
      return judge(componentProblems(resource, context));
    }
    const config = configOf(resource, context);
    if (config === undefined || isAsync(config)) return NOT_APPLICABLE;
    const variants = variantsOf(config).filter((variant) => !holdsComponents(variant));
    if (variants.length === 0) return NOT_APPLICABLE;
    return judge(
      variants.flatMap((variant): readonly Problem[] =>
        (fewestInstances(resource, variant, context) ?? 0) > 0
          ? []
          : [{ problem: 'variant keeps no instance warm', location: 'Properties.EndpointConfigName' }],
      ),
    );
  },
};

function componentProblems(component: ResourceView, context: RuleContext): readonly Problem[] {
  const floors = componentTargets(component, context).map(
    ({ properties }) => smallestAt(properties, 'MinCapacity') ?? 0,
  );
  if (floors.length > 0 && Math.min(...floors) > 0) return [];
  const specifications = [
    ...itemsOf(component.properties['Specification']),
    ...itemsOf(component.properties['Specifications']),
  ];
  const cached =
    specifications.length > 0 && specifications.every((one) => isTrue(one, 'DataCacheConfig', 'EnableCaching'));
  if (cached) return [];
  return [
    {
      problem: 'inference component keeps no copy warm and does not cache its weights (DataCacheConfig.EnableCaching)',
      location: 'Properties.Specification.DataCacheConfig',
    },
  ];
}
