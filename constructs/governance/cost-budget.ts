import * as budgets from 'aws-cdk-lib/aws-budgets';
import type * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { failIfAny } from '../ground';
import { OWNERSHIP_TAGS } from './core';

/** The limit of AWS Budgets for notifications of one budget. */
const MAX_ALERTS = 5;

/** Properties of an {@link EnvironmentBudget}. */
export interface EnvironmentBudgetProps {
  /** The environment, as in its ownership tag. */
  readonly environment: string;
  /** US dollars per calendar month. */
  readonly monthlyUsd: number;
  /** Percentages of the budget at which actual cost raises an alert: 1 to 5, e.g. 50, 80 and 100. */
  readonly alertPercents: readonly number[];
  /** Receives the alerts. Its policy must allow AWS Budgets, as those of `AlertTopics` do. */
  readonly topic: sns.ITopic;
  /** Mail addresses that also receive the alerts, at most 10. @default - none */
  readonly mailTo?: readonly string[];
}

/** Properties of a {@link ModelBudget}. */
export interface ModelBudgetProps extends EnvironmentBudgetProps {
  /** The model, as in its ownership tag. */
  readonly model: string;
}

/** Watches what an environment costs by its cost allocation tag `environment`. */
export class EnvironmentBudget extends Construct {
  public readonly budget: budgets.CfnBudget;

  /** @throws Error naming every invalid prop */
  constructor(scope: Construct, id: string, props: EnvironmentBudgetProps) {
    super(scope, id);
    this.budget = createBudget(this, props, tagged(OWNERSHIP_TAGS.environment, props.environment));
  }
}

/** Watches what one model costs in an environment, by the cost allocation tags `environment` and `model`. */
export class ModelBudget extends Construct {
  public readonly budget: budgets.CfnBudget;

  /** @throws Error naming every invalid prop */
  constructor(scope: Construct, id: string, props: ModelBudgetProps) {
    super(scope, id);
    this.budget = createBudget(this, props, {
      and: [tagged(OWNERSHIP_TAGS.environment, props.environment), tagged(OWNERSHIP_TAGS.model, props.model)],
    });
  }
}

/**
 * Assumption A-BUDGET-TAG: the key of a tag stands in a filter as in the tag. AWS's examples also write `user:` before it;
 * the check `budget-tags` of `blueprint doctor` tells from a day's cost which is right.
 */
function tagged(key: string, value: string): budgets.CfnBudget.ExpressionProperty {
  return { tags: { key, values: [value], matchOptions: ['EQUALS'] } };
}

function createBudget(
  scope: Construct,
  props: EnvironmentBudgetProps,
  filterExpression: budgets.CfnBudget.ExpressionProperty,
): budgets.CfnBudget {
  failIfAny(scope, problemsOf(props));
  const subscribers = [
    { subscriptionType: 'SNS', address: props.topic.topicArn },
    ...(props.mailTo ?? []).map((address) => ({ subscriptionType: 'EMAIL', address })),
  ];
  return new budgets.CfnBudget(scope, 'Resource', {
    budget: {
      budgetType: 'COST',
      timeUnit: 'MONTHLY',
      budgetLimit: { amount: props.monthlyUsd, unit: 'USD' },
      filterExpression,
      metrics: ['UnblendedCost'],
    },
    notificationsWithSubscribers: props.alertPercents.map((threshold) => ({
      notification: {
        notificationType: 'ACTUAL',
        comparisonOperator: 'GREATER_THAN',
        thresholdType: 'PERCENTAGE',
        threshold,
      },
      subscribers,
    })),
  });
}

function problemsOf({ monthlyUsd, alertPercents, mailTo = [] }: EnvironmentBudgetProps): string[] {
  const problems: string[] = [];
  if (!(monthlyUsd > 0)) problems.push(`monthlyUsd must be more than 0, got ${monthlyUsd}; set what may be spent`);
  if (alertPercents.length < 1 || alertPercents.length > MAX_ALERTS) {
    problems.push(`alertPercents must have 1 to ${MAX_ALERTS} values, got ${alertPercents.length}; AWS takes no more`);
  }
  if (new Set(alertPercents).size < alertPercents.length || alertPercents.some((percent) => !(percent > 0))) {
    problems.push(`alertPercents must be more than 0 and differ, got ${alertPercents.join(', ')}; correct them`);
  }
  if (mailTo.length > 10)
    problems.push(`mailTo must have at most 10 addresses, got ${mailTo.length}; use a list address`);
  return problems;
}
