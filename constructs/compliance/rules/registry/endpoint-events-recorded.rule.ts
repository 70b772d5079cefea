import { COMPLIANT, NOT_APPLICABLE, violation, type ComplianceRule } from '../../rule';
import { isLedger, TABLE, unheard } from './ledgers';

/** Events that tell which version an endpoint serves. */
const ENDPOINT_EVENTS = ['SageMaker Endpoint State Change', 'SageMaker Endpoint Deployment State Change'] as const;

/** The ledger knows which version served only if it gets every event of an endpoint. */
export const rule: ComplianceRule = {
  id: 'EndpointEventsRecorded',
  title: 'Every change of an endpoint is recorded in the release ledger',
  remedy: 'use ReleaseLedger, or route the events of endpoints to your recorder',
  requirements: ['REG-2'],
  formerIds: ['REG-2'],
  resourceTypes: [TABLE],
  check: (table, context) => {
    if (!isLedger(table)) return NOT_APPLICABLE;
    const missing = unheard(ENDPOINT_EVENTS, context);
    return missing.length === 0 ? COMPLIANT : violation(`no rule brings ${missing.join(' and ')} to a recorder`);
  },
};
