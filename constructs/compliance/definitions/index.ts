import type { TemplateCheck } from '../template-check';
import { capacityCheck } from './capacity';
import { scheduleCheck } from './schedules';
import { statesCheck } from './states';

/** Checks of state machines, capacities and schedules, whose values CloudFormation only judges at run time. */
export const definitionChecks: readonly TemplateCheck[] = [statesCheck, capacityCheck, scheduleCheck];
