import type { PolicyDocument, PolicyStatement } from '../../../lib/bootstrap/policy';

export type Decision = 'allowed' | 'denied' | 'not allowed';

/** What policies say of a request. Conditions are compared as texts that the request has, with `*` for any text. */
export function decide(
  documents: readonly PolicyDocument[],
  action: string,
  resource: string,
  context: Readonly<Record<string, string>> = {},
): Decision {
  const matching = documents
    .flatMap(({ Statement }) => Statement)
    .filter((statement) => 'Action' in statement && matches(statement, action, resource, context));
  if (matching.some(({ Effect }) => Effect === 'Deny')) return 'denied';
  return matching.length > 0 ? 'allowed' : 'not allowed';
}

function matches(
  { Action, Resource, Condition = {} }: PolicyStatement,
  action: string,
  resource: string,
  context: Readonly<Record<string, string>>,
): boolean {
  const any = (patterns: readonly string[], text: string) => patterns.some((pattern) => glob(pattern).test(text));
  return (
    any(Action, action) &&
    any(Resource, resource) &&
    Object.entries(Condition).every(([operator, keys]) =>
      Object.entries(keys).every(([key, value]) => {
        const found = context[key];
        const equal = found !== undefined && any(typeof value === 'string' ? [value] : value, found);
        return operator.includes('Not') ? !equal : equal;
      }),
    )
  );
}

function glob(pattern: string): RegExp {
  return new RegExp(`^${pattern.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`, 'i');
}
