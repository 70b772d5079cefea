import {
  type ResourceView,
  isAsynchronous,
  placesComponents,
  productionVariants,
  referencesIn,
  renderText,
  resourcesIn,
  type TemplateObject,
} from '../../../template';
import type { RuleContext } from '../../template-check';

/** Resource types of models: what serves them, and where their versions are. */
export const ENDPOINT = 'AWS::SageMaker::Endpoint';
export const ENDPOINT_CONFIG = 'AWS::SageMaker::EndpointConfig';
export const INFERENCE_COMPONENT = 'AWS::SageMaker::InferenceComponent';
export const MODEL = 'AWS::SageMaker::Model';
export const MODEL_PACKAGE_GROUP = 'AWS::SageMaker::ModelPackageGroup';

const SCALABLE_TARGET = 'AWS::ApplicationAutoScaling::ScalableTarget';
const SCALING_POLICY = 'AWS::ApplicationAutoScaling::ScalingPolicy';

/** A production variant, and where it stands. */
export interface Variant {
  readonly value: TemplateObject;
  readonly location: string;
}

// Every rule that looks beside its resource asks this, most of them more than once.
const byType = new WeakMap<RuleContext['resources'], Map<string, ResourceView[]>>();

/** The resources of a type in the same template. */
export function resourcesOfType({ resources }: RuleContext, type: string): readonly ResourceView[] {
  let sorted = byType.get(resources);
  if (sorted === undefined) {
    sorted = new Map();
    for (const resource of resources.values()) {
      const known = sorted.get(resource.type);
      if (known === undefined) sorted.set(resource.type, [resource]);
      else known.push(resource);
    }
    byType.set(resources, sorted);
  }
  return sorted.get(type) ?? [];
}

/** The endpoint configuration of an endpoint, when it is in the same template. */
export function configOf(endpoint: ResourceView, context: RuleContext): ResourceView | undefined {
  return resourcesIn(endpoint.properties['EndpointConfigName'], context.resources).find(
    ({ type }) => type === ENDPOINT_CONFIG,
  );
}

/** The production variants of an endpoint configuration. */
export function variantsOf(config: ResourceView): readonly Variant[] {
  return productionVariants(config.properties).map((value, index) => ({
    value,
    location: `Properties.ProductionVariants.${index}`,
  }));
}

/** Whether requests to an endpoint wait in a queue. */
export function isAsync(config: ResourceView): boolean {
  return isAsynchronous(config.properties);
}

/** Whether a variant only has instances, on which inference components place the models. */
export function holdsComponents({ value }: Variant): boolean {
  return placesComponents(value);
}

/**
 * Whether a resource decides in which network containers run: a model does, and an endpoint configuration whose variants
 * hold inference components. With models in variants, each model decides for itself.
 */
export function placesContainers(resource: ResourceView): boolean {
  return resource.type === MODEL || variantsOf(resource).some(holdsComponents);
}

/** The inference components of an endpoint. */
export function componentsOf(endpoint: ResourceView, context: RuleContext): readonly ResourceView[] {
  return resourcesOfType(context, INFERENCE_COMPONENT).filter((component) =>
    isNamed(component.properties['EndpointName'], endpoint, 'EndpointName'),
  );
}

/** The endpoint of an inference component, when it is in the same template. */
export function endpointOf(component: ResourceView, context: RuleContext): ResourceView | undefined {
  return resourcesOfType(context, ENDPOINT).find((endpoint) =>
    isNamed(component.properties['EndpointName'], endpoint, 'EndpointName'),
  );
}

/** Whether a value is the name of a resource: a reference to it, or what its name property says. */
export function isNamed(value: unknown, resource: ResourceView, nameProperty: string): boolean {
  if (value === undefined) return false;
  const given = resource.properties[nameProperty];
  if (given !== undefined && canonical(value) === canonical(given)) return true;
  return referencesIn(value).has(resource.logicalId);
}

/** The scalable targets of one variant of an endpoint. */
export function variantTargets(
  endpoint: ResourceView,
  variant: Variant,
  context: RuleContext,
): readonly ResourceView[] {
  const suffix = `/variant/${canonical(variant.value['VariantName'])}`;
  return scalableTargets(context, 'sagemaker:variant:DesiredInstanceCount').filter((target) => {
    const id = target.properties['ResourceId'];
    return canonical(id).endsWith(suffix) && isPartNamed(id, `endpoint/`, suffix, endpoint, 'EndpointName');
  });
}

/** The scalable targets of an inference component. */
export function componentTargets(component: ResourceView, context: RuleContext): readonly ResourceView[] {
  return scalableTargets(context, 'sagemaker:inference-component:DesiredCopyCount').filter((target) =>
    isPartNamed(target.properties['ResourceId'], 'inference-component/', '', component, 'InferenceComponentName'),
  );
}

/** The scaling policies of a scalable target. */
export function policiesOf(target: ResourceView, context: RuleContext): readonly ResourceView[] {
  return resourcesOfType(context, SCALING_POLICY).filter(({ properties }) => {
    if (referencesIn(properties['ScalingTargetId']).has(target.logicalId)) return true;
    const id = properties['ResourceId'];
    return id !== undefined && canonical(id) === canonical(target.properties['ResourceId']);
  });
}

function scalableTargets(context: RuleContext, dimension: string): readonly ResourceView[] {
  return resourcesOfType(context, SCALABLE_TARGET).filter(
    ({ properties }) => properties['ScalableDimension'] === dimension,
  );
}

function isPartNamed(
  id: unknown,
  before: string,
  after: string,
  resource: ResourceView,
  nameProperty: string,
): boolean {
  if (referencesIn(id).has(resource.logicalId)) return true;
  const given = resource.properties[nameProperty];
  return given !== undefined && canonical(id) === `${before}${canonical(given)}${after}`;
}

/** A text by which equal values can be known, with references as they are. */
export function canonical(value: unknown): string {
  return renderText(value, (intrinsic) => JSON.stringify(intrinsic)) ?? JSON.stringify(value) ?? '';
}
