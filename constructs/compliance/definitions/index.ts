import type { TemplateCheck } from '../template-check';

/** Checks of state machines, capacities and schedules, whose values CloudFormation only judges at run time. */
export const definitionChecks: readonly TemplateCheck[] = [];
