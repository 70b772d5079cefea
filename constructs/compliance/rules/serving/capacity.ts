import { type ResourceView, numberOf, valuesAt } from '../../../template';
import type { RuleContext } from '../../template-check';
import { variantTargets, type Variant } from '../shared/endpoints';

/** The smallest number that stands at a path in any case; undefined when no number does. */
export function smallestAt(value: unknown, ...path: readonly string[]): number | undefined {
  const numbers = valuesAt(value, ...path)
    .map(numberOf)
    .filter((one) => one !== undefined);
  return numbers.length === 0 ? undefined : Math.min(...numbers);
}

/** The fewest instances that a variant with a model keeps: what scaling may go down to, or what it starts with. */
export function fewestInstances(endpoint: ResourceView, variant: Variant, context: RuleContext): number | undefined {
  const floors = variantTargets(endpoint, variant, context).map(({ properties }) =>
    smallestAt(properties, 'MinCapacity'),
  );
  const known = [smallestAt(variant.value, 'InitialInstanceCount'), ...floors].filter((one) => one !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}
