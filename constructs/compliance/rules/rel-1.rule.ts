import { NOT_APPLICABLE, type ComplianceRule, type RuleContext } from '../rule';
import { type ResourceView, fewestItems, isIntrinsic, isObject, itemsOf, valuesAt } from '../../template';
import type { Problem } from '../template-check';
import {
  componentsOf,
  configOf,
  ENDPOINT,
  ENDPOINT_CONFIG,
  endpointOf,
  holdsComponents,
  INFERENCE_COMPONENT,
  MODEL,
  variantsOf,
} from './shared/endpoints';
import { judge } from './shared/judge';
import { watchedBy, type Deployed, type RollbackConcern } from './shared/rollback-alarms';

const AT_ONCE = 'ALL_AT_ONCE';

/** What must be watched, by which metric, and what happens without. */
const CONCERNS: readonly (readonly [concern: RollbackConcern, what: string, without: string])[] = [
  ['errors', 'errors (Invocation5XXErrors)', 'a version that fails keeps its traffic'],
  ['latency', 'latency (ModelLatency)', 'a version that is slow keeps its traffic'],
  [
    'quality',
    'model quality (a metric that judges publish, with the dimension EndpointName)',
    'a version that answers wrongly keeps its traffic',
  ],
];

/** A new version takes over step by step, and gives way by itself when it fails. */
export const rule: ComplianceRule = {
  id: 'REL-1',
  title:
    'A new version takes over in steps, alarms on errors, latency and in production model quality take the previous one back, and nothing that could serve again is deleted',
  remedy:
    'set serving.rollout and qualityMetrics of the model; in code, give EndpointAlarms quality, give the endpoint construct rollout and, from the same stack, EndpointAlarms.rollback as rollbackAlarms, and retain Model and EndpointConfig (DeletionPolicy and UpdateReplacePolicy: Retain)',
  resourceTypes: [ENDPOINT, ENDPOINT_CONFIG, INFERENCE_COMPONENT, MODEL],
  check: (resource, context) => {
    if (resource.type === MODEL) return judge([...retentionProblems(resource), ...fixedVersionProblems(resource)]);
    if (resource.type === ENDPOINT_CONFIG) return judge(retentionProblems(resource));
    if (resource.type === INFERENCE_COMPONENT) {
      const deployed = { endpoint: endpointOf(resource, context), components: [resource] };
      return judge(rolloutProblems('inference component', resource, deployed, context));
    }
    if (isRolledOutByComponents(resource, context)) return NOT_APPLICABLE;
    const deployed = { endpoint: resource, components: componentsOf(resource, context) };
    return judge(rolloutProblems('endpoint', resource, deployed, context));
  },
};

/** An endpoint that only places inference components has no version of a model to roll out itself. */
function isRolledOutByComponents(endpoint: ResourceView, context: RuleContext): boolean {
  const config = configOf(endpoint, context);
  if (endpoint.properties['DeploymentConfig'] !== undefined || config === undefined) return false;
  const variants = variantsOf(config);
  return variants.length > 0 && variants.every(holdsComponents);
}

function rolloutProblems(
  what: string,
  { properties }: ResourceView,
  deployed: Deployed,
  context: RuleContext,
): readonly Problem[] {
  // A branch of Fn::If may leave the configuration out, e.g. while the endpoint is created and nothing can be rolled back.
  const configs = valuesAt(properties, 'DeploymentConfig').filter((one) => one !== undefined);
  if (configs.length === 0) {
    return [
      {
        problem: `${what} has no DeploymentConfig, so that a new version takes all traffic at once`,
        location: 'Properties.DeploymentConfig',
      },
    ];
  }
  return configs.flatMap((config) => alarmProblems(what, config, deployed, context).concat(stepProblems(what, config)));
}

function alarmProblems(what: string, config: unknown, deployed: Deployed, context: RuleContext): readonly Problem[] {
  const location = 'Properties.DeploymentConfig.AutoRollbackConfiguration.Alarms';
  const lists = valuesAt(config, 'AutoRollbackConfiguration', 'Alarms');
  if (lists.some((alarms) => !isIntrinsic(alarms) && fewestItems(alarms) === 0)) {
    return [{ problem: `${what} has no rollback alarm, so that a failing version keeps its traffic`, location }];
  }
  const watched = lists.map((alarms) => watchedBy(alarms, deployed, context));
  // A judge costs people or GPUs: only where users depend on the answers is one demanded.
  return CONCERNS.filter(([concern]) => context.production || concern !== 'quality')
    .filter(([concern]) => !watched.every((concerns) => concerns.has(concern)))
    .map(([, on, without]) => ({ problem: `${what} has no rollback alarm on ${on}, so that ${without}`, location }));
}

function stepProblems(what: string, config: unknown): readonly Problem[] {
  const blueGreen = valuesAt(config, 'BlueGreenUpdatePolicy').find(isObject);
  const rolling = valuesAt(config, 'RollingUpdatePolicy').find(isObject);
  const location = 'Properties.DeploymentConfig';
  if (blueGreen === undefined && rolling === undefined) {
    return [{ problem: `${what} has neither a BlueGreenUpdatePolicy nor a RollingUpdatePolicy`, location }];
  }
  const atOnce = valuesAt(blueGreen, 'TrafficRoutingConfiguration', 'Type').includes(AT_ONCE);
  return atOnce ? [{ problem: `${what} shifts all traffic at once, and needs CANARY or LINEAR`, location }] : [];
}

/** A version that stands in the template is changed by an edit: neither a release nor a rollback reaches it. */
function fixedVersionProblems({ properties }: ResourceView): readonly Problem[] {
  const containers = [properties['PrimaryContainer'], ...itemsOf(properties['Containers'])];
  const fixed = containers.flatMap((one) => valuesAt(one, 'ModelPackageName')).find((name) => typeof name === 'string');
  return fixed === undefined
    ? []
    : [
        {
          problem: `model has version ${fixed} fixed in the template, and needs a template parameter that a release sets`,
          location: 'Properties.PrimaryContainer.ModelPackageName',
        },
      ];
}

function retentionProblems({ type, deletionPolicy, updateReplacePolicy }: ResourceView): readonly Problem[] {
  const what = type === MODEL ? 'model' : 'endpoint configuration';
  const problems: Problem[] = [];
  // RetainExceptOnCreate gives up only what a failed first deployment leaves behind.
  if (deletionPolicy !== 'Retain' && deletionPolicy !== 'RetainExceptOnCreate') {
    problems.push({ problem: `${what} is deleted with its stack, and must be retained`, location: 'DeletionPolicy' });
  }
  if (updateReplacePolicy !== 'Retain') {
    problems.push({
      problem: `${what} is deleted when a new version replaces it, and must be retained`,
      location: 'UpdateReplacePolicy',
    });
  }
  return problems;
}
