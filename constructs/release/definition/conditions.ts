import {
  COMPONENT_STATUSES,
  ENDPOINT_STATUSES,
  type HostingDecision,
  STACK_STATUSES,
  type StackDecision,
  statusesThat,
} from '../core/service-statuses';

/** Whether `$status`, of an endpoint or of an inference component, has a decision. */
export function hosting(decision: HostingDecision): string {
  const statuses = [...statusesThat(ENDPOINT_STATUSES, decision), ...statusesThat(COMPONENT_STATUSES, decision)];
  return isOneOf('$status', statuses);
}

/** Whether `$stackStatus` has one of the decisions. */
export function stack(...decisions: readonly StackDecision[]): string {
  return isOneOf('$stackStatus', statusesThat(STACK_STATUSES, ...decisions));
}

function isOneOf(variable: string, values: readonly string[]): string {
  return `${variable} in [${[...new Set(values)].map((value) => `'${value}'`).join(', ')}]`;
}
