import type { ResourceView } from './resource';
import { factsOf } from './services';
import { fewestItems, valuesAt } from './values';

/** The lists that should place a resource in a VPC and are empty in some case, e.g. `VpcConfig.Subnets`. */
export function missingOfVpc({ type, properties }: Pick<ResourceView, 'type' | 'properties'>): readonly string[] {
  const lists = factsOf(type).vpc?.(properties) ?? [];
  return lists.filter((path) => valuesAt(properties, ...path.split('.')).some((list) => fewestItems(list) === 0));
}
