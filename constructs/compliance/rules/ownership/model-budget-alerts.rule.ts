import { governanceOf, isObject, isSet, itemsOf } from '../../../template';
import { COMPLIANT, violation, type ComplianceRule } from '../../rule';
import { ENDPOINT, resourcesOfType } from '../shared/endpoints';

/** The owner of the cost is notified when a model costs more than planned. */
export const rule: ComplianceRule = {
  id: 'ModelBudgetAlerts',
  title: 'The stack that serves a model has a budget for it, with alerts to somebody',
  remedy:
    'set budget.monthlyUsd of the model; in code, create ModelBudget, or an AWS::Budgets::Budget that names the model, in the same stack',
  requirements: ['OWN-1'],
  formerIds: ['OWN-1'],
  resourceTypes: [ENDPOINT],
  check: (endpoint, context) => {
    const model = governanceOf(endpoint)?.['model'];
    const ofModel = resourcesOfType(context, 'AWS::Budgets::Budget').filter(
      ({ properties }) => typeof model !== 'string' || names(properties, model),
    );
    if (ofModel.length === 0) return violation('model has no budget in the stack that serves it');
    const heard = ofModel.some(({ properties }) =>
      itemsOf(properties['NotificationsWithSubscribers']).some((one) => isObject(one) && isSet(one, 'Subscribers')),
    );
    return heard ? COMPLIANT : violation('budget of the model alerts nobody');
  },
};

/** Whether a budget is filtered by a model: by the value of a tag, which the older filters write `user:model$churn`. */
function names(budget: unknown, model: string): boolean {
  const written = JSON.stringify(budget);
  return written.includes(`"${model}"`) || written.includes(`$${model}"`);
}
