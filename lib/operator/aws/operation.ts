import type { Clients } from './clients';

/** One operation of AWS. */
export interface Operation<Input, Output> {
  /** The action of IAM that allows it, e.g. `states:StartExecution`. */
  readonly action: string;
  send(clients: Clients, input: Input): Promise<Output>;
}

/** Types an operation by what it sends. */
export function operation<Input, Output>(
  action: string,
  send: Operation<Input, Output>['send'],
): Operation<Input, Output> {
  return { action, send };
}
