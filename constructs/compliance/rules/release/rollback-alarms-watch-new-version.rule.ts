import { isObject, itemsOf, referencesIn, type ResourceView, resourcesIn, valuesAt } from '../../../template';
import { COMPLIANT, NOT_APPLICABLE, violation, type ComplianceRule } from '../../rule';
import type { RuleContext } from '../../template-check';
import { watchedMetrics, type WatchedMetric } from '../shared/alarms';
import { canonical, holdsComponents, isNamed, variantsOf } from '../shared/endpoints';
import { alarmsOfRollout, isDimensionOf, isOfAws } from './rollback-alarms';
import { configurationsOf, ROLLED_OUT, type Rollout, rolloutOf, servedModels } from './rollout';

/**
 * SageMaker ends a deployment when one of its alarms fires, whichever fleet the alarm watches:
 * https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-guardrails-configuration.html
 */
export const rule: ComplianceRule = {
  id: 'RollbackAlarmsWatchNewVersion',
  title: 'Rollback alarms watch the new version alone',
  remedy:
    'give EndpointAlarms and QualityAlarms the metrics and the model package of the endpoint construct; in a template, add the dimension EndpointConfigName with the name of the endpoint configuration, or ModelPackageArn to metrics of your own',
  requirements: ['REL-1'],
  resourceTypes: ROLLED_OUT,
  check: (resource, context) => {
    const rollout = rolloutOf(resource, context);
    if (rollout === undefined || placesComponentsOnly(rollout, context)) return NOT_APPLICABLE;
    const alarms = alarmsOfRollout(rollout, context);
    if (alarms.length === 0) return NOT_APPLICABLE;
    const versions = versionsOf(rollout, context);
    const mixing = alarms.filter((alarm) =>
      watchedMetrics(alarm).some((metric) => mixesVersions(metric, rollout, versions)),
    );
    return mixing.length === 0
      ? COMPLIANT
      : violation(
          `${rollout.what} has rollback alarms that watch the old version too (${mixing.map(({ logicalId }) => logicalId).join(', ')}), so that an old version that fails ends the rollout which replaces it`,
          'Properties.DeploymentConfig.AutoRollbackConfiguration.Alarms',
        );
  },
};

/** What names the new version in the template: endpoint configurations, and the models that are served. */
interface Versions {
  readonly configs: readonly ResourceView[];
  readonly packages: readonly unknown[];
}

/** The versions of such an endpoint are rolled out by its inference components. */
function placesComponentsOnly({ what, deployed: { endpoint } }: Rollout, context: RuleContext): boolean {
  if (what !== 'endpoint' || endpoint === undefined) return false;
  const variants = resourcesIn(endpoint.properties['EndpointConfigName'], context.resources).flatMap(variantsOf);
  return variants.length > 0 && variants.every(holdsComponents);
}

function versionsOf(rollout: Rollout, context: RuleContext): Versions {
  const packages = servedModels(rollout, context)
    .flatMap(({ properties }) => valuesAt(properties, 'PrimaryContainer', 'ModelPackageName'))
    .filter((one) => one !== undefined);
  return { configs: rollout.what === 'endpoint' ? configurationsOf(rollout, context) : [], packages };
}

/** A metric of what is rolled out, of both versions together. */
function mixesVersions({ namespace, dimensions }: WatchedMetric, { deployed }: Rollout, versions: Versions): boolean {
  const given = itemsOf(dimensions).filter(isObject);
  if (!given.some((dimension) => isDimensionOf(dimension, deployed))) return false;
  return !given.some(({ Name, Value }) => {
    if (Name === 'EndpointConfigName') return versions.configs.some((one) => isConfiguration(Value, one));
    // SageMaker publishes nothing by model package, so that such a metric would never have data.
    return Name === 'ModelPackageArn' && !isOfAws(namespace) && versions.packages.some((one) => isSame(Value, one));
  });
}

function isConfiguration(value: unknown, config: ResourceView): boolean {
  return isNamed(value, config, 'EndpointConfigName');
}

/** The same value, or one that depends on the same parameter, e.g. only once a version is released. */
function isSame(value: unknown, packageName: unknown): boolean {
  if (canonical(value) === canonical(packageName)) return true;
  const names = referencesIn(packageName);
  return [...referencesIn(value)].some((one) => names.has(one));
}
