import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';

/** An endpoint as its callers see it. */
export interface IModelEndpoint {
  readonly endpointName: string;
  readonly endpointArn: string;
  /** Lets a principal ask the model, and denies it bearer tokens. */
  grantInvoke(grantee: iam.IGrantable): iam.Grant;
}

/**
 * Denies bearer tokens. Endpoints also answer at `/openai/v1` to anybody with a token that a principal created from its
 * credentials: such calls would bypass the guardrails and records of a gateway.
 */
export function denyBearerTokens(): iam.PolicyStatement {
  return new iam.PolicyStatement({
    sid: 'DenyBearerTokens',
    effect: iam.Effect.DENY,
    actions: ['sagemaker:CallWithBearerToken'],
    // The action has no resource types.
    resources: ['*'],
  });
}

/** ARN of a hosting resource; SageMaker writes its name in lower case. */
export function hostingArn(scope: IConstruct, resource: 'endpoint' | 'inference-component', name: string): string {
  return Stack.of(scope).formatArn({ service: 'sagemaker', resource, resourceName: name });
}

/** Allows actions only on these hosting resources, and denies bearer tokens. */
export function grantHosting(
  grantee: iam.IGrantable,
  actions: readonly string[],
  resourceArns: readonly string[],
): iam.Grant {
  grantee.grantPrincipal.addToPrincipalPolicy(denyBearerTokens());
  return iam.Grant.addToPrincipal({ grantee, actions: [...actions], resourceArns: [...resourceArns] });
}
