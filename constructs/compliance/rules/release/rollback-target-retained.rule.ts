import type { ComplianceRule } from '../../rule';
import type { Problem } from '../../template-check';
import { ENDPOINT_CONFIG, MODEL } from '../shared/endpoints';
import { isRetained } from '../shared/removal';

/** A rollback needs the model and the configuration that served before. */
export const rule: ComplianceRule = {
  id: 'RollbackTargetRetained',
  title: 'Models and endpoint configurations are retained, because a rollback needs them',
  remedy:
    'set DeletionPolicy of the model and the endpoint configuration to RetainExceptOnCreate, and UpdateReplacePolicy to Retain',
  requirements: ['REL-1'],
  formerIds: ['REL-1'],
  resourceTypes: [ENDPOINT_CONFIG, MODEL],
  check: (resource) => {
    const { type, updateReplacePolicy } = resource;
    const what = type === MODEL ? 'model' : 'endpoint configuration';
    const problems: Problem[] = [];
    if (!isRetained(resource)) {
      problems.push({ problem: `${what} is deleted with its stack, and must be retained`, location: 'DeletionPolicy' });
    }
    if (updateReplacePolicy !== 'Retain') {
      const problem = `${what} is deleted when a new version replaces it, and must be retained`;
      problems.push({ problem, location: 'UpdateReplacePolicy' });
    }
    return problems;
  },
};
