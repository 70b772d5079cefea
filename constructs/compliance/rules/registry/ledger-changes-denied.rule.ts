import { itemsOf } from '../../../template';
import { COMPLIANT, NOT_APPLICABLE, violation, type ComplianceRule } from '../../rule';
import { denialsOf, LEDGER_POLICY } from './ledger-policy';
import { isLedger, TABLE } from './ledgers';

const CHANGES = ['dynamodb:BatchWriteItem', 'dynamodb:DeleteItem', 'dynamodb:UpdateItem'];

/** The ledger is append-only. */
export const rule: ComplianceRule = {
  id: 'LedgerChangesDenied',
  title:
    'The policy of the release ledger denies everybody changes and deletions of records, and in production the deletion of the table',
  remedy: 'use ReleaseLedger; in production, also set deletionProtection of the environment to true',
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
