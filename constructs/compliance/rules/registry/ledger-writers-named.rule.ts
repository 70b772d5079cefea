import { itemsOf, type TemplateObject, valuesAt } from '../../../template';
import { COMPLIANT, NOT_APPLICABLE, violation, type ComplianceRule } from '../../rule';
import { denialsOf, LEDGER_POLICY } from './ledger-policy';
import { isLedger, TABLE } from './ledgers';

/** PutItem can add and overwrite records, so only the writers may use it. */
export const rule: ComplianceRule = {
  id: 'LedgerWritersNamed',
  title: 'The policy of the release ledger allows only its named writers to add records',
  remedy: 'use ReleaseLedger, and its grant methods for the writers',
  requirements: ['REG-2'],
  formerIds: ['REG-2'],
  resourceTypes: [TABLE],
  check: (table) => {
    if (!isLedger(table)) return NOT_APPLICABLE;
    return denialsOf(table).some(isAppendDenial)
      ? COMPLIANT
      : violation(
          'policy of the ledger does not deny dynamodb:PutItem to all but its writers, who could overwrite records',
          LEDGER_POLICY,
        );
  },
};

/** Denies appending, with the roles of the writers as the only exception. */
function isAppendDenial(statement: TemplateObject): boolean {
  if (!itemsOf(statement['Action']).includes('dynamodb:PutItem')) return false;
  const writers = valuesAt(statement, 'Condition', 'ArnNotEquals', 'aws:PrincipalArn');
  return writers.every((one) => itemsOf(one).length > 0 && !itemsOf(one).includes('*'));
}
