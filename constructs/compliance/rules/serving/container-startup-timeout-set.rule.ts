import { START_SECONDS } from '../../../model/core';
import { alternatives, isIntrinsic, itemsOf, numberOf, type TemplateObject, valuesAt } from '../../../template';
import { NOT_APPLICABLE, type ComplianceRule } from '../../rule';
import type { Problem, RuleOutcome } from '../../template-check';
import { ENDPOINT_CONFIG, holdsComponents, INFERENCE_COMPONENT, variantsOf } from '../shared/endpoints';

const TIMEOUT = 'ContainerStartupHealthCheckTimeoutInSeconds';

/** A container that does not become healthy is replaced, after a time that suits the model. */
export const rule: ComplianceRule = {
  id: 'ContainerStartupTimeoutSet',
  title: 'The startup health check of every container has a time-out',
  remedy: 'set serving.startupTimeoutSeconds of the model, or startupTimeout of the endpoint construct',
  requirements: ['SRV-4'],
  formerIds: ['SRV-4'],
  resourceTypes: [ENDPOINT_CONFIG, INFERENCE_COMPONENT],
  check: (resource) => {
    if (resource.type === INFERENCE_COMPONENT) return ofComponent(resource.properties);
    // Where inference components place the models, each of them has its own time-out.
    const variants = variantsOf(resource).filter((variant) => !holdsComponents(variant));
    if (variants.length === 0) return NOT_APPLICABLE;
    return variants.flatMap(({ value, location }) => timeoutProblems('variant', value[TIMEOUT], location));
  },
};

function ofComponent(properties: TemplateObject): RuleOutcome {
  const single = valuesAt(properties, 'Specification').filter((one) => one !== undefined);
  const specifications = [...single, ...itemsOf(properties['Specifications'])];
  // A component on top of another takes its container from it.
  const own = specifications.filter((one) =>
    valuesAt(one, 'BaseInferenceComponentName').every((base) => base === undefined),
  );
  if (own.length === 0) return NOT_APPLICABLE;
  return own.flatMap((one) =>
    valuesAt(one, 'StartupParameters', TIMEOUT).flatMap((timeout) =>
      timeoutProblems('inference component', timeout, 'Properties.Specification.StartupParameters'),
    ),
  );
}

function timeoutProblems(what: string, value: unknown, within: string): readonly Problem[] {
  const location = `${within}.${TIMEOUT}`;
  return alternatives(value).flatMap((one): readonly Problem[] => {
    if (isIntrinsic(one)) return [];
    const seconds = numberOf(one);
    if (seconds === undefined) return [{ problem: `${what} has no ${TIMEOUT}`, location }];
    const { least, most } = START_SECONDS;
    if (seconds >= least && seconds <= most) return [];
    return [{ problem: `${what} has ${TIMEOUT} ${seconds}, which must be ${least} to ${most}`, location }];
  });
}
