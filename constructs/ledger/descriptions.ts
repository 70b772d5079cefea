import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { acknowledgeWildcards } from '../compliance';
import type { HandlerFunction } from '../shared';

/** Two ARNs for each model must fit the 6,144 characters of a policy: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const MODELS_PER_POLICY = 30;

/**
 * Lets the ledger's functions look up what endpoints serve.
 * @param endpointNames endpoints; inference components are called like theirs
 */
export function allowDescriptions(
  scope: Construct,
  functions: readonly HandlerFunction[],
  endpointNames: readonly string[],
): void {
  const roles = functions.map(({ role }) => role);
  const arn = (resource: string, resourceName?: string) =>
    Stack.of(scope).formatArn({ service: 'sagemaker', resource, resourceName });
  for (let first = 0; first < endpointNames.length; first += MODELS_PER_POLICY) {
    const names = endpointNames.slice(first, first + MODELS_PER_POLICY);
    new iam.ManagedPolicy(scope, `DescribeEndpoints${first / MODELS_PER_POLICY + 1}`, {
      description: 'Describe the endpoints of the models',
      roles,
      statements: [
        new iam.PolicyStatement({
          actions: ['sagemaker:DescribeEndpoint', 'sagemaker:DescribeInferenceComponent'],
          resources: names.flatMap((name) => [arn('endpoint', name), arn('inference-component', name)]),
        }),
      ],
    });
  }
  const configurations = arn('endpoint-config', '*');
  // model/… and model-package/…
  const models = arn('model*');
  const policy = new iam.ManagedPolicy(scope, 'DescribeVersions', {
    description: 'Describe the configurations, models and model packages of endpoints',
    roles,
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
}
