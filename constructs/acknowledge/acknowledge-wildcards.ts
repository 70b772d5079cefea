import { Stack } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
// The rule's own spelling of a resource, so that the acknowledgement matches it to the letter.
import { flattenCfnReference } from 'cdk-nag/lib/utils/flatten-cfn-reference';
import { acknowledge, type EngineAcknowledgement } from './acknowledge';

/**
 * Acknowledges `AwsSolutions-IAM5`, only for the given resources of a policy.
 *
 * The id of a finding contains the resource as it is in the template. For a bucket of another stack, it is known only after
 * CDK has resolved the references between stacks, so the acknowledgement is written then.
 */
export function acknowledgeWildcards(
  policy: iam.ManagedPolicy,
  resources: readonly string[],
  why: Omit<EngineAcknowledgement, 'id'>,
): void {
  policy.node.addValidation({
    validate: () => {
      for (const resource of resources) {
        const spelling = flattenCfnReference(Stack.of(policy).resolve(resource));
        acknowledge(policy, { id: `AwsSolutions::AwsSolutions-IAM5[Resource::${spelling}]`, ...why });
      }
      return [];
    },
  });
}
