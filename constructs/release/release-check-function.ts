import { Construct } from 'constructs';
import type * as iam from 'aws-cdk-lib/aws-iam';
import { HandlerFunction, type HandlerPlatform } from '../handlers';

/** Properties of a {@link ReleaseCheckFunction}. */
export type ReleaseCheckFunctionProps = HandlerPlatform;

/** The function that decides whether a release may begin. It reaches nothing: the machine tells it all. */
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

  /** Lets a role ask: `lambda:InvokeFunction`. */
  public grantInvoke(grantee: iam.IGrantable): iam.Grant {
    return this.handler.grantInvoke(grantee);
  }
}
