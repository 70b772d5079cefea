import { Aws, CfnCondition, CfnParameter, Fn, type CfnResource, type IResolvable } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { UNRELEASED } from './core/unreleased';

/** Properties of a {@link ReleasedModelPackage}. */
export interface ReleasedModelPackageProps {
  /**
   * Name of the SSM parameter that holds the ARN, e.g. `/excorp/prod/churn/model-package-arn`. It must exist before the
   * stack is deployed: a `ReleaseParameter` seeds it.
   */
  readonly parameterName: string;
}

/**
 * The model package that a serving stack serves, read from the release parameter on every deployment of the stack.
 *
 * A release writes the parameter and updates the stack with its present template, so that every change of the model
 * passes the deployment guardrails, nothing drifts from CloudFormation, and a later `cdk deploy` keeps what is released.
 */
export class ReleasedModelPackage extends Construct {
  /** ARN of the released model package; `none` before the first release. */
  public readonly modelPackageArn: string;
  /** Whether a version was ever released. Put it on every resource that needs a model package. */
  public readonly condition: CfnCondition;
  /** Template parameter that CloudFormation resolves from the release parameter on every stack update. */
  public readonly parameter: CfnParameter;
  /**
   * Template parameter that says whether the endpoint is there already: `true` or `false`. Who updates the stack for a
   * release sets it; `cdk deploy` keeps its previous value.
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

  /** Leaves resources out until the first release. */
  public applyTo(...resources: readonly CfnResource[]): void {
    for (const resource of resources) resource.cfnOptions.condition = this.condition;
  }

  /** A property that is present only while an existing endpoint is updated. */
  public onUpdate(value: unknown): IResolvable {
    return Fn.conditionIf(this.endpointExists.logicalId, value, Aws.NO_VALUE);
  }

  /** A property that is present only when the endpoint is created. */
  public onCreate(value: unknown): IResolvable {
    return Fn.conditionIf(this.endpointExists.logicalId, Aws.NO_VALUE, value);
  }
}
