import type { ResourceView } from '../../template';
import type { Problem, RuleContext, TemplateCheck } from '../template-check';
import { actionChecks } from './actions';
import { conditionChecks } from './conditions';
import { elementChecks } from './elements';
import { resourceChecks } from './resources';

/** Checks of every IAM policy document in a template: identity, trust and resource policies. */
export const identityChecks: readonly TemplateCheck[] = [
  ...elementChecks,
  ...actionChecks,
  ...resourceChecks,
  ...conditionChecks,
];

/** All that the {@link identityChecks} find in one resource, each with the check that found it. */
export function checkStatements(
  resource: ResourceView,
  context: RuleContext,
): readonly (Problem & { readonly check: string })[] {
  return identityChecks.flatMap((check) => {
    const problems = check.resourceTypes.includes(resource.type) ? check.check(resource, context) : 'not-applicable';
    return problems === 'not-applicable'
      ? []
      : problems.map(({ problem, location }) => ({ check: check.id, problem, location }));
  });
}
