import { type ResourceView, statementsAt, type StoredPart, storedParts, typesWith } from '../../../template';
import { NOT_APPLICABLE } from '../../rule';
import type { Problem, RuleContext, RuleOutcome } from '../../template-check';
import { ENDPOINT_CONFIG } from './endpoints';

/** The types that store something under a key which the company can hold. Parts of endpoints have rules of their own. */
export const STORE_TYPES: readonly string[] = typesWith(
  ({ stores }) =>
    typeof stores === 'function' ||
    stores?.some(({ key, keyIsOptional }) => key !== undefined && keyIsOptional !== true) === true,
).filter((type) => type !== ENDPOINT_CONFIG);

/** What is wrong with the keys of a store; it does not apply to what can have no key of the company. */
export function storeProblems(resource: ResourceView, context: RuleContext): RuleOutcome {
  const parts = partsWithKey(resource, context);
  if (parts.length === 0) return NOT_APPLICABLE;
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

/** What is wrong with the key of one part of an endpoint configuration. @param content what the part holds, in words */
export function endpointKeyProblems(
  config: ResourceView,
  context: RuleContext,
  part: string,
  content: string,
): RuleOutcome {
  const parts = partsWithKey(config, context).filter((one) => one.part === part);
  if (parts.length === 0) return NOT_APPLICABLE;
  return parts
    .filter((one) => !isOurs(one))
    .map((one) => {
      const alias = keyOfAws(one);
      const what = alias === undefined ? 'no KmsKeyId' : `the key ${alias} of AWS`;
      return { problem: `endpoint configuration has ${what} for ${content}`, location: one.location ?? 'Properties' };
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
