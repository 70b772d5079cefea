import { type ResourceView, alternatives, isObject, itemsOf, valuesAt, type TemplateObject } from '../../../template';
import type { RuleContext } from '../../rule';
import { watchedMetrics, type WatchedMetric } from './alarms';
import { canonical, isNamed, resourcesOfType } from './endpoints';

/** What a rollback alarm can watch of a new version. */
export type RollbackConcern = 'errors' | 'latency' | 'quality';

/** What a deployment changes: an endpoint with its inference components, or one of them. */
export interface Deployed {
  /** @default - not in the template */
  readonly endpoint?: ResourceView;
  readonly components: readonly ResourceView[];
}

/** Namespaces of AWS services, whose metrics know nothing of what an answer is worth. */
const OF_AWS = /^\/?aws\//i;

/** What a list of rollback alarms watches in every case; alarms of other templates are not seen. */
export function watchedBy(alarms: unknown, deployed: Deployed, context: RuleContext): ReadonlySet<RollbackConcern> {
  const concerns: readonly RollbackConcern[] = ['errors', 'latency', 'quality'];
  const known = resourcesOfType(context, 'AWS::CloudWatch::Alarm');
  const watches = (name: unknown, concern: RollbackConcern): boolean =>
    known
      .filter((alarm) => isNamed(name, alarm, 'AlarmName'))
      .some((alarm) => watchedMetrics(alarm).some((metric) => isOn(metric, concern, deployed)));
  const items = Array.isArray(alarms) ? (alarms as readonly unknown[]) : [];
  return new Set(
    concerns.filter((concern) =>
      items.some((item) =>
        alternatives(item).every((one) => valuesAt(one, 'AlarmName').every((name) => watches(name, concern))),
      ),
    ),
  );
}

function isOn(metric: WatchedMetric, concern: RollbackConcern, deployed: Deployed): boolean {
  const ours = itemsOf(metric.dimensions).some((one) => isObject(one) && isDimensionOf(one, deployed));
  if (!ours) return false;
  switch (concern) {
    case 'errors':
      return metric.name === 'Invocation5XXErrors';
    case 'latency':
      return metric.name === 'ModelLatency';
    case 'quality':
      return metric.namespace !== undefined && !OF_AWS.test(canonical(metric.namespace));
  }
}

function isDimensionOf({ Name, Value }: TemplateObject, { endpoint, components }: Deployed): boolean {
  if (Name === 'InferenceComponentName') {
    return components.some((component) => isNamed(Value, component, 'InferenceComponentName'));
  }
  if (Name !== 'EndpointName') return false;
  return (
    (endpoint !== undefined && isNamed(Value, endpoint, 'EndpointName')) ||
    components.some(({ properties }) => canonical(properties['EndpointName']) === canonical(Value))
  );
}
