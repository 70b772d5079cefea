import { Template } from 'aws-cdk-lib/assertions';
import { EnvironmentBudget, ModelBudget } from '../../../constructs/governance';
import { AlertTopics } from '../../../constructs/monitoring';
import { TestStack, testKey } from '../support';

class Fixture extends TestStack {
  public readonly topic = new AlertTopics(this, 'Alerts', { encryptionKey: testKey(this) }).warning;
  public readonly props = { environment: 'prod', monthlyUsd: 60_000, alertPercents: [50, 100], topic: this.topic };
}

const notification = (Threshold: number) => ({
  NotificationType: 'ACTUAL',
  ComparisonOperator: 'GREATER_THAN',
  ThresholdType: 'PERCENTAGE',
  Threshold,
});

describe('EnvironmentBudget', () => {
  test('watches the cost of its environment and alerts topic and mail at each percentage', () => {
    const stack = new Fixture();
    new EnvironmentBudget(stack, 'Budget', { ...stack.props, mailTo: ['ai-platform@example.com'] });
    const Subscribers = [
      { SubscriptionType: 'SNS', Address: stack.resolve(stack.topic.topicArn) },
      { SubscriptionType: 'EMAIL', Address: 'ai-platform@example.com' },
    ];
    Template.fromStack(stack).hasResourceProperties('AWS::Budgets::Budget', {
      Budget: {
        BudgetType: 'COST',
        TimeUnit: 'MONTHLY',
        BudgetLimit: { Amount: 60_000, Unit: 'USD' },
        Metrics: ['UnblendedCost'],
        FilterExpression: { Tags: { Key: 'environment', Values: ['prod'], MatchOptions: ['EQUALS'] } },
      },
      NotificationsWithSubscribers: [
        { Notification: notification(50), Subscribers },
        { Notification: notification(100), Subscribers },
      ],
    });
  });

  test('fails with every prop that does not fit', () => {
    const stack = new Fixture();
    expect(
      () =>
        new EnvironmentBudget(stack, 'Budget', {
          ...stack.props,
          monthlyUsd: 0,
          alertPercents: [0, 10, 20, 30, 40, 40],
          mailTo: Array.from({ length: 11 }, (_, index) => `team-${index}@example.com`),
        }),
    ).toThrow(
      /^Test\/Budget: 4 problems\n.*monthlyUsd.*got 0.*\n.*1 to 5 values, got 6.*\n.*differ, got 0, 10, 20, 30, 40, 40.*\n.*at most 10 addresses, got 11/,
    );
  });
});

describe('ModelBudget', () => {
  test('watches the cost of one model in its environment', () => {
    const stack = new Fixture();
    new ModelBudget(stack, 'Budget', { ...stack.props, model: 'churn', monthlyUsd: 9000 });
    Template.fromStack(stack).hasResourceProperties('AWS::Budgets::Budget', {
      Budget: {
        BudgetLimit: { Amount: 9000, Unit: 'USD' },
        FilterExpression: {
          And: [
            { Tags: { Key: 'environment', Values: ['prod'], MatchOptions: ['EQUALS'] } },
            { Tags: { Key: 'model', Values: ['churn'], MatchOptions: ['EQUALS'] } },
          ],
        },
      },
    });
  });
});
