import { isTrue } from '../../../template';
import { COMPLIANT, NOT_APPLICABLE, violation, type ComplianceRule } from '../../rule';
import { isRetained } from '../shared/removal';
import { isLedger, TABLE } from './ledgers';

/** Neither a person nor a stack can delete the records. */
export const rule: ComplianceRule = {
  id: 'LedgerDeletionProtected',
  title: 'In production, the release ledger has deletion protection and is retained',
  remedy: 'set deletionProtection of the environment to true (deletionProtection of ReleaseLedger)',
  requirements: ['REG-2'],
  formerIds: ['REG-2'],
  resourceTypes: [TABLE],
  check: (table, { production }) => {
    if (!isLedger(table) || !production) return NOT_APPLICABLE;
    return isTrue(table.properties, 'DeletionProtectionEnabled') && isRetained(table)
      ? COMPLIANT
      : violation('ledger can be deleted, and production keeps it', 'Properties.DeletionProtectionEnabled');
  },
};
