import { type ResourceView, resourcesOf, tagsIn } from '../../../constructs/template';
import type { RuleContext, RuleOutcome } from '../../../constructs/compliance/template-check';

/** A resource as a rule sees it. */
export function view(
  type: string,
  properties: Readonly<Record<string, unknown>>,
  more: Partial<ResourceView> = {},
): ResourceView {
  const place = { logicalId: 'It', path: 'app/prod/It', label: 'It', environment: 'prod', stack: 'app/prod' };
  return { type, ...place, properties, metadata: {}, tags: tagsIn(type, properties), ...more };
}

/** A production environment on a fixed day, with the given resources in the template. */
export function contextOf(resources: readonly ResourceView[] = [], more: Partial<RuleContext> = {}): RuleContext {
  return {
    evaluationDate: '2026-11-23',
    production: true,
    resources: new Map(resources.map((resource) => [resource.logicalId, resource])),
    ...more,
  };
}

/** An outcome in words: `compliant`, `not-applicable`, or each problem as `location: problem`, one a line. */
export function said(outcome: RuleOutcome): string {
  if (outcome === 'not-applicable') return outcome;
  if (outcome.length === 0) return 'compliant';
  return outcome.map(({ location, problem }) => `${location}: ${problem}`).join('\n');
}

/** The resources of a synthesized template. */
export function viewsOf(template: Readonly<Record<string, unknown>>): readonly ResourceView[] {
  return [...resourcesOf({ environment: 'prod', stack: 'prod/Stack', template }).values()];
}
