import { nameOf } from '../aws/failure';
import { namesOf, type Trial } from './trial';

/** What an endpoint says of itself. */
export interface Serving {
  /** E.g. `InService`. */
  readonly status: string;
  /** Endpoint configuration that it serves with. */
  readonly configuration?: string;
  /** Endpoint configuration that it is being moved to. @default - none */
  readonly pending?: string;
  /** What the new fleet is doing then, e.g. `Creating`, `Baking`. */
  readonly phase?: string;
  /** Instances that run. */
  readonly instances?: number;
  readonly failureReason?: string;
  /** Alarms that take a deployment back. */
  readonly rollbackAlarms: readonly string[];
}

/** Asks the endpoint of a model; undefined when there is none. */
export async function servingOf(trial: Trial, model: string): Promise<Serving | undefined> {
  const EndpointName = namesOf(trial).endpoint(model);
  let endpoint;
  try {
    endpoint = await trial.session.call('DescribeEndpoint', { EndpointName });
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
  return {
    status: endpoint.EndpointStatus ?? 'unknown',
    configuration: endpoint.EndpointConfigName,
    pending: endpoint.PendingDeploymentSummary?.EndpointConfigName,
    phase: endpoint.PendingDeploymentSummary?.ProductionVariants?.[0]?.VariantStatus?.[0]?.Status,
    instances: endpoint.ProductionVariants?.[0]?.CurrentInstanceCount,
    failureReason: endpoint.FailureReason,
    rollbackAlarms: (endpoint.LastDeploymentConfig?.AutoRollbackConfiguration?.Alarms ?? []).flatMap(
      ({ AlarmName }) => AlarmName ?? [],
    ),
  };
}

/** The model behind an endpoint configuration. */
export interface ServedModel {
  readonly packageArn?: string;
  /** Subnets that its containers are placed in. */
  readonly subnets: readonly string[];
}

/** Reads the model of an endpoint configuration; undefined when it is gone, e.g. because its first release was taken back. */
export async function servedModel(trial: Trial, configuration: string | undefined): Promise<ServedModel | undefined> {
  if (configuration === undefined) return undefined;
  const { session } = trial;
  try {
    const { ProductionVariants = [] } = await session.call('DescribeEndpointConfig', {
      EndpointConfigName: configuration,
    });
    const ModelName = ProductionVariants[0]?.ModelName;
    if (ModelName === undefined) return undefined;
    const { PrimaryContainer, Containers, VpcConfig } = await session.call('DescribeModel', { ModelName });
    return {
      packageArn: (PrimaryContainer ?? Containers?.[0])?.ModelPackageName,
      subnets: VpcConfig?.Subnets ?? [],
    };
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** ARN of the model package that the endpoint itself serves: read from endpoint, configuration and model. */
export async function servedPackage(trial: Trial, model: string): Promise<string | undefined> {
  const serving = await servingOf(trial, model);
  return (await servedModel(trial, serving?.configuration))?.packageArn;
}

/** SageMaker calls what does not exist a mistake of the request. */
function isMissing(error: unknown): boolean {
  return nameOf(error) === 'ValidationException' || nameOf(error) === 'ResourceNotFound';
}
