import { Lazy, type Size, Token } from 'aws-cdk-lib';
import * as autoscaling from 'aws-cdk-lib/aws-applicationautoscaling';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as iam from 'aws-cdk-lib/aws-iam';
import * as sagemaker from 'aws-cdk-lib/aws-sagemaker';
import { Construct } from 'constructs';
import { acknowledge } from '../acknowledge';
import { annotateModel, batchOf, copiesPerInstance, inferenceComponentLogGroup, roomForBatch } from '../model';
import { EndpointMetrics, VARIANT_NAME } from '../monitoring';
import { failIfAny } from '../ground';
import { grantHosting, hostingArn, type IModelEndpoint } from './endpoint-access';
import type { EndpointProps } from './endpoint-props';
import { GuardedEndpoint } from './guarded-endpoint';
import { HostedModel } from './hosted-model';
import type { RollbackAlarms } from './rollback-alarms';
import { EndpointScaling } from './scaling';
import { downloadTimeoutOf, startSecondsOf, startupTimeoutOf } from './start-up';
import { oneAtLeast, ordered, positive, problemsOf, wholeNumber } from './validation';

/** https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_InferenceComponentComputeResourceRequirements.html */
const MIN_MEMORY_MIB = 128;
const MIN_CPU_CORES = 0.25;

/** Properties of a {@link RealtimeToZeroEndpoint}. */
export interface RealtimeToZeroEndpointProps extends EndpointProps {
  /** Fewest instances; 0 lets the endpoint scale to zero. */
  readonly minInstances: number;
  /** Fewest copies of the model. 0 lets it scale to zero; a higher value keeps a latency-sensitive model warm. */
  readonly minCopies: number;
  /** Most copies of the model. */
  readonly maxCopies: number;
  /** Target of auto scaling: concurrent requests per copy, above 0. */
  readonly targetConcurrencyPerCopy: number;
  /**
   * GPUs that one copy needs, at least 1.
   * @default - none: the copy runs on the CPU
   */
  readonly acceleratorsPerCopy?: number;
  /**
   * CPU cores that one copy needs; fractions from 0.25 are possible.
   * @default - 1 without GPUs, otherwise none reserved
   */
  readonly cpuCoresPerCopy?: number;
  /** Main memory that one copy needs, at least 128 MiB. */
  readonly memoryPerCopy: Size;
}

/**
 * A model as an inference component. Its copies run on instances, whose number follows the number of copies; both can scale
 * to zero. A request that finds no copy fails and wakes the model. The next requests fail too, until the first copy is
 * ready.
 */
export class RealtimeToZeroEndpoint extends Construct implements IModelEndpoint {
  public readonly endpointName: string;
  public readonly endpointArn: string;
  /** Callers must name it in every request. It has the name of the endpoint. */
  public readonly inferenceComponentName: string;
  public readonly inferenceComponentArn: string;
  public readonly metrics: EndpointMetrics;
  /** The execution role of the model. */
  public readonly executionRole: iam.IRole;
  private readonly rollbackAlarms: RollbackAlarms;

