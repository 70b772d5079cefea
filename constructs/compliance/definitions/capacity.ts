import type { Problem, TemplateCheck } from '../template-check';
import { alternatives, itemsOf, isObject, numberOf, valuesAt } from '../../template';

interface Bounds {
  readonly what: string;
  readonly min: unknown;
  readonly max: unknown;
  readonly location: string;
  readonly names: readonly [min: string, max: string];
}

/** A smallest capacity above the largest is accepted by CloudFormation and refused by the service at deployment. */
export const capacityCheck: TemplateCheck = {
  id: 'DEF-CAPACITY',
  title: 'A smallest capacity is not negative and not above the largest',
  remedy:
    'correct serving.scaling of the model (minInstances, maxInstances, minCopies, maxCopies) or the prop of the construct',
  resourceTypes: [
    'AWS::ApplicationAutoScaling::ScalableTarget',
    'AWS::AutoScaling::AutoScalingGroup',
    'AWS::SageMaker::EndpointConfig',
    'AWS::SageMaker::InferenceComponent',
  ],
  check: ({ type, properties }) => {
    if (type === 'AWS::SageMaker::EndpointConfig') return variantProblems(properties['ProductionVariants']);
    if (type === 'AWS::SageMaker::InferenceComponent') return copyProblems(properties);
    const names = type.startsWith('AWS::AutoScaling')
      ? (['MinSize', 'MaxSize'] as const)
      : (['MinCapacity', 'MaxCapacity'] as const);
    const [min, max] = names;
    return boundProblems({
      what: type.startsWith('AWS::AutoScaling') ? 'group' : 'scalable target',
      min: properties[min],
      max: properties[max],
      location: 'Properties',
      names,
    });
  },
};

function variantProblems(variants: unknown): readonly Problem[] | 'not-applicable' {
  const scaled = itemsOf(variants).flatMap((variant, index) =>
    valuesAt(variant, 'ManagedInstanceScaling')
      .filter(isObject)
      .map((scaling) => ({
        variant,
        scaling,
        location: `Properties.ProductionVariants.${index}.ManagedInstanceScaling`,
      })),
  );
  if (scaled.length === 0) return 'not-applicable';
  return scaled.flatMap(({ variant, scaling, location }) => {
    const initial = isObject(variant) ? variant['InitialInstanceCount'] : undefined;
    const max = scaling['MaxInstanceCount'];
    const min = scaling['MinInstanceCount'];
    const common = { what: 'variant', max, location };
    const range = boundProblems({ ...common, min, names: ['MinInstanceCount', 'MaxInstanceCount'] });
    return range.concat(
      boundProblems({ ...common, min: initial, names: ['InitialInstanceCount', 'MaxInstanceCount'] }),
    );
  });
}

function copyProblems(properties: Readonly<Record<string, unknown>>): readonly Problem[] | 'not-applicable' {
  const counts = valuesAt(properties, 'RuntimeConfig', 'CopyCount').filter((count) => count !== undefined);
  if (counts.length === 0) return 'not-applicable';
  return counts.some((count) => (numberOf(count) ?? 0) < 0)
    ? [{ problem: 'inference component has a negative CopyCount', location: 'Properties.RuntimeConfig.CopyCount' }]
    : [];
}

function boundProblems({ what, min, max, location, names }: Bounds): readonly Problem[] {
  const smallest = alternatives(min)
    .map(numberOf)
    .filter((one) => one !== undefined);
  const largest = alternatives(max)
    .map(numberOf)
    .filter((one) => one !== undefined);
  const [minName, maxName] = names;
  const negative = smallest.filter((one) => one < 0);
  if (negative.length > 0) {
    return [
      { problem: `${what} has ${minName} ${negative[0]}, which is below zero`, location: `${location}.${minName}` },
    ];
  }
  // Branches of an Fn::If cannot be told apart here, so only what is wrong in every case is reported.
  const [low, high] = [Math.min(...smallest), Math.max(...largest)];
  if (smallest.length === 0 || largest.length === 0 || low <= high) return [];
  return [{ problem: `${what} has ${minName} ${low} above ${maxName} ${high}`, location: `${location}.${maxName}` }];
}
