import * as iam from 'aws-cdk-lib/aws-iam';
import { type IConstruct, Construct } from 'constructs';
import { acknowledge, acknowledgeWildcards } from '../acknowledge';
import { type MeasuredArn, measuredArn, packPolicies, POLICIES_PER_ROLE, type WorkloadRole } from '../identity';
import { LONGEST_SAGEMAKER_NAME } from '../model';
import { failIfAny } from '../ground';
import type { ReleasableModel } from './definition';
import { parameterArn } from './parameter-arn';

/** Of the policies of the role one is for what does not depend on a model, and one describes what endpoints serve. */
const MAX_POLICIES = POLICIES_PER_ROLE - 2;

/** Characters of the name of a stack with the id that CloudFormation draws. */
const LONGEST_STACK = 128 + '/'.length + 36;

/** Properties of {@link MachinePermissions}. */
export interface MachinePermissionsProps {
  readonly role: WorkloadRole;
  readonly models: readonly ReleasableModel[];
  /** Name of the parameter with the version of the CDK bootstrap stack, which every stack of CDK refers to. */
  readonly bootstrapVersionParameter: string;
}

/** What one model adds to the statements. */
interface ModelArns {
  readonly parameter: MeasuredArn;
  readonly stack: MeasuredArn;
  readonly endpoint: MeasuredArn;
  readonly component?: MeasuredArn;
  /** Whether a wildcard stands in place of the id of the stack. */
  readonly anyStackId: boolean;
}

/**
 * What the release machine may do with the models: exact actions on the resources of exactly these models, in as few
 * policies as hold them.
 */
export class MachinePermissions extends Construct {
  /** @throws Error when there are more models than one role can have permissions for */
  constructor(scope: Construct, id: string, props: MachinePermissionsProps) {
    super(scope, id);
    const { role, models } = props;
    const arns = models.map((model) => arnsOf(this, model));
    const parts = packPolicies(arns, { statements, arnsOf: allOf });
    const fitting = parts.slice(0, MAX_POLICIES).reduce((sum, part) => sum + part.length, 0);
    failIfAny(
      this,
      parts.length <= MAX_POLICIES
        ? []
        : [
            `models must fit ${MAX_POLICIES} managed policies of one machine's role, got ${models.length}, of which ${fitting} fit; split the environment, or shorten names`,
          ],
    );
    parts.forEach((part, index) => this.createPolicy(role, part, index + 1));
    this.grantShared(props);
  }

  private createPolicy(role: WorkloadRole, models: readonly ModelArns[], number: number): void {
    const policy = new iam.ManagedPolicy(this, `Models${number}`, {
      description: 'Release the versions of these models',
      roles: [role],
      statements: statements(models),
    });
    const unknownStacks = models.flatMap(({ anyStackId, stack }) => (anyStackId ? [stack.arn] : []));
    acknowledgeWildcards(policy, unknownStacks, {
      reason: 'CloudFormation ends the ARN of a stack with an id that it draws.',
      compensatingControl: 'The name of the stack is exact, and names are unique in an account and Region.',
    });
  }

  /** What is the same for all models stands once, beside what does not depend on a model. */
  private grantShared({ role, bootstrapVersionParameter }: MachinePermissionsProps): void {
    const bootstrap = parameterArn(this, bootstrapVersionParameter).arn;
    role.addToPrincipalPolicy(statement('ResolveBootstrapVersion', ['ssm:GetParameters'], [bootstrap]));
    for (const given of ['RoleArn', 'TemplateUrl']) role.addToPrincipalPolicy(refuseUpdateWith(given));
  }
}

function statements(models: readonly ModelArns[]): iam.PolicyStatement[] {
  return [
    // GetParameters: CloudFormation resolves the parameters of the template with the permissions of whoever updates.
    ...optional(
      'ReadAndWriteReleases',
      ['ssm:GetParameter', 'ssm:GetParameters', 'ssm:PutParameter'],
      models.map(({ parameter }) => parameter.arn),
    ),
    ...optional(
      'UpdateServing',
      [
        'cloudformation:CancelUpdateStack',
        'cloudformation:ContinueUpdateRollback',
        'cloudformation:DescribeStacks',
        'cloudformation:UpdateStack',
      ],
      models.map(({ stack }) => stack.arn),
    ),
    ...optional(
      'ReadAndStartInstances',
      ['sagemaker:DescribeEndpoint', 'sagemaker:UpdateEndpointWeightsAndCapacities'],
      models.map(({ endpoint }) => endpoint.arn),
    ),
    ...optional(
      'ReadAndStartCopies',
      ['sagemaker:DescribeInferenceComponent', 'sagemaker:UpdateInferenceComponentRuntimeConfig'],
      present(models.map(({ component }) => component)),
    ),
  ];
}

