import { OPERATIONS, type OperationName } from './aws/operations';

/** Operations of AWS that the code of a verb sends, with what it sends them to. */
export interface Permission {
  readonly calls: readonly OperationName[];
  /** What they are called on, in words. */
  readonly on: string;
  /** In which case. @default - on every call of the verb */
  readonly when?: string;
  /** Action on the customer managed key that encrypts it. @default - none does */
  readonly key?: 'kms:Decrypt' | 'kms:GenerateDataKey';
}

/** What a verb, or a function that verbs share, asks AWS for. */
export type Permissions = readonly Permission[];

/** The operations that are among permissions. */
export type CallsOf<Given extends Permissions> = Given[number]['calls'][number];

/** The actions of IAM that allow the calls, each once. */
export function actionsOf({ calls }: Permission): readonly string[] {
  return [...new Set(calls.map((call) => OPERATIONS[call].action))];
}
