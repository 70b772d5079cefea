import { CustomResource, Duration, RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { failIfAny } from '../ground';
import type { ReleaseParameterSeeder } from './release-parameter-seeder';

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html, with a path of at least two levels. */
const PARAMETER_NAME = /^(\/[A-Za-z0-9_.-]+){2,15}$/;
const READ_ACTIONS = ['ssm:GetParameter', 'ssm:GetParameterHistory', 'ssm:GetParameters'] as const;
const RESERVED = /^\/(aws|ssm)/i;

/** Properties of a {@link ReleaseParameter}. */
export interface ReleaseParameterProps {
  /** Full name, by convention `/<prefix>/<environment>/<model>/model-package-arn`. */
  readonly parameterName: string;
  /** The function that creates the parameter. */
  readonly seeder: ReleaseParameterSeeder;
}

/**
 * The SSM parameter that says which model package of a model is released.
 *
 * It is created once, with the value `none`, and belongs to no template: a template that owned it would set it back to its
 * own value on the next deployment, and with it the model that is served. For the same reason it stays when this
 * construct goes.
 */
export class ReleaseParameter extends Construct {
  public readonly parameterName: string;
  public readonly parameterArn: string;

  /** @throws Error when the name is not a valid parameter path */
  constructor(scope: Construct, id: string, props: ReleaseParameterProps) {
    super(scope, id);
    const { parameterName, seeder } = props;
    failIfAny(this, problemsOf(parameterName));
    this.parameterName = parameterName;
    this.parameterArn = Stack.of(this).formatArn({
      service: 'ssm',
      resource: 'parameter',
      resourceName: parameterName.replace(/^\//, ''),
    });
    const permission = seeder.allow(parameterName, this.parameterArn);
    const seed = new CustomResource(this, 'Seed', {
      resourceType: 'Custom::ReleaseParameterSeed',
      serviceToken: seeder.serviceToken,
      // Without an answer a stack would hang for an hour.
      serviceTimeout: Duration.minutes(5),
      properties: { ParameterName: parameterName },
      removalPolicy: RemovalPolicy.DESTROY,
    });
    seed.node.addDependency(permission);
  }

  /** Lets a principal read which version is released: `ssm:GetParameter`, `ssm:GetParameterHistory`, `ssm:GetParameters`. */
  public grantRead(grantee: iam.IGrantable): iam.Grant {
    return this.grant(grantee, ...READ_ACTIONS);
  }

  /** Lets a principal release a version: `ssm:PutParameter`, beside what {@link grantRead} allows. */
  public grantRelease(grantee: iam.IGrantable): iam.Grant {
    return this.grant(grantee, ...READ_ACTIONS, 'ssm:PutParameter');
  }

  private grant(grantee: iam.IGrantable, ...actions: string[]): iam.Grant {
    return iam.Grant.addToPrincipal({ grantee, actions, resourceArns: [this.parameterArn] });
  }
}

function problemsOf(parameterName: string): string[] {
  if (Token.isUnresolved(parameterName)) {
    return ['parameterName must be known at synthesis, got a token; pass a literal name'];
  }
  if (PARAMETER_NAME.test(parameterName) && !RESERVED.test(parameterName)) return [];
  return [
    `parameterName must be a path like /excorp/prod/churn/model-package-arn outside /aws and /ssm, got '${parameterName}'; correct it`,
  ];
}
