import type { ResourceView } from './resource';
import { factsOf, RESOURCE_FACTS } from './services';
import { openElement, type Statement } from './statement';

/** What is looked for, in words; so that "none" means something. */
export const EXPOSURES: readonly string[] = [
  ...new Set([...RESOURCE_FACTS.values()].flatMap(({ exposure }) => exposure?.lookedFor ?? [])),
  'policies of resources and roles that allow everybody without a condition',
];

/**
 * How a resource can be reached from outside the account or the VPC, by what it is and by its policies.
 *
 * @param statements of the policies that stand at the resource
 */
export function exposuresOf({ type, properties }: ResourceView, statements: readonly Statement[]): readonly string[] {
  const itself = factsOf(type).exposure?.reason(properties);
  const policies = new Set(statements.map(openingOf).filter((reason) => reason !== undefined));
  return itself === undefined ? [...policies] : [itself, ...policies];
}

function openingOf(statement: Statement): string | undefined {
  const element = openElement(statement);
  // The policy of a VPC endpoint grants nothing.
  if (element === undefined || statement.kind === 'network') return undefined;
  const who = element === 'NotPrincipal' ? 'everybody but those of NotPrincipal' : 'everybody';
  if (statement.kind === 'trust') return `${who} may assume it`;
  return element === 'NotPrincipal' ? `its policy allows ${who}` : `its policy allows ${who} without a condition`;
}
