import { isSet } from '../../../template';
import { COMPLIANT, NOT_APPLICABLE, violation, type ComplianceRule } from '../../rule';
import { isLedger, TABLE } from './ledgers';

/** The company decides who can read the records. */
export const rule: ComplianceRule = {
  id: 'LedgerEncryptedWithCustomerKey',
  title: 'The release ledger is encrypted with a customer managed key',
  remedy: 'give ReleaseLedger its encryptionKey',
  requirements: ['REG-2'],
  formerIds: ['REG-2'],
  resourceTypes: [TABLE],
  check: (table) => {
    if (!isLedger(table)) return NOT_APPLICABLE;
    return isSet(table.properties, 'SSESpecification', 'KMSMasterKeyId')
      ? COMPLIANT
      : violation('ledger has no customer managed key', 'Properties.SSESpecification');
  },
};
