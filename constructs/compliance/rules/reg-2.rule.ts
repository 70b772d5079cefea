import { NOT_APPLICABLE, type ComplianceRule } from '../rule';
import {
  type ResourceView,
  isEverybody,
  isObject,
  isSet,
  isTrue,
  itemsOf,
  valuesAt,
  type TemplateObject,
} from '../../template';
import type { Problem } from '../template-check';
import { ENDPOINT_EVENTS, isLedger, TABLE, unheard } from './shared/ledgers';
import { judge } from './shared/judge';

const CHANGES = ['dynamodb:BatchWriteItem', 'dynamodb:DeleteItem', 'dynamodb:UpdateItem'];
const POLICY = 'Properties.ResourcePolicy.PolicyDocument';

/** The ledger that answers which version served is added to, and never changed. */
export const rule: ComplianceRule = {
  id: 'REG-2',
  title: 'The release ledger hears of every change of an endpoint, and nobody can change or delete what it recorded',
  remedy: 'use ReleaseLedger, with deletionProtection of the environment in production',
  resourceTypes: [TABLE],
  check: (table, context) => {
    if (!isLedger(table)) return NOT_APPLICABLE;
    const missing = unheard(ENDPOINT_EVENTS, context);
    return judge([
      ...storeProblems(table, context.production),
      ...policyProblems(table, context.production),
      ...(missing.length === 0
        ? []
        : [{ problem: `no rule brings ${missing.join(' and ')} to a recorder`, location: 'Properties' }]),
    ]);
  },
};

function storeProblems({ properties, deletionPolicy }: ResourceView, production: boolean): readonly Problem[] {
  const problems: Problem[] = [];
  if (!isTrue(properties, 'PointInTimeRecoverySpecification', 'PointInTimeRecoveryEnabled')) {
    problems.push({
      problem: 'ledger cannot be restored to a point in time',
      location: 'Properties.PointInTimeRecoverySpecification',
    });
  }
  if (!isSet(properties, 'SSESpecification', 'KMSMasterKeyId')) {
    problems.push({ problem: 'ledger has no customer managed key', location: 'Properties.SSESpecification' });
  }
  if (!isSet(properties, 'StreamSpecification', 'StreamViewType')) {
    problems.push({
      problem: 'ledger has no stream, so that no locked copy is made of its records',
      location: 'Properties.StreamSpecification',
    });
  }
  if (production && (!isTrue(properties, 'DeletionProtectionEnabled') || deletionPolicy !== 'Retain')) {
    problems.push({
      problem: 'ledger can be deleted, and production keeps it',
      location: 'Properties.DeletionProtectionEnabled',
    });
  }
  return problems;
}

function policyProblems({ properties }: ResourceView, production: boolean): readonly Problem[] {
  const denials = valuesAt(properties, 'ResourcePolicy', 'PolicyDocument', 'Statement')
    .flatMap(itemsOf)
    .filter(isObject)
    .filter((statement) => statement['Effect'] === 'Deny' && isEverybody(statement['Principal']));
  const wholly = new Set(denials.filter((one) => one['Condition'] === undefined).flatMap(actionsOf));
  const wanted = production ? [...CHANGES, 'dynamodb:DeleteTable'] : CHANGES;
  const open = wanted.filter((action) => !wholly.has(action));
  const problems: Problem[] = [];
  if (open.length > 0) {
    problems.push({ problem: `policy of the ledger does not deny ${open.join(', ')} to everybody`, location: POLICY });
  }
  if (!denials.some(isAppendDenial)) {
    problems.push({
      problem:
        'policy of the ledger does not deny dynamodb:PutItem to all but its writers, who could overwrite records',
      location: POLICY,
    });
  }
  return problems;
}

function actionsOf(statement: TemplateObject): readonly unknown[] {
  return itemsOf(statement['Action']);
}

/** Denies appending, with the roles of the writers as the only exception. */
function isAppendDenial(statement: TemplateObject): boolean {
  if (!actionsOf(statement).includes('dynamodb:PutItem')) return false;
  const writers = valuesAt(statement, 'Condition', 'ArnNotEquals', 'aws:PrincipalArn');
  return writers.every((one) => itemsOf(one).length > 0 && !itemsOf(one).includes('*'));
}
