import { type ResourceView, isEverybody, isObject, itemsOf, type TemplateObject, valuesAt } from '../../../template';

/** Where the policy of a ledger stands. */
export const LEDGER_POLICY = 'Properties.ResourcePolicy.PolicyDocument';

/** The statements of a ledger's policy that deny something to everybody, perhaps with exceptions. */
export function denialsOf({ properties }: ResourceView): readonly TemplateObject[] {
  return valuesAt(properties, 'ResourcePolicy', 'PolicyDocument', 'Statement')
    .flatMap(itemsOf)
    .filter(isObject)
    .filter((statement) => statement['Effect'] === 'Deny' && isEverybody(statement['Principal']));
}
