import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as sagemaker from 'aws-cdk-lib/aws-sagemaker';
import type * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { WorkloadRole } from '../identity';
import { CONCURRENT_INVOCATIONS, endpointLogGroup } from '../model';
import { EndpointMetrics, VARIANT_NAME } from '../monitoring';
import { fail, failIfAny } from '../ground';
import { grantHosting, hostingArn, type IModelEndpoint } from './endpoint-access';
import type { EndpointProps } from './endpoint-props';
import { GuardedEndpoint } from './guarded-endpoint';
import { HostedModel } from './hosted-model';
import type { RollbackAlarms } from './rollback-alarms';
import { EndpointScaling } from './scaling';
import type { AsyncQueueProps } from './serving-platform';
import { downloadTimeoutOf, startupTimeoutOf } from './start-up';
import { positive, problemsOf, stepProblems, wholeNumber } from './validation';

const NO_QUEUE =
  'platform.asyncQueue must be there for asynchronous endpoints, got none; give the platform a bucket and its key';

/** Properties of an {@link AsyncEndpoint}. */
export interface AsyncEndpointProps extends EndpointProps {
  /** Fewest instances; 0 lets the endpoint scale to zero when the queue is empty. */
  readonly minInstances: number;
  /** Target of auto scaling: waiting requests per instance, above 0. */
  readonly targetBacklogPerInstance: number;
  /** Requests that one instance processes at the same time, 1 to 1,000. */
  readonly maxConcurrentInvocationsPerInstance: number;
  /** Notified of every answer. */
  readonly successTopic: sns.ITopic;
  /** Notified of every failure. */
  readonly errorTopic: sns.ITopic;
  /**
   * Encrypts both topics.
   * @default - the topics are not encrypted with KMS
   */
  readonly topicEncryptionKey?: kms.IKey;
}

/**
 * A model that reads requests from a queue and writes answers to a bucket. Bursts wait instead of failing, and an empty
 * queue needs no instance.
 */
export class AsyncEndpoint extends Construct implements IModelEndpoint {
  public readonly endpointName: string;
  public readonly endpointArn: string;
  public readonly metrics: EndpointMetrics;
  /** The execution role of the model. */
  public readonly executionRole: iam.IRole;
  private readonly rollbackAlarms: RollbackAlarms;
  private readonly queue: AsyncQueueProps;
  private readonly requests: string;

  /** @throws Error naming every prop that SageMaker would refuse */
  constructor(scope: Construct, id: string, props: AsyncEndpointProps) {
    super(scope, id);
    failIfAny(this, [...problemsOf(props, 0), ...stepProblems(props, 'maxInstances'), ...queueProblems(props)]);
    const { platform, governance } = props;
    this.queue = platform.asyncQueue ?? fail(this, NO_QUEUE);
    this.endpointName = props.endpointName;
    this.endpointArn = hostingArn(this, 'endpoint', props.endpointName);
    this.requests = this.queue.bucket.arnForObjects(`${platform.requestPrefix(governance.model)}*`);
    const hosted = new HostedModel(this, 'Hosted', {
      endpoint: props,
      logGroupName: endpointLogGroup(props.endpointName),
    });
    this.executionRole = hosted.role;
    allowNotifications(hosted.role, props);
    const { endpoint, endpointConfigName, rollbackAlarms } = new GuardedEndpoint(this, 'Serving', {
      endpoint: props,
      role: hosted.role,
      variant: {
        modelName: hosted.model.attrModelName,
        containerStartupHealthCheckTimeoutInSeconds: startupTimeoutOf(props).toSeconds(),
        modelDataDownloadTimeoutInSeconds: downloadTimeoutOf(props).toSeconds(),
      },
      configuration: { asyncInferenceConfig: asyncConfigOf(props, this.queue) },
    });
    this.metrics = EndpointMetrics.async(props.endpointName, endpointConfigName);
    this.rollbackAlarms = rollbackAlarms;
    if (props.autoScaling ?? true) {
      new EndpointScaling(this, 'Scaling', {
        modelPackage: props.modelPackage,
        resourceId: `endpoint/${endpoint.attrEndpointName}/variant/${VARIANT_NAME}`,
        dimension: 'sagemaker:variant:DesiredInstanceCount',
        minCapacity: props.minInstances,
        maxCapacity: props.maxInstances,
        target: { custom: this.metrics.backlogPerInstance() },
        targetValue: props.targetBacklogPerInstance,
        scaleInCooldown: props.scaleInCooldown,
        wakeUpMetric: this.metrics.backlogWithoutCapacity(),
      });
    }
  }

  /**
   * Adds alarms that roll back to the previous version if they fire during a rollout, e.g. `EndpointAlarms.rollback`: at
   * least one, at most 10.
   *
   * @throws Error if there are more
   */
  public addRollbackAlarms(...alarms: readonly cloudwatch.IAlarm[]): void {
    this.rollbackAlarms.add(...alarms);
  }

  /**
   * Allows a principal to put a request into the queue: `sagemaker:InvokeEndpointAsync` on this endpoint. Denies it bearer
   * tokens. The request itself is an S3 object: see {@link grantPutRequests}.
   */
  public grantInvoke(grantee: iam.IGrantable): iam.Grant {
    return grantHosting(grantee, ['sagemaker:InvokeEndpointAsync'], [this.endpointArn]);
  }

  /** Allows a principal to upload requests: `s3:PutObject` on the prefix, and the use of the key for it. */
  public grantPutRequests(grantee: iam.IGrantable): iam.Grant {
    const key = this.queue.encryptionKey.grant(grantee, 'kms:GenerateDataKey');
    return iam.Grant.addToPrincipal({
      grantee,
      actions: ['s3:PutObject'],
      resourceArns: [this.requests],
    }).combine(key);
  }
}

function allowNotifications(role: WorkloadRole, props: AsyncEndpointProps): void {
  const { successTopic, errorTopic, topicEncryptionKey } = props;
  role.addToPrincipalPolicy(
    new iam.PolicyStatement({
      sid: 'Notify',
      actions: ['sns:Publish'],
      resources: [...new Set([successTopic.topicArn, errorTopic.topicArn])],
    }),
  );
  // https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html: what a publisher needs
  topicEncryptionKey?.grant(role, 'kms:Decrypt', 'kms:GenerateDataKey');
}

function asyncConfigOf(
  props: AsyncEndpointProps,
  { bucket, encryptionKey }: AsyncQueueProps,
): sagemaker.CfnEndpointConfig.AsyncInferenceConfigProperty {
  const results = props.platform.resultPrefix(props.governance.model);
  return {
    clientConfig: { maxConcurrentInvocationsPerInstance: props.maxConcurrentInvocationsPerInstance },
    outputConfig: {
      kmsKeyId: encryptionKey.keyArn,
      s3OutputPath: bucket.s3UrlForObject(`${results}answers/`),
      s3FailurePath: bucket.s3UrlForObject(`${results}failures/`),
      notificationConfig: { successTopic: props.successTopic.topicArn, errorTopic: props.errorTopic.topicArn },
    },
  };
}

function queueProblems(props: AsyncEndpointProps): string[] {
  return [
    ...(props.platform.asyncQueue === undefined ? [NO_QUEUE] : []),
    ...positive('targetBacklogPerInstance', props.targetBacklogPerInstance),
    ...wholeNumber(
      'maxConcurrentInvocationsPerInstance',
      props.maxConcurrentInvocationsPerInstance,
      CONCURRENT_INVOCATIONS.least,
      CONCURRENT_INVOCATIONS.most,
    ),
  ];
}
