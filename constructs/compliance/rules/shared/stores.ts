import {
  ASYNC_OUTPUT,
  DATA_CAPTURE,
  type ResourceView,
  STORAGE_VOLUME,
  statementsAt,
  type StoredPart,
  storedParts,
  typesWith,
} from '../../../template';
import type { RuleContext } from '../../rule';
import type { Problem } from '../../template-check';

/** The types that store something under a key which the company can hold. */
export const STORE_TYPES: readonly string[] = typesWith(
  ({ stores }) =>
    typeof stores === 'function' ||
    stores?.some(({ key, keyIsOptional }) => key !== undefined && keyIsOptional !== true) === true,
);

/** What the parts of an endpoint configuration hold. */
const CONTENT: Readonly<Record<string, string>> = {
  [STORAGE_VOLUME]: 'the storage of its instances',
  [ASYNC_OUTPUT]: 'the answers that it writes',
  [DATA_CAPTURE]: 'the requests that it captures',
};

/** What is wrong with the keys of a store; it does not apply to what can have no key of the company. */
export function storeProblems(resource: ResourceView, context: RuleContext): readonly Problem[] | 'not-applicable' {
  const parts = partsWithKey(resource, context);
  if (parts.length === 0) return 'not-applicable';
  return parts.flatMap((one): readonly Problem[] => {
    const what = one.part === '' ? 'store' : one.part;
    const { location = 'Properties' } = one;
    if (isOurs(one)) return [];
    const alias = keyOfAws(one);
    return alias === undefined
      ? [{ problem: `${what} is not encrypted with a customer managed key`, location }]
      : [
          {
            problem: `${what} is encrypted with the key ${alias} of AWS, and not with a customer managed key`,
            location,
          },
        ];
  });
}

/** What is wrong with the keys of an endpoint configuration. @param passedOver parts that are judged elsewhere */
export function endpointKeyProblems(
  config: ResourceView,
  context: RuleContext,
  passedOver: readonly string[],
): readonly Problem[] {
  return partsWithKey(config, context)
    .filter((one) => !isOurs(one) && !passedOver.includes(one.part))
    .map((one) => {
      const alias = keyOfAws(one);
      const what = alias === undefined ? 'no KmsKeyId' : `the key ${alias} of AWS`;
      return {
        problem: `endpoint configuration has ${what} for ${CONTENT[one.part] ?? one.part}`,
        location: one.location ?? 'Properties',
      };
    });
}

function partsWithKey(resource: ResourceView, { resources }: RuleContext): readonly StoredPart[] {
  const parts = storedParts(resource, []).filter(({ needsKey }) => needsKey);
  // Only what has another key can be excepted by a policy, and policies take longer to read.
  if (parts.every(isOurs)) return parts;
  return storedParts(resource, statementsAt(resource, resources)).filter(({ needsKey }) => needsKey);
}

function isOurs({ cases }: StoredPart): boolean {
  return cases.every(({ holder }) => holder === 'customer managed');
}

/** The key of AWS that the template names; undefined where it names none in some case. */
function keyOfAws({ cases }: StoredPart): string | undefined {
  const foreign = cases.filter(({ holder }) => holder !== 'customer managed');
  const aliases = foreign.map((one) => ('alias' in one ? one.alias : undefined));
  return aliases.includes(undefined) ? undefined : aliases[0];
}
