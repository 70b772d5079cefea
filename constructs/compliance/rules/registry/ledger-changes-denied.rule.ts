import { itemsOf } from '../../../template';
import { COMPLIANT, NOT_APPLICABLE, violation, type ComplianceRule } from '../../rule';
import { denialsOf, LEDGER_POLICY } from './ledger-policy';
import { isLedger, TABLE } from './ledgers';

const CHANGES = ['dynamodb:BatchWriteItem', 'dynamodb:DeleteItem', 'dynamodb:UpdateItem'];

/** The ledger that answers which version served is added to, and never changed. */
export const rule: ComplianceRule = {
  id: 'LedgerChangesDenied',
  title:
    'The policy of the release ledger denies everybody changing or deleting a record, and in production deleting the table',
  remedy: 'use ReleaseLedger, with deletionProtection of the environment in production',
  requirements: ['REG-2'],
  formerIds: ['REG-2'],
  resourceTypes: [TABLE],
  check: (table, { production }) => {
    if (!isLedger(table)) return NOT_APPLICABLE;
    const denied = new Set(
      denialsOf(table)
        .filter((statement) => statement['Condition'] === undefined)
        .flatMap((statement) => itemsOf(statement['Action'])),
    );
    const open = [...CHANGES, ...(production ? ['dynamodb:DeleteTable'] : [])].filter((action) => !denied.has(action));
    return open.length === 0
      ? COMPLIANT
      : violation(`policy of the ledger does not deny ${open.join(', ')} to everybody`, LEDGER_POLICY);
  },
};
