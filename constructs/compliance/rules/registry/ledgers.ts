import { LEDGER_METADATA_KEY } from '../../../model';
import { type ResourceView, alternatives, isObject, itemsOf, valuesAt } from '../../../template';
import type { RuleContext } from '../../template-check';
import { resourcesOfType } from '../shared/endpoints';

export const TABLE = 'AWS::DynamoDB::Table';

const RULE = 'AWS::Events::Rule';

/** Whether events can tell a model package group apart: one without a name holds no model that is released. */
export function isNamedGroup({ properties }: ResourceView): boolean {
  return properties['ModelPackageGroupName'] !== undefined;
}

/** Whether a table is a release ledger. */
export function isLedger({ type, metadata }: ResourceView): boolean {
  return type === TABLE && metadata[LEDGER_METADATA_KEY] !== undefined;
}

/** The release ledgers of the same template. */
export function ledgersIn(context: RuleContext): readonly ResourceView[] {
  return resourcesOfType(context, TABLE).filter(isLedger);
}

/** Those of the events of SageMaker that no enabled rule of the template brings anywhere. */
export function unheard(events: readonly string[], context: RuleContext): readonly string[] {
  const heard = new Set(
    resourcesOfType(context, RULE)
      .filter(({ properties }) => valuesAt(properties, 'State').every((state) => state !== 'DISABLED'))
      .filter(({ properties }) => itemsOf(properties['Targets']).length > 0)
      .flatMap(({ properties }) => alternatives(properties['EventPattern']))
      .filter(isObject)
      .filter((pattern) => itemsOf(pattern['source']).includes('aws.sagemaker'))
      .flatMap((pattern) => itemsOf(pattern['detail-type'])),
  );
  return events.filter((event) => !heard.has(event));
}
