import { Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { HandlerFunction, type HandlerPlatform } from '../handlers';

/**
 * Characters of a managed policy, white space not counted:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
const POLICY_CHARACTERS = 6144;
/** What a policy needs besides the resource ARNs, and what an ARN has besides the name, rounded up. */
const POLICY_OVERHEAD = 400;
const ARN_OVERHEAD = 64;

/** Properties of a {@link ReleaseParameterSeeder}. */
export type ReleaseParameterSeederProps = HandlerPlatform;

/**
 * The function that creates missing release parameters, one function for all models of a stack.
 *
 * Inside a network it needs the `ssm` interface endpoint, and an S3 gateway endpoint whose policy allows `s3:PutObject` on
 * `arn:aws:s3:::cloudformation-custom-resource-response-<Region without hyphens>/*`, where CloudFormation waits for the
 * response.
 */
export class ReleaseParameterSeeder extends Construct {
  private readonly handler: HandlerFunction;
  private policy: iam.ManagedPolicy | undefined;
  private statement: iam.PolicyStatement | undefined;
  private room = 0;
  private policies = 0;

  constructor(scope: Construct, id: string, props: ReleaseParameterSeederProps) {
    super(scope, id);
    this.handler = new HandlerFunction(this, 'Handler', {
      ...props,
      handler: 'release/seed-parameter',
      description: 'Creates the release parameter of a model when it is not there yet',
      timeout: Duration.minutes(2),
    });
  }

  /** Service token for custom resources. */
  public get serviceToken(): string {
    return this.handler.functionArn;
  }

  /**
   * Allows the function to create one parameter, but not to overwrite it.
   *
   * @returns the policy that holds the permission: the custom resource must wait for it
   */
  public allow(parameterName: string, parameterArn: string): iam.ManagedPolicy {
    const needed = parameterName.length + ARN_OVERHEAD;
    if (this.policy === undefined || this.statement === undefined || needed > this.room) {
      this.policies += 1;
      this.room = POLICY_CHARACTERS - POLICY_OVERHEAD;
      this.statement = new iam.PolicyStatement({
        sid: 'SeedReleaseParameters',
        actions: ['ssm:PutParameter'],
        conditions: { StringEquals: { 'ssm:Overwrite': 'false' } },
      });
      this.policy = new iam.ManagedPolicy(this, `Permissions${this.policies}`, {
        description: 'Create release parameters, without overwriting any',
        statements: [this.statement],
        roles: [this.handler.role],
      });
    }
    this.room -= needed;
    this.statement.addResources(parameterArn);
    return this.policy;
  }
}
