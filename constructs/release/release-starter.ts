import { Stack } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import { Construct, type IConstruct } from 'constructs';
import { type MeasuredArn, packPolicies } from '../identity';
import { HandlerFunction, type HandlerPlatform } from '../handlers';
import { type AlertRoutes, EVENT_RULE_ALARMS } from '../monitoring';
import type { ReleasableModel } from './definition';
import { APPROVAL_ALARMS } from './release-alarms';
import { parameterArn } from './parameter-arn';
import { releaseMachineArn } from './release-machine';
import type { StartableModels } from './core/startable-model';

/** What the approval of a model needs to know about it. */
export type StartableRelease = Pick<ReleasableModel, 'model' | 'modelPackageGroupName' | 'parameterName'>;

/** Properties of a {@link ReleaseStarter}. */
export interface ReleaseStarterProps extends HandlerPlatform {
  /** The topics that the alarms notify. */
  readonly alerts: AlertRoutes;
  /** Name of the release machine, in the same account and Region. */
  readonly machineName: string;
  readonly models: readonly StartableRelease[];
  /** The table of a `ReleaseTable`. */
  readonly table: dynamodb.ITable;
}

/**
 * Starts a release when a version is approved in the registry, and a rollback when the serving version is rejected. Stores
 * who approved, from CloudTrail. Nothing else starts a release automatically.
 *
 * Inside a network the functions need the endpoints `states`, `ssm` and `dynamodb`. A trail must log management events.
 */
export class ReleaseStarter extends Construct {
  constructor(scope: Construct, id: string, props: ReleaseStarterProps) {
    super(scope, id);
    const start = this.createStarter(props);
    const record = this.createRecorder(props);
    const subject = { start: start.deadLetterQueue, recordApprover: record.deadLetterQueue };
    APPROVAL_ALARMS.create(this, subject, props.alerts);
  }

  private createStarter(props: ReleaseStarterProps): HandlerFunction {
    const { models } = props;
    const stateMachineArn = releaseMachineArn(this, props.machineName);
    const start = this.createHandler('Start', props, {
      handler: 'release/start-release',
      description: 'Starts releases of approved versions, and rollbacks of rejected ones',
      environment: { STATE_MACHINE_ARN: stateMachineArn },
    });
    start.addToRolePolicy(
      new iam.PolicyStatement({
        sid: 'StartReleases',
        actions: ['states:StartExecution'],
        resources: [stateMachineArn],
      }),
    );
    this.grantReadReleases(start, models);
    // https://docs.aws.amazon.com/sagemaker/latest/dg/automating-sagemaker-with-eventbridge.html
    this.createRules('Approvals', start, 'A version was approved or rejected', props, (some) => ({
      source: ['aws.sagemaker'],
      detailType: ['SageMaker Model Package State Change'],
      detail: {
        ModelPackageGroupName: some.map(({ modelPackageGroupName }) => modelPackageGroupName),
        ModelApprovalStatus: ['Approved', 'Rejected'],
      },
    }));
    return start;
  }

  private grantReadReleases({ role }: HandlerFunction, models: readonly StartableRelease[]): void {
    const parameters = models.map(({ parameterName }) => parameterArn(this, parameterName));
    packPolicies(parameters, { statements: readStatements, arnsOf: (parameter) => [parameter] }).forEach(
      (part, index) => {
        new iam.ManagedPolicy(this, `ReadReleases${index + 1}`, {
          description: 'Read which versions of these models are released',
          roles: [role],
          statements: readStatements(part),
        });
      },
    );
  }

  private createRecorder(props: ReleaseStarterProps): HandlerFunction {
    const { table } = props;
    const record = this.createHandler('RecordApprover', props, {
      handler: 'release/record-approver',
      description: 'Keeps who reviewed, approved or rejected which version',
      environment: { TABLE_NAME: table.tableName },
    });
    iam.Grant.addToPrincipal({ grantee: record, actions: ['dynamodb:PutItem'], resourceArns: [table.tableArn] });
    table.encryptionKey?.grant(record, 'kms:Decrypt', 'kms:GenerateDataKey');
    this.createRules('Approvers', record, 'Somebody changed a version in the registry', props, (some) => ({
      source: ['aws.sagemaker'],
      detailType: ['AWS API Call via CloudTrail'],
      detail: {
        eventSource: ['sagemaker.amazonaws.com'],
        eventName: ['UpdateModelPackage'],
        requestParameters: { modelPackageArn: some.map((model) => ({ prefix: packagePrefix(this, model) })) },
      },
    }));
    return record;
  }

  private createHandler(
    id: string,
    props: ReleaseStarterProps,
    own: { handler: string; description: string; environment: Record<string, string> },
  ): HandlerFunction {
    return new HandlerFunction(this, id, { ...props, ...own });
  }

  private createRules(
    id: string,
    handler: HandlerFunction,
    description: string,
    { models, alerts }: ReleaseStarterProps,
    pattern: (some: readonly StartableRelease[]) => events.EventPattern,
  ): void {
    for (let first = 0; first < models.length; first += MODELS_PER_RULE) {
      const some = models.slice(first, first + MODELS_PER_RULE);
      const rule = new events.Rule(this, `${id}${first / MODELS_PER_RULE + 1}`, {
        description,
        eventPattern: pattern(some),
      });
      const { lambdaFunction, deadLetterQueue } = handler;
      rule.addTarget(
        new targets.LambdaFunction(lambdaFunction, {
          deadLetterQueue,
          event: events.RuleTargetInput.fromObject({
            time: events.EventField.time,
            detail: events.EventField.fromPath('$.detail'),
            models: byGroup(some),
          }),
        }),
      );
      EVENT_RULE_ALARMS.create(rule, rule, alerts);
    }
  }
}

function readStatements(parameters: readonly MeasuredArn[]): iam.PolicyStatement[] {
  const resources = parameters.map(({ arn }) => arn);
  return [new iam.PolicyStatement({ sid: 'ReadReleases', actions: ['ssm:GetParameter'], resources })];
}

/** An event pattern holds 2,048 characters: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html */
const MODELS_PER_RULE = 10;

function byGroup(models: readonly StartableRelease[]): StartableModels {
  return Object.fromEntries(
    models.map(({ modelPackageGroupName: group, model, parameterName }) => [
      group.toLowerCase(),
      { model, parameterName },
    ]),
  );
}

function packagePrefix(scope: IConstruct, { modelPackageGroupName: group }: StartableRelease): string {
  return Stack.of(scope).formatArn({
    service: 'sagemaker',
    resource: 'model-package',
    resourceName: `${group.toLowerCase()}/`,
  });
}
