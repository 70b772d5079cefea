import { ArnFormat, Duration, Stack, Token } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import * as stepfunctions from 'aws-cdk-lib/aws-stepfunctions';
import { Construct, type IConstruct } from 'constructs';
import { MAX_ROLLOUT_SECONDS, RELEASE_METADATA_KEY, type RiskClass, stateMachineLogGroup } from '../model';
import { WorkloadRole } from '../identity';
import type { AlertRoutes } from '../monitoring';
import { type DataRemoval, effectiveRemoval, failIfAny } from '../ground';
import { RELEASE_NAMESPACE } from './core/cancel-metric';
import { historyProblems, releaseDefinition, type ReleasableModel } from './definition';
import { grantService, MachinePermissions } from './machine-permissions';
import { RELEASE_ALARMS } from './release-alarms';
import type { ReleaseCheckFunction } from './release-check-function';

/** What the metadata of a machine says of a model. */
interface ReleaseMetadata {
  readonly riskClass: RiskClass;
}

/** Properties of a {@link ReleaseMachine}. */
export interface ReleaseMachineProps extends DataRemoval {
  /** The topics for alarms and failed releases: critical if a version did not serve, warning if one was refused. */
  readonly alerts: AlertRoutes;
  /** The function that decides whether a release may begin. */
  readonly check: ReleaseCheckFunction;
  /** Encrypts the logs; its policy must allow CloudWatch Logs. */
  readonly logEncryptionKey: kms.IKey;
  /** @default RetentionDays.ONE_YEAR */
  readonly logRetention?: logs.RetentionDays;
  /** Name of the machine: `EnvironmentNames.releaseMachine`, so that the operator command finds it. */
  readonly machineName: string;
  readonly models: readonly ReleasableModel[];
  /** The table of a `ReleaseTable`. */
  readonly table: dynamodb.ITable;
  /** The queue of the ledger's recorder. */
  readonly ledgerQueue: sqs.IQueue;
  /** The key of the topics. */
  readonly topicEncryptionKey: kms.IKey;
  /** Lets the machine follow an endpoint to the version that it serves: `ReleaseLedger.describeVersions`. */
  readonly describeVersions: iam.IManagedPolicy;
  /** Name of the parameter with the version of the CDK bootstrap stack. @default '/cdk-bootstrap/hnb659fds/version' */
  readonly bootstrapVersionParameter?: string;
  /**
   * Time limit of a rollout, 10 minutes to 12 hours. After it, the update is cancelled.
   * @default Duration.hours(8) - the most that SageMaker gives a deployment
   */
  readonly rolloutTimeout?: Duration;
  /**
   * Polling interval for deployments, 10 to 300 seconds. Each poll adds to the history of the execution, which may have 25,000
   * events: a rollout of 8 hours needs at least 39 seconds.
   * @default Duration.seconds(40)
   */
  readonly pollInterval?: Duration;
}

/**
 * The state machine that releases versions and rolls them back, one for all models of an environment.
 *
 * It checks the version, writes the release parameter, updates the serving stack with its current template, watches the
 * deployment, and records each step in the ledger. If a step fails, it restores the parameter. CloudFormation updates the
 * stack with the role of its last deployment (the CDK bootstrap role), so the machine needs neither `iam:PassRole` nor the
 * permissions of that role.
 */
export class ReleaseMachine extends Construct {
  public readonly stateMachine: stepfunctions.StateMachine;
  public readonly role: WorkloadRole;
  public readonly alarms: readonly cloudwatch.Alarm[];

