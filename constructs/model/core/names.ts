/**
 * Every name that must be known before its resource exists, in one place. Two rules keep the names of one environment apart
 * from those of any other, in one account too: an environment and a model are parted by two hyphens, which neither a
 * company's prefix nor a name may hold; and stacks of models are called after their environment and a word with a capital.
 */

/**
 * Parts environment and model: `excorp-dev-eu--churn` is `churn` of `dev-eu`, `excorp-dev--eu-churn` is `eu-churn` of `dev`.
 */
const OF_MODEL = '--';

/** Name of a model or an environment: single hyphens only, see {@link OF_MODEL}. */
export const NAME_PATTERN = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;

/** Most characters of the name of a model or an environment. */
export const LONGEST_NAME = 32;

/** A company's prefix: 2 to 12 characters, without two hyphens in a row. */
export const PREFIX_PATTERN = /^(?=.{2,12}$)[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;

/**
 * Most characters of what SageMaker names: https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateEndpoint.html
 */
export const LONGEST_SAGEMAKER_NAME = 63;

/** Most characters of a bucket's name: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
export const LONGEST_BUCKET_NAME = 63;

/** Most characters of a role's name: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
export const LONGEST_ROLE_NAME = 64;

/**
 * The service-linked role by which Application Auto Scaling changes the capacity of endpoints and inference components:
 * https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-service-linked-roles.html
 */
export const ENDPOINT_SCALING_ROLE = {
  service: 'sagemaker.application-autoscaling.amazonaws.com',
  name: 'AWSServiceRoleForApplicationAutoScaling_SageMakerEndpoint',
} as const;

/** The buckets that have replicas in the recovery Region. */
export const REPLICAS = ['artifacts', 'audit', 'ledger'] as const;

/** The content of a replica bucket. */
export type ReplicaPurpose = (typeof REPLICAS)[number];

/** The names of one environment of a company. */
export class EnvironmentNames {
  constructor(
    /** The company's prefix, e.g. `excorp`. */
    private readonly prefix: string,
    /** E.g. `prod`. */
    private readonly environment: string,
  ) {}

  /**
   * Prefix of the names of endpoints, inference components and model package groups of this environment, and of no other
   * environment.
   */
  public get resourcePrefix(): string {
    return `${this.prefix}-${this.environment}${OF_MODEL}`;
  }

  /**
   * The endpoint of a model, and its inference component: a physical name, because its alarms and its log group exist before
   * it.
   */
  public endpoint(model: string): string {
    return `${this.resourcePrefix}${model}`;
  }

  public modelPackageGroup(model: string): string {
    return `${this.resourcePrefix}${model}`;
  }

  /** Prefix of the names of the stacks that serve models, before the name of the model. */
  public get servingStackPrefix(): string {
    return `${this.environment}-${servingStackId('')}`;
  }

  /** The stack with network, keys, audit trail and alert topics. */
  public get foundationStack(): string {
    return `${this.environment}-Foundation`;
  }

  /** Prefix of the alias of each key. */
  public get keyAliasPrefix(): string {
    return `${this.prefix}/${this.environment}`;
  }

  /** The SSM parameter with the released model package of a model. */
  public releaseParameter(model: string): string {
    return `/${this.prefix}/${this.environment}/${model}/model-package-arn`;
  }

  /** The SSM parameter that describes the environment for operators. */
  public get operatorParameter(): string {
    return `/${this.prefix}/${this.environment}/operator`;
  }

  /** The SSM parameter that describes a model for operators. */
  public modelOperatorParameter(model: string): string {
    return `/${this.prefix}/${this.environment}/${model}/operator`;
  }

  public get releaseMachine(): string {
    return `${this.prefix}-${this.environment}-release`;
  }

  /** The table with locks and pins. */
  public get releaseTable(): string {
    return `${this.prefix}-${this.environment}-release`;
  }

  /** What the names of all stacks of the environment begin with. */
  public get stackPrefix(): string {
    return `${this.environment}-`;
  }

  /** What physical names of the environment have in them before the part of the resource itself; the longest first. */
  public get stems(): readonly string[] {
    return [this.resourcePrefix, `${this.prefix}-${this.environment}-`, `${this.keyAliasPrefix}/`];
  }

  /** The managed policy that is the permissions boundary of the roles of the environment, unless it names another. */
  public get workloadBoundary(): string {
    return `${this.prefix}-${this.environment}-workload-boundary`;
  }

  /** What the names of the policies of the CloudFormation execution role begin with. */
  public get deploymentPolicyPrefix(): string {
    return `${this.prefix}-${this.environment}-deployment-`;
  }

  /**
   * A bucket of the recovery Region. Both Regions and a failover must know the name without a look-up:
   * `excorp-prod-audit-333333333333-eu-central-1`.
   *
   * @param account 12 digits: makes the name unique among all customers of AWS
   */
  public replicaBucket(purpose: string, account: string, region: string): string {
    return [this.prefix, this.environment, purpose, account, region].join('-');
  }
}

/** Id of the stack that serves a model, below the stage of its environment. */
export function servingStackId(model: string): string {
  return `Serving-${model}`;
}

/**
 * The log group of a state machine. Below this prefix, Step Functions may write without an entry in the account's resource
 * policy of CloudWatch Logs, which holds 5,120 characters for all services:
 * https://docs.aws.amazon.com/step-functions/latest/dg/bp-cwl.html
 */
export function stateMachineLogGroup(machineName: string): string {
  return `/aws/vendedlogs/states/${machineName}`;
}

/** The log group of a production variant that holds the model itself. */
export function endpointLogGroup(endpointName: string): string {
  return `/aws/sagemaker/Endpoints/${endpointName}`;
}

/** The log group of an inference component. */
export function inferenceComponentLogGroup(inferenceComponentName: string): string {
  return `/aws/sagemaker/InferenceComponents/${inferenceComponentName}`;
}

/**
 * The CloudWatch namespace of metrics that others publish about an endpoint, e.g. `ModelQuality/excorp-prod--churn`. Each
 * endpoint has its own, because IAM can limit publishing only by namespace: whoever publishes for one model must not be able
 * to publish for another.
 */
export function endpointNamespace(family: string, endpointName: string): string {
  return `${family}/${endpointName}`;
}
