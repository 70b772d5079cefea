import { isTrue } from '../../../template';
import { COMPLIANT, NOT_APPLICABLE, violation, type ComplianceRule } from '../../rule';
import { isLedger, TABLE } from './ledgers';

/** The records can be restored after a mistake. */
export const rule: ComplianceRule = {
  id: 'LedgerPointInTimeRecoveryEnabled',
  title: 'The release ledger has point-in-time recovery',
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
