/**
 * Trigger: `SageMaker Model Package State Change` for the groups of the environment, by EventBridge.
 * Effect: starts the release machine: for an approved version a release, for the rejection of what serves a rollback.
 * Retry: safe. The name of the execution is made from model, version, cause and the time of the change, so that an event
 * that comes twice starts once; the machine checks everything again and has a lock.
 */
import { required } from '../handlers/core';
import { ExecutionAlreadyExists, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { executionName, type ReleaseRequest } from './core/release-request';
import { modelOf, type StartableModel, type StartableModels } from './core/startable-model';

/** `SageMaker Model Package State Change`, and the models of the rule that delivers it. */
export interface PackageEvent {
  readonly models: StartableModels;
  readonly time: string;
  readonly detail: {
    readonly ModelPackageArn?: string;
    readonly ModelApprovalStatus?: string;
    readonly ApprovalDescription?: string;
    /** Milliseconds since 1970. */
    readonly LastModifiedTime?: number;
    /** Names of the fields that changed. @default - not told */
    readonly UpdatedModelPackageFields?: readonly string[];
  };
}

/** What to do about an event. */
export type StartDecision =
  | { readonly action: 'ignore'; readonly reason: string }
  | (Start & { readonly action: 'release' | 'rollback-if-serving' });

interface Start extends StartableModel {
  readonly packageArn: string;
  /** When the status changed, ISO 8601. */
  readonly at: string;
}

/** Decides from the event alone. */
export function decide(event: PackageEvent): StartDecision {
  const { ModelPackageArn: packageArn, ModelApprovalStatus: status, ...detail } = event.detail;
  if (packageArn === undefined) return { action: 'ignore', reason: 'the event names no version' };
  const model = modelOf(packageArn, event.models);
  if (model === undefined) return { action: 'ignore', reason: 'the group belongs to no model of this environment' };
  const changed = detail.UpdatedModelPackageFields;
  if (changed !== undefined && !changed.includes('ModelApprovalStatus')) {
    return { action: 'ignore', reason: 'something else than the approval changed' };
  }
  // The time of the change, not of the event: an event that is sent again has another time.
  const at = detail.LastModifiedTime === undefined ? event.time : new Date(detail.LastModifiedTime).toISOString();
  if (status === 'Approved') return { action: 'release', ...model, packageArn, at };
  if (status === 'Rejected') return { action: 'rollback-if-serving', ...model, packageArn, at };
  return { action: 'ignore', reason: `the version is ${status ?? 'without a status'}` };
}

/** The request to the machine. */
function requestFor(decision: Exclude<StartDecision, { action: 'ignore' }>, actor: string): ReleaseRequest {
  const { model, packageArn } = decision;
  if (decision.action === 'release') {
    return { model, packageArn, cause: 'release', reason: 'approved in the registry', actor };
  }
  // Without a version the machine takes the last one that served well.
  return { model, from: packageArn, cause: 'rollback', reason: `${packageArn} was rejected while it served`, actor };
}

const states = new SFNClient({});
const ssm = new SSMClient({});

export async function handler(event: PackageEvent): Promise<void> {
  const stateMachineArn = required('STATE_MACHINE_ARN');
  const decision = decide(event);
  if (decision.action === 'ignore') {
    console.info({ packageArn: event.detail.ModelPackageArn, ...decision });
    return;
  }
  if (decision.action === 'rollback-if-serving') {
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name: decision.parameterName }));
    if (Parameter?.Value !== decision.packageArn) {
      console.info({ ...decision, action: 'ignore', reason: 'the rejected version does not serve' });
      return;
    }
  }
  const request = requestFor(decision, stateMachineArn);
  // The rejected version is part of the name, so that the rejections of two versions start two rollbacks.
  const name = executionName({ ...request, packageArn: decision.packageArn }, decision.at);
  const started = await start(stateMachineArn, name, request);
  console.info({ ...decision, name, started });
}

async function start(stateMachineArn: string, name: string, request: ReleaseRequest): Promise<boolean> {
  try {
    await states.send(new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(request) }));
    return true;
  } catch (error) {
    if (error instanceof ExecutionAlreadyExists) return false;
    throw error;
  }
}