  /** @throws Error naming every prop that SageMaker would refuse */
  constructor(scope: Construct, id: string, props: RealtimeToZeroEndpointProps) {
    super(scope, id);
    const problems = [...problemsOf(props, 0), ...copyProblems(props)];
    failIfAny(this, problems.length > 0 ? problems : roomProblems(props));
    this.endpointName = props.endpointName;
    this.endpointArn = hostingArn(this, 'endpoint', props.endpointName);
    this.inferenceComponentName = props.endpointName;
    this.inferenceComponentArn = hostingArn(this, 'inference-component', this.inferenceComponentName);
    this.metrics = EndpointMetrics.realtimeToZero(this.endpointName, this.inferenceComponentName);
    const hosted = new HostedModel(this, 'Hosted', {
      endpoint: props,
      logGroupName: inferenceComponentLogGroup(this.inferenceComponentName),
    });
    this.executionRole = hosted.role;
    const { endpoint, rollbackAlarms } = new GuardedEndpoint(this, 'Serving', {
      endpoint: props,
      role: hosted.role,
      variant: {
        managedInstanceScaling: {
          status: 'ENABLED',
          minInstanceCount: props.minInstances,
          maxInstanceCount: props.maxInstances,
        },
      },
      configuration: {
        // The variant names no model, so the configuration says with which role and in which network copies run.
        executionRoleArn: hosted.role.roleArn,
        enableNetworkIsolation: true,
        vpcConfig: props.platform.vpcConfig,
      },
    });
    this.rollbackAlarms = rollbackAlarms;
    const component = this.createComponent(props, endpoint, hosted.model);
    if (props.autoScaling ?? true) this.createScaling(props, component);
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
   * this endpoint and its inference component. Denies it bearer tokens.
   */
  public grantInvoke(grantee: iam.IGrantable): iam.Grant {
    const actions = ['sagemaker:InvokeEndpoint', 'sagemaker:InvokeEndpointWithResponseStream'];
    return grantHosting(grantee, actions, [this.endpointArn, this.inferenceComponentArn]);
  }

  private createComponent(
    props: RealtimeToZeroEndpointProps,
    endpoint: sagemaker.CfnEndpoint,
    model: sagemaker.CfnModel,
  ): sagemaker.CfnInferenceComponent {
    const specification = specificationOf(props, model);
    const component = new sagemaker.CfnInferenceComponent(this, 'Component', {
      inferenceComponentName: this.inferenceComponentName,
      endpointName: endpoint.attrEndpointName,
      variantName: VARIANT_NAME,
      ...(props.instanceTypes.length === 1
        ? { specification }
        : { specifications: props.instanceTypes.map((instanceType) => ({ ...specification, instanceType })) }),
      // Only when it is created: an update that named a number of copies would undo what scaling did. One copy at least, so
      // that a first release proves that the model starts.
      runtimeConfig: props.modelPackage.onCreate({ CopyCount: oneAtLeast(props.minCopies) }),
      deploymentConfig: Lazy.any({
        produce: () => props.rollout.forInferenceComponent(this.rollbackAlarms.names, startSecondsOf(props)),
      }),
    });
    acknowledgeMixedVersions(component);
    annotateModel(component, props.governance);
    props.modelPackage.applyTo(component);
    return component;
  }

  private createScaling(props: RealtimeToZeroEndpointProps, component: sagemaker.CfnInferenceComponent): void {
    const scaling = new EndpointScaling(this, 'Scaling', {
      modelPackage: props.modelPackage,
      resourceId: `inference-component/${this.inferenceComponentName}`,
      dimension: 'sagemaker:inference-component:DesiredCopyCount',
      minCapacity: props.minCopies,
      maxCapacity: props.maxCopies,
      target: {
        predefined:
          autoscaling.PredefinedMetric.SAGEMAKER_INFERENCE_COMPONENT_CONCURRENT_REQUESTS_PER_COPY_HIGH_RESOLUTION,
      },
      targetValue: props.targetConcurrencyPerCopy,
      scaleInCooldown: props.scaleInCooldown,
      wakeUpMetric: this.metrics.noCapacityInvocationFailures(),
    });
    scaling.node.addDependency(component);
  }
}

/** https://docs.aws.amazon.com/sagemaker/latest/dg/monitoring-cloudwatch.html: metrics of inference components */
function acknowledgeMixedVersions(component: sagemaker.CfnInferenceComponent): void {
  acknowledge(component, {
    id: 'AiProduction::AiProduction-RollbackAlarmsWatchNewVersion',
    reason:
      'SageMaker publishes the errors and latency of an inference component by its name, which a rolling update keeps; the dimensions InstanceId and ContainerId have values that no template can name.',
    compensatingControl:
      'The thresholds of EndpointAlarms are scaled by the share of the first batch, so that a bad version is seen in it. QualityAlarms watch the new version alone. The runbook says how to replace a version that fails.',
  });
}

function specificationOf(
  props: RealtimeToZeroEndpointProps,
  model: sagemaker.CfnModel,
): sagemaker.CfnInferenceComponent.InferenceComponentSpecificationProperty {
  const { acceleratorsPerCopy, cpuCoresPerCopy } = props;
  return {
    modelName: model.attrModelName,
    computeResourceRequirements: {
      numberOfAcceleratorDevicesRequired: acceleratorsPerCopy,
      numberOfCpuCoresRequired: cpuCoresPerCopy ?? (acceleratorsPerCopy === undefined ? 1 : undefined),
      minMemoryRequiredInMb: props.memoryPerCopy.toMebibytes(),
    },
    // Weights stay on the instance, so that a further copy starts without a download.
    dataCacheConfig: { enableCaching: true },
    startupParameters: {
      containerStartupHealthCheckTimeoutInSeconds: startupTimeoutOf(props).toSeconds(),
      modelDataDownloadTimeoutInSeconds: downloadTimeoutOf(props).toSeconds(),
    },
    schedulingConfig: {
      placementStrategy: 'SPREAD',
      availabilityZoneBalance: { enforcementMode: 'PERMISSIVE' },
    },
  };
}

function copyProblems(props: RealtimeToZeroEndpointProps): string[] {
  const { acceleratorsPerCopy, cpuCoresPerCopy, memoryPerCopy, minCopies, maxCopies, minInstances, rollout } = props;
  const problems = [
    ...wholeNumber('minCopies', minCopies, 0),
    ...wholeNumber('maxCopies', maxCopies, 1),
    ...ordered('minCopies', minCopies, 'maxCopies', maxCopies),
    ...positive('targetConcurrencyPerCopy', props.targetConcurrencyPerCopy),
    ...(acceleratorsPerCopy === undefined ? [] : wholeNumber('acceleratorsPerCopy', acceleratorsPerCopy, 1)),
  ];
  if (cpuCoresPerCopy !== undefined && cpuCoresPerCopy < MIN_CPU_CORES) {
    problems.push(`cpuCoresPerCopy must be at least ${MIN_CPU_CORES}, got ${cpuCoresPerCopy}; raise it`);
  }
  if (!memoryPerCopy.isUnresolved() && memoryPerCopy.toMebibytes() < MIN_MEMORY_MIB) {
    problems.push(
      `memoryPerCopy must be at least ${MIN_MEMORY_MIB} MiB, got ${memoryPerCopy.toMebibytes()} MiB; raise it`,
    );
  }
  if (minCopies > 0 && minInstances === 0) {
    problems.push(
      `minInstances must be at least 1 when minCopies is above 0, got 0 with minCopies ${minCopies}; a copy needs an instance: raise minInstances or set minCopies to 0`,
    );
  }
  if (rollout.strategy !== 'rolling') {
    problems.push(
      `rollout must be rolling, got ${rollout.strategy}; SageMaker replaces inference components in batches only: use Rollout.rolling`,
    );
  }
  return problems;
}

/** A batch of a rolling update starts beside the copies that it replaces. */
function roomProblems(props: RealtimeToZeroEndpointProps): string[] {
  const { instanceTypes, acceleratorsPerCopy, maxCopies, maxInstances, rollout } = props;
  // How many copies without GPUs an instance has room for, no table says.
  if (acceleratorsPerCopy === undefined) return [];
  if ([maxCopies, maxInstances, acceleratorsPerCopy].some((number) => Token.isUnresolved(number))) return [];
  const perInstance = copiesPerInstance(instanceTypes, acceleratorsPerCopy);
  if (perInstance === undefined || perInstance === 0) return [];
  const { percent } = rollout;
  const room = roomForBatch({ maxCopies, maxInstances, copiesPerInstance: perInstance, batchPercent: percent });
  if (room === undefined) return [];
  const instead = [
    'raise it',
    ...(room.maxCopies === undefined ? [] : [`lower maxCopies to ${room.maxCopies}`]),
    ...(room.batchPercent === undefined ? [] : [`use ${room.batchPercent} percent`]),
  ];
  return [
    `maxInstances must be at least ${room.maxInstances}, so that a batch (${batchOf(maxCopies, percent)}) has room beside the copies (${maxCopies}) while a version is replaced, got ${maxInstances}; ${alternatives(instead)}`,
  ];
}

function alternatives(all: readonly string[]): string {
  return all.length < 2 ? all.join('') : `${all.slice(0, -1).join(', ')}, or ${all[all.length - 1] ?? ''}`;
}
