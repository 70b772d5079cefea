import { factsOf } from './services';
import { isIntrinsic, isObject, itemsOf, literalOf, locate, type TemplateObject } from './values';

/** Property with the tags of most types. */
const TAGS = 'Tags';

/** Values of the tags that properties of a resource type give, by key in alphabetical order. */
export function tagsIn(type: string, properties: TemplateObject): TemplateObject {
  const pairs = locate(properties, factsOf(type).tags ?? TAGS).flatMap(({ value }) =>
    isObject(value) && !isIntrinsic(value) ? Object.entries(value) : itemsOf(value).map(pairOf),
  );
  return Object.fromEntries(pairs.filter(([key]) => key !== '').sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}

function pairOf(tag: unknown): readonly [key: string, value: unknown] {
  return isObject(tag) ? [literalOf(tag['Key']) ?? '', tag['Value']] : ['', undefined];
}
