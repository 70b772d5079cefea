import type { ReleasePolicy } from '../core/release-policy';

/** A model as the release machine needs to know it. */
export interface ReleasableModel {
  /** Name as the configuration has it, e.g. `churn`. */
  readonly model: string;
  readonly modelPackageGroupName: string;
  /** Name of the release parameter. */
  readonly parameterName: string;
  /** Name of the serving stack. */
  readonly stackName: string;
  /** ARN of the serving stack with the id that CloudFormation drew. @default - a wildcard in place of the id */
  readonly stackId?: string;
  /** Logical id of the template parameter with the ARN: `ReleasedModelPackage.parameter`. */
  readonly packageParameter: string;
  /** Logical id of the template parameter that says whether the endpoint is there: `endpointExistsParameter`. */
  readonly endpointExistsParameter: string;
  readonly endpointName: string;
  /** @default - the endpoint serves the model itself */
  readonly inferenceComponentName?: string;
  readonly policy: ReleasePolicy;
}

/** Names and times that the definition of the machine is made of. */
export interface DefinitionContext {
  readonly partition: string;
  /** ARN of the machine itself. */
  readonly stateMachineArn: string;
  readonly models: readonly ReleasableModel[];
  readonly tableName: string;
  readonly checkFunctionArn: string;
  /** Queue of the ledger's recorder. */
  readonly ledgerQueueUrl: string;
  readonly ledgerQueueIsFifo: boolean;
  readonly criticalTopicArn: string;
  readonly warningTopicArn: string;
  readonly pollSeconds: number;
  /** Seconds after which an update is cancelled. */
  readonly rolloutSeconds: number;
  /** CloudWatch namespace of the machine's own metrics. */
  readonly metricNamespace: string;
}

/** Updates of the stack that one execution may watch: one more brings it back or makes it agree with its endpoint. */
export const ROLLOUTS = 2;
/** Seconds for everything besides the updates: approvers, endpoint, retries in an outage. */
export const MARGIN_SECONDS = 3 * 3600;
/** Seconds that a cancelled update may take to go back. */
export const CANCEL_SECONDS = 3600;
/** A rollback lets the alarm take a rollout back for so long, before it cancels the update of the stack besides. */
export const ALARM_SECONDS = 300;
/** How often the rollback of a stack is continued. */
export const MOST_CONTINUATIONS = 3;
/**
 * Seconds in which what changes an endpoint must end: an instance may start for an hour.
 * https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariant.html
 */
export const SETTLE_SECONDS = 3600;
/** Minutes whose highest load counts. */
export const LOAD_MINUTES = 15;
/** Seconds that instances get to start before an update. A version that does not start must not hinder the one that mends it for longer. */
export const START_SECONDS = 1800;
/** CloudTrail delivers an event within about 15 minutes: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/how-cloudtrail-works.html */
export const APPROVERS_SETTLE_SECONDS = 1200;
/** `ListExecutions` may not know an execution that began a moment ago. */
export const LISTED_SECONDS = 60;
/** Versions that a model remembers to have served well. */
export const HISTORY_LENGTH = 20;

/** Names of the errors with which an execution fails. */
export const RELEASE_ERRORS = {
  invalid: 'InvalidRequest',
  refused: 'ReleaseRefused',
  /** Nothing was changed. */
  abandoned: 'ReleaseAbandoned',
  /** The previous version serves, or is coming back. */
  rolledBack: 'ReleaseRolledBack',
  /** The stack says that another version serves than the endpoint does, and could not be updated; nothing was released. */
  notRepaired: 'StackNotRepaired',
  /** The version serves, and the pin could not be set or taken off. */
  notPinned: 'PinFailed',
} as const;

/** ARN of a call by the AWS SDK. */
export function sdk({ partition }: DefinitionContext, call: `${string}:${string}`): string {
  return `arn:${partition}:states:::aws-sdk:${call}`;
}

/** The two spellings of a failed condition: of the SDK integration, and of the optimized one. */
export const CONDITION_FAILED = [
  'DynamoDb.ConditionalCheckFailedException',
  'DynamoDB.ConditionalCheckFailedException',
];
