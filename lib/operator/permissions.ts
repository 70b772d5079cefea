import { OPERATIONS, type OperationName } from './aws/operations';

/** Operations of AWS that the code of a verb sends, with what it sends them to. */
export interface Permission {
  readonly calls: readonly OperationName[];
  /** What they are called on, in words. */
  readonly on: string;
  /** In which case. @default - on every call of the verb */
  readonly when?: string;
  /** Actions that AWS asks for besides, because what is called on is encrypted, e.g. `kms:Decrypt`. @default - none */
  readonly implied?: readonly string[];
}

/** What a verb, or a function that verbs share, asks AWS for. */
export type Permissions = readonly Permission[];

/** The operations that are among permissions. */
export type CallsOf<Given extends Permissions> = Given[number]['calls'][number];

/** The actions of IAM that allow it, each once. */
export function actionsOf(permissions: Permissions): readonly string[] {
  const actions = permissions.flatMap(({ calls, implied = [] }) => [
    ...calls.map((call) => OPERATIONS[call].action),
    ...implied,
  ]);
  return [...new Set(actions)];
}
