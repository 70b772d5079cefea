import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';
import { Construct } from 'constructs';
import { acknowledge, acknowledgeWildcards } from '../compliance';
import { failIfAny } from '../shared';
import type { ReleasableModel } from './definition';

/**
 * Models of one policy. A managed policy holds 6,144 characters, and the five or six ARNs of a model have up to 650:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
const MODELS_PER_POLICY = 7;
/** Managed policies of a role by default are ten; one is for what does not depend on a model, one is room. */
const MAX_POLICIES = 8;

/** Properties of {@link MachinePermissions}. */
export interface MachinePermissionsProps {
  readonly role: iam.Role;
  readonly models: readonly ReleasableModel[];
  /** What the names of all model package groups of the environment begin with. @default - each group is named */
  readonly modelPackageGroupPrefix?: string;
  /** Name of the parameter with the version of the CDK bootstrap stack, which every stack of CDK refers to. */
  readonly bootstrapVersionParameter: string;
}

/** What the release machine may do with the models: exact actions on the resources of exactly these models. */
export class MachinePermissions extends Construct {
  /** @throws Error when there are more models than one role can have permissions for */
  constructor(scope: Construct, id: string, props: MachinePermissionsProps) {
    super(scope, id);
    const most = MODELS_PER_POLICY * MAX_POLICIES;
    failIfAny(
      this,
      props.models.length <= most
        ? []
        : [
            `models must be at most ${most} for one machine, got ${props.models.length}; split the environment, or raise the quota of managed policies per role and this limit`,
          ],
    );
    for (let first = 0; first < props.models.length; first += MODELS_PER_POLICY) {
      this.createPolicy(props, first);
    }
  }

  private createPolicy(props: MachinePermissionsProps, first: number): void {
    const { role, models, bootstrapVersionParameter } = props;
    const some = models.slice(first, first + MODELS_PER_POLICY);
    const arns = arnsOf(this, some, props.modelPackageGroupPrefix);
    const policy = new iam.ManagedPolicy(this, `Models${first / MODELS_PER_POLICY + 1}`, {
      description: 'Release the versions of these models',
      roles: [role],
      statements: [
        statement('ReadAndWriteReleases', ['ssm:GetParameter', 'ssm:PutParameter'], arns.parameters),
        // CloudFormation resolves the parameters of the template with the permissions of whoever updates the stack.
        statement(
          'ResolveTemplate',
          ['ssm:GetParameters'],
          [...arns.parameters, parameterArn(this, bootstrapVersionParameter)],
        ),
        statement(
          'UpdateServing',
          ['cloudformation:CancelUpdateStack', 'cloudformation:DescribeStacks', 'cloudformation:UpdateStack'],
          arns.stacks,
        ),
        statement('ReadVersions', ['sagemaker:DescribeModelPackage'], arns.packages),
        statement('ReadEndpoints', ['sagemaker:DescribeEndpoint'], arns.endpoints),
        ...(arns.components.length === 0
          ? []
          : [statement('ReadComponents', ['sagemaker:DescribeInferenceComponent'], arns.components)]),
      ],
    });
    acknowledgeWildcards(policy, arns.unknownStacks, {
      reason: 'CloudFormation ends the ARN of a stack with an id that it draws.',
      compensatingControl: 'The name of the stack is exact, and names are unique in an account and Region.',
    });
    acknowledgeWildcards(policy, arns.packages, {
      reason: 'The versions of a model come after the deployment.',
      compensatingControl:
        'The group, or the prefix that only groups of this environment have, is exact, and the action only reads.',
    });
  }
}

function arnsOf(scope: IConstruct, models: readonly ReleasableModel[], groupPrefix?: string) {
  const stack = Stack.of(scope);
  const sagemaker = (resource: string, resourceName: string) =>
    stack.formatArn({ service: 'sagemaker', resource, resourceName: resourceName.toLowerCase() });
  const groups =
    groupPrefix === undefined
      ? models.map(({ modelPackageGroupName }) => `${modelPackageGroupName}/*`)
      : [`${groupPrefix}*/*`];
  const unknownStacks = models.flatMap(({ stackId, stackName }) =>
    stackId === undefined
      ? [stack.formatArn({ service: 'cloudformation', resource: 'stack', resourceName: `${stackName}/*` })]
      : [],
  );
  return {
    parameters: models.map(({ parameterName }) => parameterArn(scope, parameterName)),
    unknownStacks,
    stacks: [...models.flatMap(({ stackId }) => stackId ?? []), ...unknownStacks],
    packages: groups.map((name) => sagemaker('model-package', name)),
    endpoints: models.map(({ endpointName }) => sagemaker('endpoint', endpointName)),
    components: models.flatMap(({ inferenceComponentName: name }) =>
      name === undefined ? [] : [sagemaker('inference-component', name)],
    ),
  };
}

function parameterArn(scope: IConstruct, name: string): string {
  return Stack.of(scope).formatArn({ service: 'ssm', resource: 'parameter', resourceName: name.replace(/^\//, '') });
}

function statement(sid: string, actions: string[], resources: string[]): iam.PolicyStatement {
  return new iam.PolicyStatement({ sid, actions, resources });
}

/** What the machine may do besides: services that have no resources to name, and its own executions. */
export function grantService(
  permissions: iam.ManagedPolicy,
  options: { stateMachineArn: string; namespace: string },
): void {
  permissions.addStatements(
    // https://docs.aws.amazon.com/service-authorization/latest/reference/list_servicequotas.html: no resource types
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