/** No statement may be without resources. */
function optional(sid: string, actions: string[], resources: readonly string[]): iam.PolicyStatement[] {
  return resources.length === 0 ? [] : [statement(sid, actions, resources)];
}

function arnsOf(scope: IConstruct, model: ReleasableModel): ModelArns {
  const { stackId, inferenceComponentName: component } = model;
  // The id is a token: it counts as if it ended with what CloudFormation draws.
  const named = (id: string) =>
    measuredArn(
      scope,
      { service: 'cloudformation', resource: 'stack', resourceName: `${model.stackName}/${id}` },
      LONGEST_STACK,
    );
  return {
    parameter: parameterArn(scope, model.parameterName),
    stack: stackId === undefined ? named('*') : { arn: stackId, characters: named('x'.repeat(36)).characters },
    endpoint: sagemakerArn(scope, 'endpoint', model.endpointName),
    component: component === undefined ? undefined : sagemakerArn(scope, 'inference-component', component),
    anyStackId: stackId === undefined,
  };
}

function allOf({ parameter, stack, endpoint, component }: ModelArns): readonly MeasuredArn[] {
  return [parameter, stack, endpoint, component].filter((arn) => arn !== undefined);
}

function present(arns: readonly (MeasuredArn | undefined)[]): string[] {
  return arns.flatMap((measured) => (measured === undefined ? [] : [measured.arn]));
}

function sagemakerArn(scope: IConstruct, resource: string, name: string): MeasuredArn {
  const resourceName = name.toLowerCase();
  return measuredArn(scope, { service: 'sagemaker', resource, resourceName }, LONGEST_SAGEMAKER_NAME);
}

/**
 * Whoever changes the definition of the machine gains no other role than the one that the stack was deployed with
 * (A-STACK-ROLE), and no template from a bucket. IAM has no key for a template in the request itself: what that can do, the
 * policies of the execution role decide.
 */
function refuseUpdateWith(given: string): iam.PolicyStatement {
  return new iam.PolicyStatement({
    sid: `UpdateWithout${given}`,
    effect: iam.Effect.DENY,
    actions: ['cloudformation:UpdateStack'],
    resources: ['*'],
    conditions: { Null: { [`cloudformation:${given}`]: 'false' } },
  });
}

function statement(sid: string, actions: string[], resources: readonly string[]): iam.PolicyStatement {
  return new iam.PolicyStatement({ sid, actions, resources: [...resources] });
}

/** What the machine may do besides: services that have no resources to name, and its own executions. */
export function grantService(
  permissions: iam.ManagedPolicy,
  options: { stateMachineArn: string; namespace: string },
): void {
  permissions.addStatements(
    // https://docs.aws.amazon.com/service-authorization/latest/reference/list_servicequotas.html: no resource types
    // https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html: no resource types
    statement('ReadLoad', ['cloudwatch:GetMetricData'], ['*']),
    statement('ReadQuotas', ['servicequotas:ListServiceQuotas'], ['*']),
    new iam.PolicyStatement({
      sid: 'ReportOverdue',
      actions: ['cloudwatch:PutMetricData'],
      resources: ['*'],
      conditions: { StringEquals: { 'cloudwatch:namespace': options.namespace } },
    }),
    statement('ReadHolderOfLock', ['states:ListExecutions'], [options.stateMachineArn]),
  );
  acknowledge(permissions, {
    id: 'AwsSolutions::AwsSolutions-IAM5[Resource::*]',
    reason:
      'Service Quotas, CloudWatch metrics, X-Ray and the delivery of the logs of Step Functions have no resources to name (https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html#cloudwatch-iam-policy).',
    compensatingControl: `Exact actions; metrics in the namespace ${options.namespace} only; nothing of it reads or changes data.`,
  });
}
