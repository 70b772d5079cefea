import { NOT_APPLICABLE, type ComplianceRule } from '../rule';
import type { Problem } from '../template-check';
import { judge } from './shared/judge';
import { ledgersIn, unheard, VERSION_EVENTS } from './shared/ledgers';

/** What is known of every version is recorded where nobody can change it. */
export const rule: ComplianceRule = {
  id: 'REG-1',
  title: 'What becomes of every version of a model is recorded, with its origin and who approved it',
  remedy:
    'put a ReleaseLedger into the stack of the model package groups; in code of your own, bring the events of model packages and the API calls to it',
  resourceTypes: ['AWS::SageMaker::ModelPackageGroup'],
  check: ({ properties }, context) => {
    // A group without a name cannot be told apart in events: it is no group of a model that is released.
    if (properties['ModelPackageGroupName'] === undefined) return NOT_APPLICABLE;
    const problems: Problem[] = [];
    if (ledgersIn(context).length === 0) {
      problems.push({ problem: 'model package group has no release ledger in its stack', location: 'Properties' });
    }
    const missing = unheard(VERSION_EVENTS, context);
    if (missing.length > 0) {
      problems.push({ problem: `no rule brings ${missing.join(' and ')} to a recorder`, location: 'Properties' });
    }
    return judge(problems);
  },
};
