import { itemsOf, type ResourceView, resourcesIn, valuesAt } from '../../../template';
import type { RuleContext } from '../../template-check';
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
} from '../shared/endpoints';

/** What a rollout changes: an endpoint with its inference components, or one of them. */
export interface Deployed {
  /** @default - not in the template */
  readonly endpoint?: ResourceView;
  readonly components: readonly ResourceView[];
}

/** How a new version of a model takes over. */
export interface Rollout {
  /** What is rolled out, in words. */
  readonly what: 'endpoint' | 'inference component';
  /** Every DeploymentConfig that can be in force; none where all traffic shifts at once. */
  readonly configs: readonly unknown[];
  readonly deployed: Deployed;
}

/** The types that roll versions out. */
export const ROLLED_OUT: readonly string[] = [ENDPOINT, INFERENCE_COMPONENT];

/** How a resource rolls versions out; undefined for an endpoint that only places inference components. */
export function rolloutOf(resource: ResourceView, context: RuleContext): Rollout | undefined {
  // A branch of Fn::If may leave the configuration out, e.g. while the endpoint is created and nothing can be rolled back.
  const configs = valuesAt(resource.properties, 'DeploymentConfig').filter((one) => one !== undefined);
  if (resource.type === INFERENCE_COMPONENT) {
    const deployed = { endpoint: endpointOf(resource, context), components: [resource] };
    return { what: 'inference component', configs, deployed };
  }
  if (isRolledOutByComponents(resource, context)) return undefined;
  return { what: 'endpoint', configs, deployed: { endpoint: resource, components: componentsOf(resource, context) } };
}

/** Every endpoint configuration of a rollout that is in the same template. */
export function configurationsOf({ deployed: { endpoint } }: Rollout, { resources }: RuleContext) {
  return resourcesIn(endpoint?.properties['EndpointConfigName'], resources).filter(
    ({ type }) => type === ENDPOINT_CONFIG,
  );
}

/** The models that a rollout serves, as far as they are in the same template. */
export function servedModels(rollout: Rollout, context: RuleContext): readonly ResourceView[] {
  const serving: readonly unknown[] =
    rollout.what === 'inference component'
      ? rollout.deployed.components.flatMap(({ properties }) => [
          properties['Specification'],
          ...itemsOf(properties['Specifications']),
        ])
      : configurationsOf(rollout, context).flatMap((config) => variantsOf(config).map(({ value }) => value));
  return serving.flatMap((value) => resourcesIn(value, context.resources)).filter(({ type }) => type === MODEL);
}

function isRolledOutByComponents(endpoint: ResourceView, context: RuleContext): boolean {
  const config = configOf(endpoint, context);
  if (endpoint.properties['DeploymentConfig'] !== undefined || config === undefined) return false;
  const variants = variantsOf(config);
  return variants.length > 0 && variants.every(holdsComponents);
}
