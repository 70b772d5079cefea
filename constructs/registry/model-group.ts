import { Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sagemaker from 'aws-cdk-lib/aws-sagemaker';
import { Construct } from 'constructs';
import { annotateModel, type ModelOwnership } from '../model';
import { failIfAny, RETAINED } from '../ground';

/** https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateModelPackageGroup.html */
const GROUP_NAME = /^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$/;
const MAX_DESCRIPTION = 1024;

/** Properties of a {@link ModelGroup}. */
export interface ModelGroupProps {
  /** Name of the group, unique in account and Region: CloudFormation demands one, and `blueprint register` writes to it. */
  readonly modelPackageGroupName: string;
  /** What the model does, at most 1,024 characters. */
  readonly description: string;
  /** The ownership of the model. Other parts of a governance are ignored: a changed objective must not change the group. */
  readonly governance: ModelOwnership;
}

/**
 * The model package group that holds all registered versions of one model.
 *
 * It is retained when the stack is deleted, because it is the record of what was trained, approved and served.
 */
export class ModelGroup extends Construct {
  public readonly modelPackageGroupName: string;
  public readonly modelPackageGroupArn: string;
  private readonly resource: sagemaker.CfnModelPackageGroup;
  private policy: iam.PolicyDocument | undefined;

  /** @throws Error naming every prop that SageMaker would refuse */
  constructor(scope: Construct, id: string, props: ModelGroupProps) {
    super(scope, id);
    failIfAny(this, problemsOf(props));
    this.resource = new sagemaker.CfnModelPackageGroup(this, 'Resource', {
      modelPackageGroupName: props.modelPackageGroupName,
      modelPackageGroupDescription: props.description,
    });
    this.resource.applyRemovalPolicy(RETAINED);
    const { model, owner, costCentre, riskClass, dataClass } = props.governance;
    annotateModel(this.resource, { model, owner, costCentre, riskClass, dataClass });
    this.modelPackageGroupName = props.modelPackageGroupName;
    this.modelPackageGroupArn = this.resource.attrModelPackageGroupArn;
  }

  /** Every version of the group, for statements about model packages. */
  public get modelPackageArns(): string {
    return Stack.of(this).formatArn({
      service: 'sagemaker',
      resource: 'model-package',
      resourceName: `${this.modelPackageGroupName.toLowerCase()}/*`,
    });
  }

  /** Adds a statement to the group's own policy, e.g. for an account that deploys its versions. */
  public addToResourcePolicy(statement: iam.PolicyStatement): iam.AddToResourcePolicyResult {
    if (this.policy === undefined) {
      this.policy = new iam.PolicyDocument();
      this.resource.modelPackageGroupPolicy = this.policy;
    }
    this.policy.addStatements(statement);
    return { statementAdded: true, policyDependable: this.resource };
  }
}

function problemsOf(props: ModelGroupProps): string[] {
  const { modelPackageGroupName: name, description } = props;
  const problems: string[] = [];
  if (!Token.isUnresolved(name) && !GROUP_NAME.test(name)) {
    problems.push(
      `modelPackageGroupName must be 1 to 63 letters, digits and hyphens between them, got '${name}'; correct it`,
    );
  }
  if (!Token.isUnresolved(description) && description.length > MAX_DESCRIPTION) {
    problems.push(`description must have at most ${MAX_DESCRIPTION} characters, got ${description.length}; shorten it`);
  }
  return problems;
}
