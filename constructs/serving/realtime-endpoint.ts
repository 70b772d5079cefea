import * as autoscaling from 'aws-cdk-lib/aws-applicationautoscaling';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { endpointLogGroup } from '../model';
import { EndpointMetrics, VARIANT_NAME } from '../monitoring';
import { failIfAny } from '../ground';
import { grantHosting, hostingArn, type IModelEndpoint } from './endpoint-access';
import type { EndpointProps } from './endpoint-props';
import { GuardedEndpoint } from './guarded-endpoint';
import { HostedModel } from './hosted-model';
import type { RollbackAlarms } from './rollback-alarms';
import { EndpointScaling } from './scaling';
import { downloadTimeoutOf, startupTimeoutOf } from './start-up';
import { positive, problemsOf, stepProblems } from './validation';

/** Properties of a {@link RealtimeEndpoint}. */
export interface RealtimeEndpointProps extends EndpointProps {
  /** Fewest instances, kept warm: at least 1, and at least 2 to survive the loss of a zone. */
  readonly minInstances: number;
  /** Target of auto scaling: concurrent requests per instance, above 0. */
  readonly targetConcurrencyPerInstance: number;
}

/** A model on instances that are always warm, behind one endpoint. */
export class RealtimeEndpoint extends Construct implements IModelEndpoint {
  public readonly endpointName: string;
  public readonly endpointArn: string;
  public readonly metrics: EndpointMetrics;
  /** The execution role of the model. */
  public readonly executionRole: iam.IRole;
  private readonly rollbackAlarms: RollbackAlarms;

  /** @throws Error naming every prop that SageMaker would refuse */
  constructor(scope: Construct, id: string, props: RealtimeEndpointProps) {
    super(scope, id);
    failIfAny(this, [
      ...problemsOf(props, 1),
      ...stepProblems(props, 'minInstances'),
      ...positive('targetConcurrencyPerInstance', props.targetConcurrencyPerInstance),
    ]);
    this.endpointName = props.endpointName;
    this.endpointArn = hostingArn(this, 'endpoint', props.endpointName);
    const hosted = new HostedModel(this, 'Hosted', {
      endpoint: props,
      logGroupName: endpointLogGroup(props.endpointName),
    });
    this.executionRole = hosted.role;
    const { endpoint, endpointConfigName, rollbackAlarms } = new GuardedEndpoint(this, 'Serving', {
      endpoint: props,
      role: hosted.role,
      variant: {
        modelName: hosted.model.attrModelName,
        containerStartupHealthCheckTimeoutInSeconds: startupTimeoutOf(props).toSeconds(),
        modelDataDownloadTimeoutInSeconds: downloadTimeoutOf(props).toSeconds(),
      },
    });
    this.metrics = EndpointMetrics.realtime(props.endpointName, endpointConfigName);
    this.rollbackAlarms = rollbackAlarms;
    if (props.autoScaling ?? true) {
      new EndpointScaling(this, 'Scaling', {
        modelPackage: props.modelPackage,
        resourceId: `endpoint/${endpoint.attrEndpointName}/variant/${VARIANT_NAME}`,
        dimension: 'sagemaker:variant:DesiredInstanceCount',
        minCapacity: props.minInstances,
        maxCapacity: props.maxInstances,
        target: {
          predefined: autoscaling.PredefinedMetric.SAGEMAKER_VARIANT_CONCURRENT_REQUESTS_PER_MODEL_HIGH_RESOLUTION,
        },
        targetValue: props.targetConcurrencyPerInstance,
        scaleInCooldown: props.scaleInCooldown,
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
   * Allows a principal to invoke the model: `sagemaker:InvokeEndpoint` and `sagemaker:InvokeEndpointWithResponseStream` on
   * this endpoint. Denies it bearer tokens.
   */
  public grantInvoke(grantee: iam.IGrantable): iam.Grant {
    const actions = ['sagemaker:InvokeEndpoint', 'sagemaker:InvokeEndpointWithResponseStream'];
    return grantHosting(grantee, actions, [this.endpointArn]);
  }
}
