import { Aws, CfnCondition, CfnParameter, Fn, type CfnResource, type IResolvable } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { UNRELEASED } from './core/unreleased';

/** Properties of a {@link ReleasedModelPackage}. */
export interface ReleasedModelPackageProps {
  /**
   * Name of the SSM parameter with the ARN, e.g. `/excorp/prod/churn/model-package-arn`. It must exist before the
   * stack is deployed: `ReleaseParameter` creates it.
   */
  readonly parameterName: string;
}

/**
 * The model package that a serving stack serves, read from the release parameter on every deployment of the stack.
 *
 * A release writes the parameter and updates the stack with its current template. So every new version goes through the
 * deployment guardrails, nothing drifts from CloudFormation, and a later `cdk deploy` keeps the released version.
 */
export class ReleasedModelPackage extends Construct {
  /** ARN of the released model package; `none` before the first release. */
  public readonly modelPackageArn: string;
  /** True once a version was released. Put it on every resource that needs a model package. */
  public readonly condition: CfnCondition;
  /** Template parameter that CloudFormation resolves from the release parameter on every stack update. */
  public readonly parameter: CfnParameter;
  /**
   * Template parameter that says whether the endpoint exists: `true` or `false`. Whoever updates the stack for a release
   * sets it; `cdk deploy` keeps its previous value.
   */
  public readonly endpointExistsParameter: CfnParameter;
  private readonly endpointExists: CfnCondition;

  constructor(scope: Construct, id: string, props: ReleasedModelPackageProps) {
    super(scope, id);
    this.parameter = new CfnParameter(this, 'Arn', {
      type: 'AWS::SSM::Parameter::Value<String>',
      default: props.parameterName,
      description: 'Name of the release parameter, which holds the ARN of the model package to serve',
    });
    this.endpointExistsParameter = new CfnParameter(this, 'EndpointExists', {
      type: 'String',
      default: 'false',
      allowedValues: ['true', 'false'],
      description: 'true when the endpoint is there already, so that an update keeps the capacity it was scaled to',
    });
    this.modelPackageArn = this.parameter.valueAsString;
    this.condition = new CfnCondition(this, 'Released', {
      expression: Fn.conditionNot(Fn.conditionEquals(this.modelPackageArn, UNRELEASED)),
    });
    this.endpointExists = new CfnCondition(this, 'Updates', {
      expression: Fn.conditionEquals(this.endpointExistsParameter.valueAsString, 'true'),
    });
  }

  /** Number of the released version in its model package group, e.g. `7`; `none` before the first release. */
  public get versionNumber(): string {
    // arn:aws:sagemaker:<region>:<account>:model-package/<group>/<number>
    return this.whenReleased(Fn.select(2, Fn.split('/', this.modelPackageArn)));
  }

  /**
   * A text that depends on the released version, e.g. the name of a resource that {@link applyTo} leaves out before the first
   * release; `none` until then.
   */
  public whenReleased(value: string): string {
    return Fn.conditionIf(this.condition.logicalId, value, UNRELEASED).toString();
  }

  /** Leaves resources out until the first release. */
  public applyTo(...resources: readonly CfnResource[]): void {
    for (const resource of resources) resource.cfnOptions.condition = this.condition;
  }

  /** A property value that is present only when an existing endpoint is updated. */
  public onUpdate(value: unknown): IResolvable {
    return Fn.conditionIf(this.endpointExists.logicalId, value, Aws.NO_VALUE);
  }

  /** A property value that is present only when the endpoint is created. */
  public onCreate(value: unknown): IResolvable {
    return Fn.conditionIf(this.endpointExists.logicalId, Aws.NO_VALUE, value);
  }
}
