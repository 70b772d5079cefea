import type { TemplateCheck } from '../template-check';
import { actionChecks } from './actions';
import { conditionTypeChecks } from './condition-types';
import { conditionChecks } from './conditions';
import { elementChecks } from './elements';
import { resourceChecks } from './resources';
import { unsentKeyChecks } from './unsent-keys';

/** Checks of every IAM policy document in a template: identity, trust and resource policies. */
export const identityChecks: readonly TemplateCheck[] = [
  ...elementChecks,
  ...actionChecks,
  ...resourceChecks,
  ...conditionChecks,
  ...conditionTypeChecks,
  ...unsentKeyChecks,
];
