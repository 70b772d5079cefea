import { governanceOf, isObject } from '../../../template';
import { NOT_APPLICABLE, type ComplianceRule } from '../../rule';
import type { Problem, RuleContext } from '../../template-check';
import { ENDPOINT } from '../shared/endpoints';
import { releasedModels, STATE_MACHINE } from './releases';

/** The number of approvers depends on the risk class that the machine knows. */
export const rule: ComplianceRule = {
  id: 'HighRiskReleaseTwoApprovers',
  title: 'A release machine knows which models are high risk, and demands two approvers for them',
  remedy: 'give ReleaseMachine the same riskClass for each model as its endpoint',
  requirements: ['REL-2'],
  formerIds: ['REL-2'],
  resourceTypes: [STATE_MACHINE],
  check: (machine, context) => {
    const models = releasedModels(machine);
    if (models === undefined) return NOT_APPLICABLE;
    return Object.entries(models).flatMap(([model, said]): readonly Problem[] => {
      const risk = isObject(said) ? said['riskClass'] : undefined;
      if (risk === 'high' || !isHighRisk(model, context)) return [];
      const problem = `machine takes ${model} for risk class ${JSON.stringify(risk)}, and its endpoint is high risk: one approver would do`;
      return [{ problem, location: 'Metadata' }];
    });
  },
};

function isHighRisk(model: string, { environment }: RuleContext): boolean {
  return (environment ?? []).some((resource) => {
    const governance = resource.type === ENDPOINT ? governanceOf(resource) : undefined;
    return governance?.['model'] === model && governance['riskClass'] === 'high';
  });
}
