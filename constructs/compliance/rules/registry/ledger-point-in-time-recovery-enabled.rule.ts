import { isTrue } from '../../../template';
import { COMPLIANT, NOT_APPLICABLE, violation, type ComplianceRule } from '../../rule';
import { isLedger, TABLE } from './ledgers';

/** What was recorded outlives a mistake. */
export const rule: ComplianceRule = {
  id: 'LedgerPointInTimeRecoveryEnabled',
  title: 'The release ledger can be restored to a point in time',
  remedy: 'use ReleaseLedger, or enable PointInTimeRecovery of the table',
  requirements: ['REG-2'],
  formerIds: ['REG-2'],
  resourceTypes: [TABLE],
  check: (table) => {
    if (!isLedger(table)) return NOT_APPLICABLE;
    return isTrue(table.properties, 'PointInTimeRecoverySpecification', 'PointInTimeRecoveryEnabled')
      ? COMPLIANT
      : violation('ledger cannot be restored to a point in time', 'Properties.PointInTimeRecoverySpecification');
  },
};
