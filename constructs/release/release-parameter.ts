import { CustomResource, Duration, RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { failIfAny } from '../ground';
import type { ReleaseParameterSeeder } from './release-parameter-seeder';

/**
 * https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html, with a path of at least two levels.
 */
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
 * The SSM parameter with the ARN of the released model package of a model.
 *
 * It is created once, with the value `none`, and no template owns it: a template that owned it would reset it on the next
 * deployment, and with it the served version. For the same reason it is kept when this construct is removed.
 */
export class ReleaseParameter extends Construct {
  public readonly parameterName: string;
  public readonly parameterArn: string;

  /** @throws Error if the name is not a valid parameter path */
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

  /** Allows a principal to read the released version: `ssm:GetParameter`, `ssm:GetParameterHistory`, `ssm:GetParameters`. */
  public grantRead(grantee: iam.IGrantable): iam.Grant {
    return this.grant(grantee, ...READ_ACTIONS);
  }

  /** Allows a principal to write the released version: `ssm:PutParameter`, in addition to {@link grantRead}. */
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
