import { ArnFormat, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { type IConstruct, Construct } from 'constructs';
import { acknowledge } from '../acknowledge';

const ID = 'HandlerAccess';

/**
 * The permissions that the Lambda service needs for every handler's role, and actions without a resource type. One policy
 * per stack, so that the wildcard is in one place and not beside each handler's own permissions.
 */
export class HandlerAccess extends Construct {
  /** The instance of the scope's stack. */
  public static of(scope: IConstruct): HandlerAccess {
    const stack = Stack.of(scope);
    const existing = stack.node.tryFindChild(ID);
    return existing instanceof HandlerAccess ? existing : new HandlerAccess(stack, ID);
  }

  private readonly policy: iam.ManagedPolicy;
  private networkGranted = false;

  private constructor(scope: Construct, id: string) {
    super(scope, id);
    this.policy = new iam.ManagedPolicy(this, 'Policy', {
      description: 'Traces and network interfaces of the handlers of this stack',
      statements: [
        // https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html: no resource types
        new iam.PolicyStatement({
          sid: 'WriteTraces',
          actions: ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'],
          resources: ['*'],
        }),
      ],
    });
    acknowledge(this.policy, {
      id: 'AwsSolutions::AwsSolutions-IAM5[Resource::*]',
      reason:
        'X-Ray has no resource types, and Lambda requires the network interface actions on all resources (https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html).',
      compensatingControl:
        'Exact actions; a deny on lambda:SourceFunctionArn keeps the network interface actions from the code of the functions, so that only the Lambda service can use them.',
    });
  }

  /** Lets a role write traces. */
  public attachTo(role: iam.IRole): void {
    this.policy.attachToRole(role);
  }

  /** Lets the Lambda service connect the functions of this stack to their network. */
  public allowNetworkInterfaces(): void {
    if (this.networkGranted) return;
    this.networkGranted = true;
    // https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions
    const actions = [
      'ec2:AssignPrivateIpAddresses',
      'ec2:CreateNetworkInterface',
      'ec2:DeleteNetworkInterface',
      'ec2:DescribeNetworkInterfaces',
      'ec2:DescribeSubnets',
      'ec2:UnassignPrivateIpAddresses',
    ];
    this.policy.addStatements(
      new iam.PolicyStatement({ sid: 'ConnectToNetwork', actions, resources: ['*'] }),
      // Lambda sets the key on calls that the function's code makes, and not on those of the service.
      new iam.PolicyStatement({
        sid: 'DenyFunctionCode',
        effect: iam.Effect.DENY,
        actions,
        resources: ['*'],
        conditions: {
          ArnLike: {
            'lambda:SourceFunctionArn': Stack.of(this).formatArn({
              service: 'lambda',
              resource: 'function',
              resourceName: '*',
              arnFormat: ArnFormat.COLON_RESOURCE_NAME,
            }),
          },
        },
      }),
    );
  }
}
