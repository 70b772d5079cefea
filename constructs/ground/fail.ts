import type { IConstruct } from 'constructs';

/**
 * Stops the synthesis with one error that names the construct.
 *
 * @param problems what is wrong, in lower case without a full stop: rule, value, remedy. All of them, so that nobody fixes
 *   one only to find the next.
 * @throws Error always
 */
export function fail(scope: IConstruct, ...problems: readonly string[]): never {
  refuse(scope.node.path, problems);
}

function refuse(where: string, problems: readonly string[]): never {
  const [only, ...rest] = problems;
  if (only !== undefined && rest.length === 0) throw new Error(`${where}: ${only}`);
  throw new Error(`${where}: ${problems.length} problems\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
}

/** Calls {@link fail} when there is at least one problem. */
export function failIfAny(scope: IConstruct, problems: readonly string[]): void {
  if (problems.length > 0) fail(scope, ...problems);
}

/**
 * {@link failIfAny} for a construct that does not exist yet. Classes that extend a CDK construct check their props before
 * `super`, because `super` would throw for the first wrong prop only.
 */
export function failIfAnyIn(scope: IConstruct, id: string, problems: readonly string[]): void {
  if (problems.length > 0) refuse([scope.node.path, id].filter((part) => part !== '').join('/'), problems);
}
