import { COMPLIANT, NOT_APPLICABLE, violation, type ComplianceRule } from '../../rule';
import { MODEL_PACKAGE_GROUP } from '../shared/endpoints';
import { isNamedGroup, ledgersIn } from './ledgers';

/** The history of every version is recorded where nobody can change it. */
export const rule: ComplianceRule = {
  id: 'ModelPackageGroupHasLedger',
  title: 'The stack of a model package group has a release ledger, which records its versions',
  remedy: 'put a ReleaseLedger into the stack of the model package groups',
  requirements: ['REG-1'],
  formerIds: ['REG-1'],
  resourceTypes: [MODEL_PACKAGE_GROUP],
  check: (group, context) => {
    if (!isNamedGroup(group)) return NOT_APPLICABLE;
    return ledgersIn(context).length > 0
      ? COMPLIANT
      : violation('model package group has no release ledger in its stack');
  },
};
