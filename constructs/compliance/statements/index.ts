import type { TemplateCheck } from '../template-check';

/** Checks of every IAM policy document in a template: identity, trust and resource policies. */
export const identityChecks: readonly TemplateCheck[] = [];
