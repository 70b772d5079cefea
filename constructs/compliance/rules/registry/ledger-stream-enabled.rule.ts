import { isSet } from '../../../template';
import { COMPLIANT, NOT_APPLICABLE, violation, type ComplianceRule } from '../../rule';
import { isLedger, TABLE } from './ledgers';

/** The copy that is made from the stream is locked against everybody. */
export const rule: ComplianceRule = {
  id: 'LedgerStreamEnabled',
  title: 'The release ledger has a stream, from which a locked copy of its records is made',
  remedy: 'use ReleaseLedger, or set StreamSpecification of the table',
  requirements: ['REG-2'],
  formerIds: ['REG-2'],
  resourceTypes: [TABLE],
  check: (table) => {
    if (!isLedger(table)) return NOT_APPLICABLE;
    return isSet(table.properties, 'StreamSpecification', 'StreamViewType')
      ? COMPLIANT
      : violation(
          'ledger has no stream, so that no locked copy is made of its records',
          'Properties.StreamSpecification',
        );
  },
};
