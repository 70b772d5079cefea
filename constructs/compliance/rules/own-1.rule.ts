import type { ComplianceRule, RuleContext } from '../rule';
import { type ResourceView, isObject, isSet, itemsOf, tagsIn } from '../../template';
import type { Problem } from '../template-check';
import { ENDPOINT, ENDPOINT_CONFIG, INFERENCE_COMPONENT, MODEL, resourcesOfType } from './shared/endpoints';
import { governanceOf, METADATA_LOCATION } from './shared/governance';
import { judge } from './shared/judge';

const MODEL_PACKAGE_GROUP = 'AWS::SageMaker::ModelPackageGroup';
/** Tag keys, as every stack of an environment sets them. */
const TAGS = ['owner', 'cost-centre'] as const;
/** What a reviewer looks for when asking about a model. */
const DESCRIBED: ReadonlySet<string> = new Set([ENDPOINT, MODEL_PACKAGE_GROUP]);

/** Somebody answers for the model and pays for it, and is told when it costs more. */
export const rule: ComplianceRule = {
  id: 'OWN-1',
  title: 'Everything that serves a model names its owner and cost centre, and the model has a budget',
  remedy:
    'set owner, costCentre and budget.monthlyUsd of the model; in code, tag the stack with owner and cost-centre, pass governance, and create an AWS::Budgets::Budget in the same stack that names the model',
  resourceTypes: [ENDPOINT, ENDPOINT_CONFIG, INFERENCE_COMPONENT, MODEL, MODEL_PACKAGE_GROUP],
  check: (resource, context) =>
    judge([
      ...tagProblems(resource),
      ...(DESCRIBED.has(resource.type) ? governanceProblems(resource) : []),
      ...(resource.type === ENDPOINT ? budgetProblems(resource, context) : []),
    ]),
};

function tagProblems({ type, properties }: ResourceView): readonly Problem[] {
  const tags = tagsIn(type, properties);
  const missing = TAGS.filter((key) => !isSet(tags, key));
  return missing.length === 0
    ? []
    : [{ problem: `resource has no tag ${missing.join(' and no tag ')}`, location: 'Properties.Tags' }];
}

function governanceProblems(resource: ResourceView): readonly Problem[] {
  const governance = governanceOf(resource);
  if (governance === undefined) {
    return [{ problem: 'resource does not say whose model it serves', location: METADATA_LOCATION }];
  }
  return ['model', 'owner', 'costCentre']
    .filter((key) => !isSet(governance, key))
    .map((key) => ({ problem: `model has no ${key}`, location: `${METADATA_LOCATION}.${key}` }));
}

function budgetProblems(endpoint: ResourceView, context: RuleContext): readonly Problem[] {
  const budgets = resourcesOfType(context, 'AWS::Budgets::Budget');
  const model = governanceOf(endpoint)?.['model'];
  const ofModel = budgets.filter(({ properties }) => typeof model !== 'string' || names(properties, model));
  if (ofModel.length === 0)
    return [{ problem: 'model has no budget in the stack that serves it', location: 'Properties' }];
  const heard = ofModel.some(({ properties }) =>
    itemsOf(properties['NotificationsWithSubscribers']).some((one) => isObject(one) && isSet(one, 'Subscribers')),
  );
  return heard ? [] : [{ problem: 'budget of the model alerts nobody', location: 'Properties' }];
}

/** Whether a budget is filtered by a model: by the value of a tag, which the older filters write `user:model$churn`. */
function names(budget: unknown, model: string): boolean {
  const written = JSON.stringify(budget);
  return written.includes(`"${model}"`) || written.includes(`$${model}"`);
}
