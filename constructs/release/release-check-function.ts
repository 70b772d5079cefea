import { Construct } from 'constructs';
import type * as iam from 'aws-cdk-lib/aws-iam';
import { HandlerFunction, type HandlerPlatform } from '../handlers';

/** Properties of a {@link ReleaseCheckFunction}. */
export type ReleaseCheckFunctionProps = HandlerPlatform;

/** The function that decides whether a release may begin. It makes no calls: the state machine passes it everything. */
export class ReleaseCheckFunction extends Construct {
  private readonly handler: HandlerFunction;

  constructor(scope: Construct, id: string, props: ReleaseCheckFunctionProps) {
    super(scope, id);
    this.handler = new HandlerFunction(this, 'Handler', {
      ...props,
      handler: 'release/check-release',
      description: 'Decides whether a release may begin',
    });
  }

  public get functionArn(): string {
    return this.handler.functionArn;
  }

  /** Allows a role to invoke the function: `lambda:InvokeFunction`. */
  public grantInvoke(grantee: iam.IGrantable): iam.Grant {
    return this.handler.grantInvoke(grantee);
  }
}
