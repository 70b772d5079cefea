import { type ResourceView, isObject, itemsOf, type TemplateObject } from '../../../template';
import type { RuleContext } from '../../template-check';
import { componentsOf, isNamed, resourcesOfType } from './endpoints';

/** A metric that an alarm watches. */
export interface WatchedMetric {
  readonly namespace: unknown;
  readonly name: unknown;
  readonly dimensions: unknown;
}

/**
 * The alarms on a metric of an endpoint, or of one of its inference components, whichever version answers: one on a single
 * endpoint configuration sees nothing of a version that came back.
 */
export function alarmsOn(metricName: string, endpoint: ResourceView, context: RuleContext): readonly ResourceView[] {
  const components = componentsOf(endpoint, context);
  return resourcesOfType(context, 'AWS::CloudWatch::Alarm').filter((alarm) =>
    watchedMetrics(alarm).some(
      ({ name, dimensions }) =>
        name === metricName && isOnAllOf(itemsOf(dimensions).filter(isObject), endpoint, components),
    ),
  );
}

function isOnAllOf(
  dimensions: readonly TemplateObject[],
  endpoint: ResourceView,
  components: readonly ResourceView[],
): boolean {
  if (dimensions.some(({ Name }) => Name === 'EndpointConfigName')) return false;
  return dimensions.some((dimension) => belongsTo(dimension, endpoint, components));
}

/** The metrics that an alarm watches, those of metric math included. */
export function watchedMetrics({ properties }: ResourceView): readonly WatchedMetric[] {
  const inMath = itemsOf(properties['Metrics']).flatMap((query) => {
    const stat = isObject(query) ? query['MetricStat'] : undefined;
    const metric = isObject(stat) ? stat['Metric'] : undefined;
    return isObject(metric) ? [watched(metric)] : [];
  });
  return [watched(properties), ...inMath];
}

function watched(metric: TemplateObject): WatchedMetric {
  return { namespace: metric['Namespace'], name: metric['MetricName'], dimensions: metric['Dimensions'] };
}

function belongsTo(dimension: TemplateObject, endpoint: ResourceView, components: readonly ResourceView[]): boolean {
  const value = dimension['Value'];
  if (dimension['Name'] === 'EndpointName') return isNamed(value, endpoint, 'EndpointName');
  return (
    dimension['Name'] === 'InferenceComponentName' &&
    components.some((component) => isNamed(value, component, 'InferenceComponentName'))
  );
}
