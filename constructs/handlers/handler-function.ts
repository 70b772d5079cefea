import { Duration, Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { acknowledge } from '../acknowledge';
import { WorkloadRole } from '../identity';
import { failIfAny, type DataRemoval, effectiveRemoval, type IWorkloadNetwork } from '../ground';
import { HandlerAccess } from './handler-access';
import { handlerBundle } from './handler-bundle';

/**
 * The props that all handlers of an environment share: create them once and spread them into each. Its data are logs and
 * dead letters.
 */
export interface HandlerPlatform extends DataRemoval {
  /** Encrypts environment variables and the dead-letter queue. */
  readonly encryptionKey: kms.IKey;
  /** Encrypts the logs; its policy must allow CloudWatch Logs, as that of `DataKeys.logs` does. */
  readonly logEncryptionKey: kms.IKey;
  /**
   * Where the handler runs.
   * @default - outside any VPC: only for handlers that call nothing inside a VPC; NIST `LambdaInsideVPC` then needs an
   *   acknowledgement
   */
  readonly network?: IWorkloadNetwork;
  /** @default RetentionDays.ONE_YEAR */
  readonly logRetention?: logs.RetentionDays;
  /**
   * Reserved concurrency of each handler, at least 1. It is taken from the account's quota `Concurrent executions`, of which
   * 100 must stay unreserved. The quota of a new account is 10, so that nothing can be reserved there.
   * @default - none: handlers share what the account has
   */
  readonly reservedConcurrentExecutions?: number;
}

/** Properties of a {@link HandlerFunction}. */
export interface HandlerFunctionProps extends HandlerPlatform {
  /**
   * What runs: `<room>/<stem>` of a `constructs/<room>/<stem>.lambda.ts` of this package, or your own code. Both must export
   * `handler` from `index.js`.
   */
  readonly handler: string | lambda.Code;
  /** What the handler does, in one sentence of at most 256 characters. */
  readonly description: string;
  /** @default - none */
  readonly environment?: Readonly<Record<string, string>>;
  /** MiB, 128 to 10,240; CPU grows with it. @default 256 */
  readonly memorySize?: number;
  /** At most 15 minutes. @default Duration.seconds(30) */
  readonly timeout?: Duration;
}

/**
 * A Lambda function for a handler of this package: newest Node.js runtime, arm64, active tracing, encrypted logs with
 * retention, encrypted dead-letter queue, and a role with exact permissions.
 *
 * Grant to it as to any function (`table.grantReadData(handler)`); event sources, targets and metrics are on
 * {@link lambdaFunction}.
 */
export class HandlerFunction extends Construct implements iam.IGrantable, ec2.IConnectable {
  public readonly lambdaFunction: lambda.Function;
  public readonly role: WorkloadRole;
  public readonly logGroup: logs.LogGroup;
  /** Queue for events that failed in all attempts; it keeps them for 14 days. */
  public readonly deadLetterQueue: sqs.Queue;
  public readonly grantPrincipal: iam.IPrincipal;

  /** @throws Error naming every prop that is out of range, or a handler that was not built */
  constructor(scope: Construct, id: string, props: HandlerFunctionProps) {
    super(scope, id);
    failIfAny(this, problemsOf(props));
    const code = typeof props.handler === 'string' ? handlerBundle(this, props.handler) : props.handler;
    this.role = new WorkloadRole(this, 'Role', {
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
      description: props.description,
    });
    this.grantPrincipal = this.role;
    this.logGroup = this.createLogGroup(props);
    this.deadLetterQueue = this.createDeadLetterQueue(props);
    this.lambdaFunction = this.createFunction(props, code);
    this.grantPlatform(props);
  }

  /** ARN of the function. */
  public get functionArn(): string {
    return this.lambdaFunction.functionArn;
  }

  /** The security groups of the function. @throws Error when it is outside any VPC */
  public get connections(): ec2.Connections {
    return this.lambdaFunction.connections;
  }

  /** Sets an environment variable. */
  public addEnvironment(name: string, value: string): this {
    this.lambdaFunction.addEnvironment(name, value);
    return this;
  }

  /** Lets a role invoke the function: `lambda:InvokeFunction`. For a service, use `lambdaFunction.addPermission`. */
  public grantInvoke(grantee: iam.IGrantable): iam.Grant {
    return iam.Grant.addToPrincipal({
      grantee,
      actions: ['lambda:InvokeFunction'],
      resourceArns: [this.functionArn],
    });
  }

  /** Adds one exact permission to the role, for services whose constructs have no `grant…` method. */
  public addToRolePolicy(statement: iam.PolicyStatement): void {
    this.role.addToPrincipalPolicy(statement);
  }

  private createLogGroup(props: HandlerFunctionProps): logs.LogGroup {
    return new logs.LogGroup(this, 'Logs', {
      encryptionKey: props.logEncryptionKey,
      retention: props.logRetention ?? logs.RetentionDays.ONE_YEAR,
      removalPolicy: effectiveRemoval(props),
    });
  }

  private createDeadLetterQueue(props: HandlerFunctionProps): sqs.Queue {
    return new sqs.Queue(this, 'DeadLetters', {
      encryption: sqs.QueueEncryption.KMS,
      encryptionMasterKey: props.encryptionKey,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      removalPolicy: effectiveRemoval(props),
    });
  }

  private createFunction(props: HandlerFunctionProps, code: lambda.Code): lambda.Function {
    const { network } = props;
    const created = new lambda.Function(this, 'Function', {
      code,
      handler: 'index.handler',
      description: props.description,
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture: lambda.Architecture.ARM_64,
      memorySize: props.memorySize ?? 256,
      timeout: props.timeout ?? Duration.seconds(30),
      reservedConcurrentExecutions: props.reservedConcurrentExecutions,
      role: this.role,
      environment: props.environment,
      environmentEncryption: props.encryptionKey,
      logGroup: this.logGroup,
      loggingFormat: lambda.LoggingFormat.JSON,
      deadLetterQueue: this.deadLetterQueue,
      ...(network && {
        vpc: network.vpc,
        vpcSubnets: { subnets: [...network.subnets] },
        securityGroups: [network.workloadSecurityGroup],
      }),
    });
    // The `tracing` prop would add its wildcard to the handler's own policy: HandlerAccess has it.
    if (created.node.defaultChild instanceof lambda.CfnFunction) {
      created.node.defaultChild.tracingConfig = { mode: lambda.Tracing.ACTIVE };
    }
    if (props.reservedConcurrentExecutions === undefined) {
      acknowledge(created, {
        id: 'NIST.800.53.R5::NIST.800.53.R5-LambdaConcurrency',
        reason: 'Reserved concurrency fails in accounts whose quota is not more than 100, as it is in new ones.',
        compensatingControl:
          'The quota of the account limits all functions together, and an event that is throttled is repeated before it goes to the dead-letter queue. With a larger quota, set reservedConcurrentExecutions.',
      });
    }
    return created;
  }

  private grantPlatform(props: HandlerFunctionProps): void {
    this.logGroup.grantWrite(this.role);
    // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html: what a
    // producer needs; Decrypt serves the environment variables too.
    props.encryptionKey.grant(this.role, 'kms:Decrypt', 'kms:GenerateDataKey');
    const access = HandlerAccess.of(this);
    access.attachTo(this.role);
    if (props.network) access.allowNetworkInterfaces();
    // Lambda checks the network permissions when it creates the function.
    this.lambdaFunction.node.addDependency(access);
  }
}

function problemsOf(props: HandlerFunctionProps): string[] {
  const problems: string[] = [];
  const within = (name: string, value: number | undefined, low: number, high: number, unit: string) => {
    if (value === undefined || Token.isUnresolved(value)) return;
    if (!Number.isInteger(value) || value < low || value > high) {
      problems.push(`${name} must be a whole number of ${unit} from ${low} to ${high}, got ${value}; correct it`);
    }
  };
  within('memorySize', props.memorySize, 128, 10_240, 'MiB');
  within('timeout', props.timeout?.toSeconds(), 1, 900, 'seconds');
  within('reservedConcurrentExecutions', props.reservedConcurrentExecutions, 1, 1000, 'executions');
  if (!Token.isUnresolved(props.description) && props.description.length > 256) {
    problems.push(`description must have at most 256 characters, got ${props.description.length}; shorten it`);
  }
  if (props.network?.subnets.length === 0) {
    problems.push('network.subnets must have at least one subnet, got none; give the private subnets of the VPC');
  }
  return problems;
}
