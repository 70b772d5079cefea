import { CANCEL_METRIC } from '../core/cancel-metric';
import { sdk, type DefinitionContext } from './context';
import { BRIEF, jsonata, task, type State } from './states';

/** Makes the alarm go off that takes a rollout back. */
export const CANCELLED = cancelMetric(1);
/** Makes it calm. */
export const CALM = cancelMetric(0);
/** What the alarm on stuck releases watches. */
export const OVERDUE = {
  MetricName: 'OverdueReleases',
  Unit: 'Count',
  Value: 1,
  Dimensions: [{ Name: 'StateMachineArn', Value: jsonata('$states.context.StateMachine.Id') }],
};

/** Publishes metrics of the machine, and goes on whether or not that succeeds. */
export function publish(
  context: DefinitionContext,
  options: {
    readonly metric: object;
    readonly next: string;
    readonly assign?: Readonly<Record<string, unknown>>;
    readonly comment?: string;
  },
): State {
  const { metric, next, assign, comment } = options;
  return task({
    comment,
    resource: sdk(context, 'cloudwatch:putMetricData'),
    arguments: { Namespace: context.metricNamespace, MetricData: [metric] },
    assign,
    patience: BRIEF,
    next,
    catch: [{ next, assign }],
  });
}

function cancelMetric(value: 0 | 1): object {
  return {
    MetricName: CANCEL_METRIC.name,
    Unit: 'Count',
    Value: value,
    Dimensions: [{ Name: CANCEL_METRIC.dimension, Value: jsonata('$model.stack') }],
  };
}
