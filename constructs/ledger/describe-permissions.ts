import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { acknowledgeWildcards } from '../acknowledge';
import { measuredArn, packPolicies } from '../identity';
import { LONGEST_SAGEMAKER_NAME } from '../model';
import type { HandlerFunction } from '../handlers';

/**
 * Lets the ledger's functions look up what endpoints serve.
 * @param endpointNames endpoints; inference components are called like theirs
 * @returns the policy for configurations, models and model packages, for whoever else looks that up
 */
export function allowDescriptions(
  scope: Construct,
  functions: readonly HandlerFunction[],
  endpointNames: readonly string[],
): iam.ManagedPolicy {
  const roles = functions.map(({ role }) => role);
  const arn = (resource: string, resourceName: string) =>
    measuredArn(scope, { service: 'sagemaker', resource, resourceName }, LONGEST_SAGEMAKER_NAME);
  const arnsOf = (name: string) => [arn('endpoint', name), arn('inference-component', name)];
  const statements = (names: readonly string[]) => [
    new iam.PolicyStatement({
      actions: ['sagemaker:DescribeEndpoint', 'sagemaker:DescribeInferenceComponent'],
      resources: names.flatMap(arnsOf).map((described) => described.arn),
    }),
  ];
  packPolicies(endpointNames, { statements, arnsOf }).forEach((names, index) => {
    new iam.ManagedPolicy(scope, `DescribeEndpoints${index + 1}`, {
      description: 'Describe the endpoints of the models',
      roles,
      statements: statements(names),
    });
  });
  const policy = describeVersions(scope);
  for (const role of roles) policy.attachToRole(role);
  return policy;
}

/** Lets a role follow an endpoint's configuration to the model and the model package. */
export function describeVersions(scope: Construct): iam.ManagedPolicy {
  const sagemaker = (resource: string) => Stack.of(scope).formatArn({ service: 'sagemaker', resource });
  const configurations = sagemaker('endpoint-config/*');
  // model/… and model-package/…
  const models = sagemaker('model*');
  const policy = new iam.ManagedPolicy(scope, 'DescribeVersions', {
    description: 'Describe the configurations, models and model packages of endpoints',
    statements: [
      new iam.PolicyStatement({ actions: ['sagemaker:DescribeEndpointConfig'], resources: [configurations] }),
      new iam.PolicyStatement({
        actions: ['sagemaker:DescribeModel', 'sagemaker:DescribeModelPackage'],
        resources: [models],
      }),
    ],
  });
  acknowledgeWildcards(policy, [configurations, models], {
    reason: 'CloudFormation names configurations and models anew with each change, and packages are numbered.',
    compensatingControl:
      'One describing action for each type of resource, in one account and Region; nothing can be changed, and no data is read.',
  });
  return policy;
}
