import { NOT_APPLICABLE, type ComplianceRule, type RuleOutcome } from '../rule';
import type { Problem } from '../template-check';
import { alternatives, isIntrinsic, itemsOf, numberOf, valuesAt } from '../../template';
import { ENDPOINT_CONFIG, holdsComponents, INFERENCE_COMPONENT, variantsOf } from './shared/endpoints';
import { judge } from './shared/judge';

const TIMEOUT = 'ContainerStartupHealthCheckTimeoutInSeconds';
/** https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariant.html */
const RANGE = [60, 3600] as const;

/** A container that does not get healthy is replaced, and after a time that fits the model. */
export const rule: ComplianceRule = {
  id: 'SRV-4',
  title: 'The health check of every container has a time-out for its start',
  remedy: 'set serving.startupTimeoutSeconds of the model, or startupTimeout of the endpoint construct',
  resourceTypes: [ENDPOINT_CONFIG, INFERENCE_COMPONENT],
  check: (resource) => {
    if (resource.type === INFERENCE_COMPONENT) return ofComponent(resource.properties);
    // Where inference components place the models, each of them has its own time-out.
    const variants = variantsOf(resource).filter((variant) => !holdsComponents(variant));
    if (variants.length === 0) return NOT_APPLICABLE;
    return judge(variants.flatMap(({ value, location }) => timeoutProblems('variant', value[TIMEOUT], location)));
  },
};

function ofComponent(properties: Readonly<Record<string, unknown>>): RuleOutcome {
  const single = valuesAt(properties, 'Specification').filter((one) => one !== undefined);
  const specifications = [...single, ...itemsOf(properties['Specifications'])];
  // A component on top of another takes its container from it.
  const own = specifications.filter((one) =>
    valuesAt(one, 'BaseInferenceComponentName').every((base) => base === undefined),
  );
  if (own.length === 0) return NOT_APPLICABLE;
  return judge(
    own.flatMap((one) =>
      valuesAt(one, 'StartupParameters', TIMEOUT).flatMap((timeout) =>
        timeoutProblems('inference component', timeout, 'Properties.Specification.StartupParameters'),
      ),
    ),
  );
}

function timeoutProblems(what: string, value: unknown, location: string): readonly Problem[] {
  return alternatives(value).flatMap((one): readonly Problem[] => {
    if (isIntrinsic(one)) return [];
    const seconds = numberOf(one);
    if (seconds === undefined) return [{ problem: `${what} has no ${TIMEOUT}`, location: `${location}.${TIMEOUT}` }];
    const [low, high] = RANGE;
    if (seconds >= low && seconds <= high) return [];
    return [
      {
        problem: `${what} has ${TIMEOUT} ${seconds}, which must be ${low} to ${high}`,
        location: `${location}.${TIMEOUT}`,
      },
    ];
  });
}
