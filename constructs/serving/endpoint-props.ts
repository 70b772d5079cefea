import type { Duration } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as ecr from 'aws-cdk-lib/aws-ecr';
import type { ModelGovernance } from '../model';
import type { ReleasedModelPackage } from '../release';
import type { Rollout } from './rollout';
import type { ServingPlatform } from './serving-platform';

/** What all endpoints need, however they answer. */
export interface EndpointProps {
  /**
   * Name of the endpoint, unique in account and Region: 1 to 63 lower-case letters, digits and hyphens, e.g.
   * `excorp-prod--churn`. It must be physical: the rollback alarms that the endpoint refers to refer to it by this name, and
   * its log group and the permission to write to it must be there before it starts.
   */
  readonly endpointName: string;
  /** The version to serve. Until one is released, everything that needs it is left out of the stack. */
  readonly modelPackage: ReleasedModelPackage;
  /** Who answers for the model. Its name decides which weights the endpoint may read: those below `models/<model>/`. */
  readonly governance: ModelGovernance;
  /** Network, keys, buckets and shared permissions of the environment. */
  readonly platform: ServingPlatform;
  /** The repository of the container image that the model's versions name. */
  readonly imageRepository: ecr.IRepository;
  /**
   * Environment of the container, at most 100 variables; what the model package sets for others stays.
   * @default - as the model package says
   */
  readonly environment?: Readonly<Record<string, string>>;
  /** Instance types for hosting, first choice first, 1 to 5: the next is taken when the one before has no capacity. */
  readonly instanceTypes: readonly string[];
  /** Fewest instances. */
  readonly minInstances: number;
  /** Most instances; blue/green rollouts need twice as many for the time of the rollout. */
  readonly maxInstances: number;
  /**
   * Image of the instances: driver and CUDA version.
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
  /** How a new version takes over. */
  readonly rollout: Rollout;
  /** 1 to 10 alarms that take the previous version back when they go off during a rollout, e.g. `EndpointAlarms.rollback`. */
  readonly rollbackAlarms: readonly cloudwatch.IAlarm[];
  /**
   * Whether Application Auto Scaling sets the number of instances or copies. SageMaker refuses to change the instance types
   * of a variant while it does: deploy once with `false` and the new types, then again without it.
   * @default true
   */
  readonly autoScaling?: boolean;
  /**
   * How long to wait after a scale-in before the next.
   * @default Duration.minutes(5)
   */
  readonly scaleInCooldown?: Duration;
}
