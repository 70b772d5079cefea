import type { AnswerCache } from '../answer-cache';
import type { TemplateCheck } from '../template-check';
import { capacityCheck } from './capacity';
import { scheduleCheck } from './schedules';
import { statesCheck } from './states';

/**
 * Checks of state machines, capacities and schedules, whose values CloudFormation only judges at run time.
 *
 * @param answers keeps what the validator of state machines said @default - it is asked in every process
 */
export function definitionChecks(answers?: AnswerCache): readonly TemplateCheck[] {
  return [statesCheck(answers), capacityCheck, scheduleCheck];
}
