import { alternatives, isObject, itemsOf, type ResourceView, valuesAt, type TemplateObject } from '../../../template';
import { COMPLIANT, NOT_APPLICABLE, violation, type ComplianceRule } from '../../rule';
import type { RuleContext } from '../../template-check';
import { watchedMetrics, type WatchedMetric } from '../shared/alarms';
import { canonical, isNamed, resourcesOfType } from '../shared/endpoints';
import { ROLLED_OUT, type Rollout, rolloutOf, type Deployed } from './rollout';

/** What a rollback alarm can watch of a new version. */
export type RollbackConcern = 'errors' | 'latency' | 'quality';

/** What a rule on rollback alarms demands. */
export interface RollbackAlarm extends Pick<ComplianceRule, 'id' | 'title' | 'remedy'> {
  readonly concern: RollbackConcern;
  /** What is watched and by which metric, e.g. `latency (ModelLatency)`. */
  readonly on: string;
  /** What happens without, e.g. `a version that is slow keeps its traffic`. */
  readonly without: string;
  /** @default false */
  readonly productionOnly?: boolean;
}

/** Namespaces of AWS services, whose metrics know nothing of what an answer is worth. */
const OF_AWS = /^\/?aws\//i;

/** A rule that demands an alarm which takes the previous version back. */
export function rollbackAlarmRule(demand: RollbackAlarm): ComplianceRule {
  const { id, title, remedy, concern, on, without, productionOnly = false } = demand;
  return {
    id,
    title,
    remedy,
    requirements: ['REL-1'],
    formerIds: ['REL-1'],
    resourceTypes: ROLLED_OUT,
    check: (resource, context) => {
      const rollout = rolloutOf(resource, context);
      if (rollout === undefined || (productionOnly && !context.production)) return NOT_APPLICABLE;
      const { what, deployed } = rollout;
      const lists = listsOf(rollout);
      return lists.length > 0 && lists.every((alarms) => watches(alarms, concern, deployed, context))
        ? COMPLIANT
        : violation(
            `${what} has no rollback alarm on ${on}, so that ${without}`,
            'Properties.DeploymentConfig.AutoRollbackConfiguration.Alarms',
          );
    },
  };
}

/** The rollback alarms of a rollout that are in the same template. */
export function alarmsOfRollout(rollout: Rollout, context: RuleContext): readonly ResourceView[] {
  const names = alarmNamesOf(rollout);
  return resourcesOfType(context, 'AWS::CloudWatch::Alarm').filter((alarm) =>
    names.some((name) => isNamed(name, alarm, 'AlarmName')),
  );
}

/** What names the rollback alarms of a rollout, in every or in some case. */
export function alarmNamesOf(rollout: Rollout): readonly unknown[] {
  return listsOf(rollout)
    .flatMap((list) => itemsOf(list).flatMap((item) => alternatives(item)))
    .flatMap((item) => valuesAt(item, 'AlarmName'))
    .filter((name) => name !== undefined);
}

function listsOf({ configs }: Rollout): readonly unknown[] {
  return configs.flatMap((config) => valuesAt(config, 'AutoRollbackConfiguration', 'Alarms'));
}

/** Whether a list of rollback alarms watches a concern in every case; alarms of other templates are not seen. */
function watches(alarms: unknown, concern: RollbackConcern, deployed: Deployed, context: RuleContext): boolean {
  const known = resourcesOfType(context, 'AWS::CloudWatch::Alarm').filter((alarm) =>
    watchedMetrics(alarm).some((metric) => isOn(metric, concern, deployed)),
  );
  const items = Array.isArray(alarms) ? (alarms as readonly unknown[]) : [];
  return items.some((item) =>
    alternatives(item).every((one) =>
      valuesAt(one, 'AlarmName').every((name) => known.some((alarm) => isNamed(name, alarm, 'AlarmName'))),
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
      return metric.namespace !== undefined && !isOfAws(metric.namespace);
  }
}

/** Whether a namespace is that of an AWS service. */
export function isOfAws(namespace: unknown): boolean {
  return OF_AWS.test(canonical(namespace));
}

/** Whether a dimension names what is rolled out. */
export function isDimensionOf({ Name, Value }: TemplateObject, { endpoint, components }: Deployed): boolean {
  if (Name === 'InferenceComponentName') {
    return components.some((component) => isNamed(Value, component, 'InferenceComponentName'));
  }
  if (Name !== 'EndpointName') return false;
  return (
    (endpoint !== undefined && isNamed(Value, endpoint, 'EndpointName')) ||
    components.some(({ properties }) => canonical(properties['EndpointName']) === canonical(Value))
  );
}