  /** @throws Error naming every invalid prop, or a polling interval with which an execution would have too many events */
  constructor(scope: Construct, id: string, props: ReleaseMachineProps) {
    super(scope, id);
    failIfAny(this, problemsOf(props));
    this.role = new WorkloadRole(this, 'Role', {
      assumedBy: new iam.ServicePrincipal('states.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
      description: 'Releases versions of models through CloudFormation',
    });
    this.role.addManagedPolicy(props.describeVersions);
    this.grant(props);
    this.stateMachine = this.createMachine(props);
    const subject = { stateMachine: this.stateMachine, metricNamespace: RELEASE_NAMESPACE };
    this.alarms = RELEASE_ALARMS.create(new Construct(this, 'Alarms'), subject, props.alerts);
  }

  private createMachine(props: ReleaseMachineProps): stepfunctions.StateMachine {
    const stack = Stack.of(this);
    const logGroup = new logs.LogGroup(this, 'Logs', {
      logGroupName: stateMachineLogGroup(props.machineName),
      encryptionKey: props.logEncryptionKey,
      retention: props.logRetention ?? logs.RetentionDays.ONE_YEAR,
      removalPolicy: effectiveRemoval(props),
    });
    const polling = {
      pollSeconds: (props.pollInterval ?? Duration.seconds(40)).toSeconds(),
      rolloutSeconds: (props.rolloutTimeout ?? Duration.seconds(MAX_ROLLOUT_SECONDS)).toSeconds(),
    };
    const definition = releaseDefinition({
      partition: stack.partition,
      stateMachineArn: releaseMachineArn(this, props.machineName),
      models: props.models,
      tableName: props.table.tableName,
      checkFunctionArn: props.check.functionArn,
      ledgerQueueUrl: props.ledgerQueue.queueUrl,
      ledgerQueueIsFifo: props.ledgerQueue.fifo,
      criticalTopicArn: props.alerts.critical.topicArn,
      warningTopicArn: props.alerts.warning.topicArn,
      ...polling,
      metricNamespace: RELEASE_NAMESPACE,
    });
    failIfAny(this, historyProblems(definition, polling));
    const machine = new stepfunctions.StateMachine(this, 'Machine', {
      stateMachineName: props.machineName,
      stateMachineType: stepfunctions.StateMachineType.STANDARD,
      definitionBody: stepfunctions.DefinitionBody.fromString(stack.toJsonString(definition)),
      role: this.role,
      tracingEnabled: true,
      logs: { destination: logGroup, level: stepfunctions.LogLevel.ALL, includeExecutionData: false },
    });
    const resource = machine.node.defaultChild;
    if (resource instanceof stepfunctions.CfnStateMachine) {
      const models: Record<string, ReleaseMetadata> = {};
      for (const { model, policy } of props.models) models[model] = { riskClass: policy.riskClass };
      resource.addMetadata(RELEASE_METADATA_KEY, { models });
      // Step Functions checks the role when it creates the machine.
      resource.node.addDependency(this.role.permissions);
    }
    return machine;
  }

  private grant(props: ReleaseMachineProps): void {
    const { role } = this;
    props.check.grantInvoke(role);
    const items = ['dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query'];
    allow(role, items, props.table.tableArn);
    props.table.encryptionKey?.grant(role, 'kms:Decrypt', 'kms:GenerateDataKey');
    allow(role, ['sqs:SendMessage'], props.ledgerQueue.queueArn);
    props.ledgerQueue.encryptionMasterKey?.grant(role, 'kms:Decrypt', 'kms:GenerateDataKey');
    allow(role, ['sns:Publish'], props.alerts.critical.topicArn, props.alerts.warning.topicArn);
    props.topicEncryptionKey.grant(role, 'kms:Decrypt', 'kms:GenerateDataKey');
    grantService(role.permissions, {
      stateMachineArn: releaseMachineArn(this, props.machineName),
      namespace: RELEASE_NAMESPACE,
    });
    new MachinePermissions(this, 'Permissions', {
      role,
      models: props.models,
      bootstrapVersionParameter: props.bootstrapVersionParameter ?? '/cdk-bootstrap/hnb659fds/version',
    });
  }
}

/** Exact actions on exact resources: the `grant…` methods of the queue and of the topics add more. */
function allow(grantee: iam.IGrantable, actions: string[], ...resourceArns: string[]): iam.Grant {
  return iam.Grant.addToPrincipal({ grantee, actions, resourceArns });
}

/** ARN of the release machine in the stack's account and Region, even if a later stack contains the machine. */
export function releaseMachineArn(scope: IConstruct, machineName: string): string {
  return Stack.of(scope).formatArn({
    service: 'states',
    resource: 'stateMachine',
    resourceName: machineName,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}

function problemsOf({ models, machineName, rolloutTimeout, pollInterval }: ReleaseMachineProps): string[] {
  const problems: string[] = [];
  if (models.length === 0) problems.push('models must name at least one model, got none; leave the machine out');
  const names = models.map(({ model }) => model);
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  if (twice.length > 0) problems.push(`models must differ by name, got ${twice.join(', ')} twice; name each once`);
  if (!Token.isUnresolved(machineName) && !/^[A-Za-z0-9_-]{1,80}$/.test(machineName)) {
    problems.push(
      `machineName must be 1 to 80 letters, digits, hyphens and underscores, got '${machineName}'; correct it`,
    );
  }
  const within = (name: string, value: Duration | undefined, low: Duration, high: Duration) => {
    const seconds = value?.toSeconds();
    if (seconds === undefined || (seconds >= low.toSeconds() && seconds <= high.toSeconds())) return;
    problems.push(
      `${name} must be from ${low.toHumanString()} to ${high.toHumanString()}, got ${seconds} s; correct it`,
    );
  };
  within('rolloutTimeout', rolloutTimeout, Duration.minutes(10), Duration.hours(12));
  within('pollInterval', pollInterval, Duration.seconds(10), Duration.minutes(5));
  return problems;
}
