import { NOT_APPLICABLE, type ComplianceRule, type RuleContext } from '../rule';
import { type ResourceView, isSet, referencesIn } from '../../template';
import type { Problem } from '../template-check';
import { alarmsOn } from './shared/alarms';
import { smallestAt } from './shared/capacity';
import {
  componentsOf,
  componentTargets,
  configOf,
  ENDPOINT,
  isAsync,
  policiesOf,
  variantsOf,
  variantTargets,
} from './shared/endpoints';
import { judge } from './shared/judge';

const TOPICS = ['SuccessTopic', 'ErrorTopic'] as const;
const LOCATION = 'Properties.EndpointConfigName';

/** A burst waits in a queue, or is shed where somebody hears of it. */
export const rule: ComplianceRule = {
  id: 'SRV-3',
  title:
    'Asynchronous endpoints queue, report and scale by backlog; in production, others scale by concurrency and alarm on refused requests',
  remedy:
    'for serving.mode async give successTopic, errorTopic and targetBacklogPerInstance; for realtime give targetConcurrencyPerInstance and EndpointAlarms (serving.scaling of the model)',
  resourceTypes: [ENDPOINT],
  check: (endpoint, context) => {
    const config = configOf(endpoint, context);
    if (config === undefined) return NOT_APPLICABLE;
    if (isAsync(config)) return judge(queueProblems(endpoint, config, context));
    return context.production ? judge(burstProblems(endpoint, config, context)) : NOT_APPLICABLE;
  },
};

function queueProblems(endpoint: ResourceView, config: ResourceView, context: RuleContext): readonly Problem[] {
  const silent = TOPICS.filter(
    (topic) => !isSet(config.properties, 'AsyncInferenceConfig', 'OutputConfig', 'NotificationConfig', topic),
  ).map((topic) => ({
    problem: `asynchronous endpoint has no ${topic}, so that nobody hears of the outcome`,
    location: LOCATION,
  }));
  const targets = variantsOf(config).flatMap((variant) => variantTargets(endpoint, variant, context));
  const policies = targets.flatMap((target) => policiesOf(target, context));
  const scaling = mentions(policies, 'ApproximateBacklogSize')
    ? []
    : [
        {
          problem: 'asynchronous endpoint does not scale by its backlog (ApproximateBacklogSizePerInstance)',
          location: LOCATION,
        },
      ];
  return [...silent, ...scaling, ...wakingProblems(endpoint, targets, 'HasBacklogWithoutCapacity', context)];
}

function burstProblems(endpoint: ResourceView, config: ResourceView, context: RuleContext): readonly Problem[] {
  const targets = [
    ...variantsOf(config).flatMap((variant) => variantTargets(endpoint, variant, context)),
    ...componentsOf(endpoint, context).flatMap((component) => componentTargets(component, context)),
  ];
  const policies = targets.flatMap((target) => policiesOf(target, context));
  const problems: Problem[] = [];
  if (!mentions(policies, 'ConcurrentRequestsPer')) {
    problems.push({
      problem: 'endpoint does not scale by concurrent requests, so that a burst meets too few instances',
      location: LOCATION,
    });
  }
  if (alarmsOn('Invocation5XXErrors', endpoint, context).length === 0) {
    problems.push({
      problem: 'endpoint has no alarm on Invocation5XXErrors, so that refused requests are lost silently',
      location: LOCATION,
    });
  }
  return [...problems, ...wakingProblems(endpoint, targets, 'NoCapacityInvocationFailures', context)];
}

/** At zero there is no concurrency and no backlog per instance: only this metric says that somebody waits. */
function wakingProblems(
  endpoint: ResourceView,
  targets: readonly ResourceView[],
  metric: string,
  context: RuleContext,
): readonly Problem[] {
  const asleep = targets.filter(({ properties }) => smallestAt(properties, 'MinCapacity') === 0);
  if (asleep.length === 0) return [];
  const policies = new Set(asleep.flatMap((target) => policiesOf(target, context)).map(({ logicalId }) => logicalId));
  const wakes = alarmsOn(metric, endpoint, context).some(({ properties }) =>
    [...referencesIn(properties['AlarmActions'])].some((id) => policies.has(id)),
  );
  if (wakes) return [];
  return [
    {
      problem: `endpoint may go to zero and has no alarm on ${metric} that starts a scaling policy, so that nothing wakes it`,
      location: LOCATION,
    },
  ];
}

function mentions(policies: readonly ResourceView[], metric: string): boolean {
  return policies.some(({ properties }) => JSON.stringify(properties).includes(metric));
}
