import type { Duration } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as ecr from 'aws-cdk-lib/aws-ecr';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type { ModelGovernance } from '../compliance';
import type { ReleasedModelPackage } from '../release';
import type { IWorkloadNetwork } from '../shared';
import type { Rollout } from './rollout';

/** What all endpoints need, however they answer. */
export interface EndpointProps {
  /**
   * Name of the endpoint, unique in account and Region: 1 to 63 lower-case letters, digits and hyphens, e.g.
   * `excorp-prod-churn`. It must be physical: the rollback alarms that the endpoint refers to refer to it by this name, and
   * its log group and the permission to write to it must be there before it starts.
   */
  readonly endpointName: string;
  /** The version to serve. Until one is released, everything that needs it is left out of the stack. */
  readonly modelPackage: ReleasedModelPackage;
  /** Who answers for the model. */
  readonly governance: ModelGovernance;
  /** Private subnets in at least {@link minZones} zones, and the security group of the endpoint. */
  readonly network: IWorkloadNetwork;
  /**
   * Fewest availability zones that the subnets must span. SageMaker asks for two, even with one instance.
   * @default 2
   */
  readonly minZones?: number;
  /** Encrypts the weights, and the storage of instances that have no NVMe disks. */
  readonly encryptionKey: kms.IKey;
  /** Encrypts the logs; its policy must admit CloudWatch Logs. */
  readonly logEncryptionKey: kms.IKey;
  /** @default RetentionDays.ONE_YEAR */
  readonly logRetention?: logs.RetentionDays;
  /** Where the weights of the model's versions lie. */
  readonly modelBucket: s3.IBucket;
  /** Prefix of the weights in {@link modelBucket}, ending in a slash, e.g. `models/churn/`. */
  readonly modelPrefix: string;
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
