import { isSet } from '../../../template';
import { COMPLIANT, NOT_APPLICABLE, violation, type ComplianceRule } from '../../rule';
import { isLedger, TABLE } from './ledgers';

/** Object lock protects the copies that are made from the stream. */
export const rule: ComplianceRule = {
  id: 'LedgerStreamEnabled',
  title: 'The release ledger has a stream, from which locked copies of its records are made',
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
