import type { Duration } from 'aws-cdk-lib';
import type * as ecr from 'aws-cdk-lib/aws-ecr';
import type { ModelGovernance } from '../model';
import type { ReleasedModelPackage } from '../release';
import type { Rollout } from './rollout';
import type { ServingPlatform } from './serving-platform';

/** The props of endpoints of every serving mode. */
export interface EndpointProps {
  /**
   * Name of the endpoint, unique in account and Region: 1 to 63 lower-case letters, digits and hyphens, e.g.
   * `excorp-prod--churn`. It must be a physical name: the rollback alarms refer to the endpoint by this name, while the
   * endpoint refers to them. The log group and the permission to write to it also need the name before the endpoint starts.
   */
  readonly endpointName: string;
  /** The version to serve. Until one is released, all resources that need it are left out of the stack. */
  readonly modelPackage: ReleasedModelPackage;
  /**
   * The ownership of the model. The name of the model decides which weights the endpoint may read: those under
   * `models/<model>/`.
   */
  readonly governance: ModelGovernance;
  /** Network, keys, buckets and shared permissions of the environment. */
  readonly platform: ServingPlatform;
  /** The repository of the container image that the model's versions name. */
  readonly imageRepository: ecr.IRepository;
  /**
   * Environment variables of the container, at most 99. Other variables of the model package are kept. `MODEL_PACKAGE_ARN`
   * is set besides: the version that the container is.
   * @default - as the model package says
   */
  readonly environment?: Readonly<Record<string, string>>;
  /**
   * Instance types for hosting in order of preference, 1 to 5: SageMaker uses the next if the one before has no capacity.
   */
  readonly instanceTypes: readonly string[];
  /** Fewest instances. */
  readonly minInstances: number;
  /**
   * Most instances; blue/green rollouts need twice as many during the rollout. Copies of an inference component and a batch of
   * the next version find room on them.
   */
  readonly maxInstances: number;
  /**
   * Host AMI of the instances: GPU driver and CUDA version.
   * @default - `al2023-ami-sagemaker-inference-gpu-4-1` on GPU instances, the service's choice on others
   */
  readonly inferenceAmiVersion?: string;
  /**
   * How long the container may take to pass its health check, 60 seconds to 1 hour.
   * @default Duration.minutes(10)
   */
  readonly startupTimeout?: Duration;
  /**
   * How long the download of the weights may take, 60 seconds to 1 hour.
   * @default Duration.minutes(15)
   */
  readonly downloadTimeout?: Duration;
  /**
   * Whether SageMaker also publishes metrics of containers, single GPUs and hosts. CloudWatch may bill them, and the service
   * enables them unless it is told not to (assumption A-OBSERVABILITY).
   * @default false
   */
  readonly detailedObservability?: boolean;
  /** How a new version takes over. */
  readonly rollout: Rollout;
  /**
   * Whether Application Auto Scaling sets the number of instances or copies. While it does, SageMaker refuses to change the
   * instance types of a variant: deploy once with `false` and the new types, then again without `false`.
   * @default true
   */
  readonly autoScaling?: boolean;
  /**
   * How long to wait after a scale-in before the next.
   * @default Duration.minutes(5)
   */
  readonly scaleInCooldown?: Duration;
}
