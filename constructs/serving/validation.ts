import { Token, type Duration } from 'aws-cdk-lib';
import type { EndpointProps } from './endpoint-props';
import { MODEL_PACKAGE_VARIABLE } from './hosted-model';
import { FEWEST_IN_STEPS, familyOf, MOST_INSTANCE_TYPES, START_SECONDS } from '../model';
import { startSecondsOf } from './start-up';

/** https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateEndpoint.html; lower case because its ARN is. */
const ENDPOINT_NAME = /^[a-z0-9](-*[a-z0-9]){0,62}$/;
/** It becomes part of object keys and a tag: a wildcard or a slash would open the prefixes of others. */
const MODEL_NAME = ENDPOINT_NAME;
/** https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ContainerDefinition.html */
const MAX_ENVIRONMENT = 100;
/** All but that which tells the container its version. */
const MAX_OWN_ENVIRONMENT = MAX_ENVIRONMENT - 1;

/** A whole number within limits. Tokens pass: their value is known at deployment only. */
export function wholeNumber(
  name: string,
  value: number,
  low: number,
  high: number = Number.POSITIVE_INFINITY,
): string[] {
  if (Token.isUnresolved(value) || (Number.isInteger(value) && value >= low && value <= high)) return [];
  const limits = high === Number.POSITIVE_INFINITY ? `at least ${low}` : `from ${low} to ${high}`;
  return [`${name} must be a whole number, ${limits}, got ${value}; correct it`];
}

/** A number above zero. Tokens pass. */
export function positive(name: string, value: number): string[] {
  if (Token.isUnresolved(value) || value > 0) return [];
  return [`${name} must be above 0, got ${value}; correct it`];
}

/** A number, but one at least. Tokens stay: compared as numbers they would always be the smaller. */
export function oneAtLeast(value: number): number {
  return Token.isUnresolved(value) ? value : Math.max(1, value);
}

/** A least that is not above a most. Tokens pass. */
export function ordered(lowName: string, low: number, highName: string, high: number): string[] {
  if (Token.isUnresolved(low) || Token.isUnresolved(high) || !(low > high)) return [];
  return [`${highName} must be at least ${lowName} (${low}), got ${high}; raise ${highName} or lower ${lowName}`];
}

/** What is wrong with the props that all endpoints share. */
export function problemsOf(props: EndpointProps, fewestInstances: 0 | 1): string[] {
  return [
    ...nameProblems(props),
    ...instanceProblems(props, fewestInstances),
    ...timeoutProblems('startupTimeout', props.startupTimeout),
    ...timeoutProblems('downloadTimeout', props.downloadTimeout),
    ...props.rollout.problems(startSecondsOf(props)),
    ...environmentProblems(props),
  ];
}

/**
 * What is wrong with a rollout of an endpoint in steps: of one instance, no part can go first. The service documents steps of
 * at most half of the instances, and not what it does with one: refuses it, or shifts all traffic at once.
 *
 * @param key the number that may be one during a rollout
 */
export function stepProblems(props: EndpointProps, key: 'minInstances' | 'maxInstances'): string[] {
  if (props[key] !== 1) return [];
  return [
    `${key} must be at least ${FEWEST_IN_STEPS} with a ${props.rollout.strategy} rollout, got 1; a step is at most half of the instances: raise it`,
  ];
}

function nameProblems({ endpointName, governance }: EndpointProps): string[] {
  const { model } = governance;
  const modelProblems = MODEL_NAME.test(model)
    ? []
    : [`governance.model must be lower-case letters, digits and hyphens between them, got '${model}'; correct it`];
  if (Token.isUnresolved(endpointName)) {
    return [...modelProblems, 'endpointName must be known at synthesis, got a token; pass a literal name'];
  }
  if (ENDPOINT_NAME.test(endpointName)) return modelProblems;
  return [
    ...modelProblems,
    `endpointName must be 1 to 63 lower-case letters, digits and hyphens between them, got '${endpointName}'; correct it`,
  ];
}

function instanceProblems(props: EndpointProps, fewestInstances: 0 | 1): string[] {
  const { instanceTypes, minInstances, maxInstances } = props;
  const problems = [
    ...wholeNumber('minInstances', minInstances, fewestInstances),
    ...wholeNumber('maxInstances', maxInstances, 1),
    ...ordered('minInstances', minInstances, 'maxInstances', maxInstances),
  ];
  if (instanceTypes.length < 1 || instanceTypes.length > MOST_INSTANCE_TYPES) {
    problems.push(
      `instanceTypes must have 1 to ${MOST_INSTANCE_TYPES} types, got ${instanceTypes.length}; keep those that serve the model best`,
    );
  }
  for (const instanceType of new Set(instanceTypes)) {
    if (!Token.isUnresolved(instanceType) && familyOf(instanceType) === undefined) {
      problems.push(`instanceTypes must be types for hosting like ml.g5.2xlarge, got '${instanceType}'; correct it`);
    }
    if (instanceTypes.filter((other) => other === instanceType).length > 1) {
      problems.push(`instanceTypes must differ, got '${instanceType}' more than once; leave one`);
    }
  }
  return problems;
}

function timeoutProblems(name: string, timeout: Duration | undefined): string[] {
  if (timeout === undefined || timeout.isUnresolved()) return [];
  const { least: low, most: high } = START_SECONDS;
  const seconds = timeout.toSeconds();
  if (seconds >= low && seconds <= high) return [];
  return [`${name} must be from ${low} to ${high} seconds, got ${seconds}; correct it`];
}

function environmentProblems({ environment = {} }: EndpointProps): string[] {
  const count = Object.keys(environment).length;
  const problems: string[] = [];
  if (count > MAX_OWN_ENVIRONMENT) {
    problems.push(
      `environment must have at most ${MAX_OWN_ENVIRONMENT} variables, got ${count}; move some into the image`,
    );
  }
  if (MODEL_PACKAGE_VARIABLE in environment) {
    problems.push(
      `environment must not set ${MODEL_PACKAGE_VARIABLE}, which is the ARN of the released model package; leave it out`,
    );
  }
  return problems;
}
