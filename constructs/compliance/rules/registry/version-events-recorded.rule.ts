import { COMPLIANT, NOT_APPLICABLE, violation, type ComplianceRule } from '../../rule';
import { MODEL_PACKAGE_GROUP } from '../shared/endpoints';
import { isNamedGroup, unheard } from './ledgers';

/** Events that tell what becomes of a version in the registry, and who did it. */
const VERSION_EVENTS = ['SageMaker Model Package State Change', 'AWS API Call via CloudTrail'] as const;

/** The ledger can record only the events that reach it. */
export const rule: ComplianceRule = {
  id: 'VersionEventsRecorded',
  title: 'Every change of a model version in the registry is recorded, and who made it',
  remedy:
    'put a ReleaseLedger into the stack of the model package groups; in code of your own, route the events of model packages and the API calls to it',
  requirements: ['REG-1'],
  formerIds: ['REG-1'],
  resourceTypes: [MODEL_PACKAGE_GROUP],
  check: (group, context) => {
    if (!isNamedGroup(group)) return NOT_APPLICABLE;
    const missing = unheard(VERSION_EVENTS, context);
    return missing.length === 0 ? COMPLIANT : violation(`no rule brings ${missing.join(' and ')} to a recorder`);
  },
};
