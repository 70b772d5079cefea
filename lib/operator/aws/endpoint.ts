import type { DescribeEndpointOutput } from '@aws-sdk/client-sagemaker';
import { EnvironmentNames } from '../../../constructs/model/core';
import type { Permissions } from '../permissions';
import { nameOf } from './failure';
import type { SessionFor } from './session';

/** What describing the endpoint of a model asks for. */
export const ENDPOINT_PERMISSIONS = [
  { calls: ['DescribeEndpoint'], on: 'the endpoint of the model' },
] as const satisfies Permissions;

/** What an operator wants to know of an endpoint before something is released to it. */
export interface EndpointState {
  readonly status: string;
  /** Names of the alarms that take a deployment back. */
  readonly rollbackAlarms: readonly string[];
  /** How traffic moves, e.g. `canary of 10 % for 15 min`. @default - at once */
  readonly rollout?: string;
  /** Minutes for which deployments are watched, start-up of instances not counted. */
  readonly watchedMinutes: number;
}

/** Describes the endpoint of a model; undefined before the first release. */
export async function endpointState(
  session: SessionFor<typeof ENDPOINT_PERMISSIONS>,
  model: string,
): Promise<EndpointState | undefined> {
  const { prefix, environment } = session.description;
  const EndpointName = new EnvironmentNames(prefix, environment).endpoint(model);
  try {
    return stateOf(await session.call('DescribeEndpoint', { EndpointName }));
  } catch (error) {
    if (nameOf(error) === 'ValidationException' || nameOf(error) === 'ResourceNotFound') return undefined;
    throw error;
  }
}

function stateOf(endpoint: DescribeEndpointOutput): EndpointState {
  const { BlueGreenUpdatePolicy, RollingUpdatePolicy, AutoRollbackConfiguration } = endpoint.LastDeploymentConfig ?? {};
  const {
    Type,
    CanarySize,
    LinearStepSize,
    WaitIntervalInSeconds = 0,
  } = BlueGreenUpdatePolicy?.TrafficRoutingConfiguration ?? {};
  const size = (CanarySize ?? LinearStepSize)?.Value ?? 100;
  const wait = WaitIntervalInSeconds / 60;
  const end = (BlueGreenUpdatePolicy?.TerminationWaitInSeconds ?? 0) / 60;
  const common = {
    status: endpoint.EndpointStatus ?? 'unknown',
    rollbackAlarms: (AutoRollbackConfiguration?.Alarms ?? []).flatMap(({ AlarmName }) => AlarmName ?? []),
  };
  if (RollingUpdatePolicy !== undefined) {
    const batch = RollingUpdatePolicy.MaximumBatchSize?.Value ?? 1;
    const minutes = (RollingUpdatePolicy.WaitIntervalInSeconds ?? 0) / 60;
    const steps = RollingUpdatePolicy.MaximumBatchSize?.Type === 'CAPACITY_PERCENT' ? Math.ceil(100 / batch) : 1;
    return { ...common, rollout: `rolling, ${minutes} min watched for each batch`, watchedMinutes: steps * minutes };
  }
  if (Type === 'CANARY') {
    return { ...common, rollout: `canary of ${size} % for ${wait} min`, watchedMinutes: wait + end };
  }
  if (Type === 'LINEAR') {
    const steps = Math.ceil(100 / size);
    return { ...common, rollout: `${steps} steps of ${size} %, ${wait} min each`, watchedMinutes: steps * wait + end };
  }
  return { ...common, watchedMinutes: end };
}
