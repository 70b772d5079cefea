import { fieldsAt, instantAt, isFields, textAt, type Fields } from './fields';
import { draftOf, type ObservationDraft } from './observe';
import type { Cause, Fact, Instant, RegistryChange } from './types';

/** An event as EventBridge delivers it. */
export interface BusEvent {
  readonly id: string;
  readonly source: string;
  readonly 'detail-type': string;
  readonly time: string;
  readonly detail: Fields;
}

/** How names tell which model is meant. */
export interface Naming {
  /** What endpoints, inference components and model package groups begin with, e.g. `excorp-prod--`: the rest is the model. */
  readonly resourcePrefix: string;
  /** What serving stacks begin with, e.g. `prod-Serving-`. */
  readonly stackPrefix: string;
}

/** What the recorder shall do about an event. */
export type Interpretation =
  | { readonly action: 'ignore'; readonly reason: string }
  /** Record facts as they are. */
  | { readonly action: 'record'; readonly model: string; readonly facts: readonly Fact[] }
  /** Look the versions of an observation up, and record it. */
  | {
      readonly action: 'observe';
      readonly model: string;
      readonly draft: ObservationDraft;
      readonly source: Fact['source'];
    }
  /** Record facts, then describe the endpoint as it is now: nothing else tells what they did to it. */
  | {
      readonly action: 'describe';
      readonly model: string;
      readonly endpointName: string;
      readonly facts: readonly Fact[];
      readonly source: Fact['source'];
    };

/** Detail types of SageMaker whose detail is the state of an endpoint. */
export const ENDPOINT_EVENTS = [
  'SageMaker Endpoint State Change',
  'SageMaker Endpoint Deployment State Change',
] as const;
export const PACKAGE_EVENT = 'SageMaker Model Package State Change';
export const STACK_EVENT = 'CloudFormation Stack Status Change';
export const API_CALL_EVENT = 'AWS API Call via CloudTrail';

/** Calls that change what is served or what may be: CloudTrail is the second witness of them. */
export const WITNESSED_CALLS = [
  'CreateEndpoint',
  'CreateInferenceComponent',
  'CreateModelPackage',
  'DeleteEndpoint',
  'DeleteInferenceComponent',
  'DeleteModelPackage',
  'UpdateEndpoint',
  'UpdateEndpointWeightsAndCapacities',
  'UpdateInferenceComponent',
  'UpdateModelPackage',
] as const;

/** Calls after which no event tells the endpoint's new state. */
const UNTOLD: ReadonlySet<string> = new Set([
  'CreateInferenceComponent',
  'DeleteInferenceComponent',
  'UpdateEndpointWeightsAndCapacities',
  'UpdateInferenceComponent',
]);

/** Decides from the event alone. */
export function interpret(event: BusEvent, naming: Naming): Interpretation {
  const type = event['detail-type'];
  if (event.source === 'aws.sagemaker' && ENDPOINT_EVENTS.some((one) => one === type))
    return endpointEvent(event, naming);
  if (event.source === 'aws.sagemaker' && type === PACKAGE_EVENT) return packageEvent(event, naming);
  if (event.source === 'aws.cloudformation' && type === STACK_EVENT) return stackEvent(event, naming);
  if (type === API_CALL_EVENT) return apiCall(event, naming);
  return ignore(`no interest in ${type}`);
}

/** Whether a message holds an event of EventBridge. */
export function isBusEvent(body: unknown): body is BusEvent {
  return (
    isFields(body) &&
    ['id', 'source', 'detail-type', 'time'].every((key) => typeof body[key] === 'string') &&
    isFields(body['detail'])
  );
}

function endpointEvent(event: BusEvent, naming: Naming): Interpretation {
  const draft = draftOf(event.detail, timeOf(event));
  if (draft === undefined) return ignore('an endpoint event without name or known status');
  const model = modelOf(draft.endpointName, naming.resourcePrefix);
  if (model === undefined) return ignore('an endpoint of no model of this environment');
  return { action: 'observe', model, draft, source: sourceOf(event) };
}

function packageEvent(event: BusEvent, naming: Naming): Interpretation {
  const { detail } = event;
  const modelPackageArn = textAt(detail, 'ModelPackageArn');
  const model = modelOf(textAt(detail, 'ModelPackageGroupName') ?? '', naming.resourcePrefix);
  if (modelPackageArn === undefined || model === undefined)
    return ignore('a model package of no model of this environment');
  const lifeCycle = fieldsAt(detail, 'ModelLifeCycle');
  const registry: RegistryChange = {
    modelPackageArn,
    approvalStatus: textAt(detail, 'ModelApprovalStatus'),
    lifeCycleStage: textAt(lifeCycle, 'Stage'),
    lifeCycleStatus: textAt(lifeCycle, 'StageStatus'),
  };
  return record(event, model, { registry, at: instantAt(detail, 'LastModifiedTime') ?? timeOf(event) });
}

function stackEvent(event: BusEvent, naming: Naming): Interpretation {
  const stack = /:stack\/([^/]+)\//.exec(textAt(event.detail, 'stack-id') ?? '')?.[1] ?? '';
  const model = modelOf(stack, naming.stackPrefix);
  if (model === undefined) return ignore('a stack that serves no model of this environment');
  const details = fieldsAt(event.detail, 'status-details');
  const stackStatus = textAt(details, 'status') ?? '';
  const fact: Fact = {
    ...common(event, model, timeOf(event)),
    kind: 'call',
    cause: stackStatus.includes('ROLLBACK') ? 'automatic-rollback' : 'deploy',
    reason: textAt(details, 'status-reason'),
    call: { service: 'cloudformation', action: stackStatus, stackStatus },
  };
  return { action: 'record', model, facts: [fact] };
}

function apiCall(event: BusEvent, naming: Naming): Interpretation {
  const { detail } = event;
  const action = textAt(detail, 'eventName') ?? '';
  if (textAt(detail, 'eventSource') !== 'sagemaker.amazonaws.com' || !WITNESSED_CALLS.some((one) => one === action)) {
    return ignore(`no interest in ${action}`);
  }
  const asked = fieldsAt(detail, 'requestParameters');
  const modelPackageArn =
    textAt(asked, 'modelPackageArn') ??
    textAt(fieldsAt(detail, 'responseElements'), 'modelPackageArn') ??
    textAt(asked, 'modelPackageName');
  const name =
    textAt(asked, 'endpointName') ??
    textAt(asked, 'inferenceComponentName') ??
    textAt(asked, 'modelPackageGroupName') ??
    /:model-package\/([^/]+)\//.exec(modelPackageArn ?? '')?.[1];
  const model = modelOf(/(?:^|\/)([^/]+)$/.exec(name ?? '')?.[1] ?? '', naming.resourcePrefix);
  if (model === undefined) return ignore('a call that concerns no model of this environment');
  const at = instantAt(detail, 'eventTime') ?? timeOf(event);
  const errorCode = textAt(detail, 'errorCode');
  if (errorCode === undefined && modelPackageArn !== undefined && action !== 'DeleteModelPackage') {
    const lifeCycle = fieldsAt(asked, 'modelLifeCycle');
    const registry: RegistryChange = {
      modelPackageArn,
      approvalStatus: textAt(asked, 'modelApprovalStatus'),
      lifeCycleStage: textAt(lifeCycle, 'stage'),
      lifeCycleStatus: textAt(lifeCycle, 'stageStatus'),
    };
    return record(event, model, { registry, at });
  }
  const fact: Fact = {
    ...common(event, model, at),
    kind: 'call',
    cause: 'change',
    call: {
      service: 'sagemaker',
      action,
      errorCode,
      modelPackageArn,
      endpointConfigName: textAt(asked, 'endpointConfigName'),
    },
  };
  if (errorCode !== undefined || !UNTOLD.has(action)) return { action: 'record', model, facts: [fact] };
  return {
    action: 'describe',
    model,
    endpointName: `${naming.resourcePrefix}${model}`,
    facts: [fact],
    source: sourceOf(event),
  };
}

function record(
  event: BusEvent,
  model: string,
  { registry, at }: { registry: RegistryChange; at: Instant },
): Interpretation {
  const fact: Fact = { ...common(event, model, at), kind: 'registry', cause: registryCause(event, registry), registry };
  return { action: 'record', model, facts: [fact] };
}

function registryCause(event: BusEvent, { approvalStatus, lifeCycleStatus }: RegistryChange): Cause {
  if (approvalStatus === 'Approved' || lifeCycleStatus === 'Approved') return 'approval';
  if (approvalStatus === 'Rejected' || lifeCycleStatus === 'Rejected') return 'rejection';
  return textAt(event.detail, 'eventName') === 'UpdateModelPackage' ? 'change' : 'registration';
}

function common(event: BusEvent, model: string, at: Instant) {
  const witness = textAt(event.detail, 'eventID');
  return {
    model,
    factId: witness === undefined ? `event/${event.id}` : `call/${witness}`,
    actor: textAt(fieldsAt(event.detail, 'userIdentity'), 'arn'),
    at,
    source: sourceOf(event),
  };
}

function sourceOf(event: BusEvent): Fact['source'] {
  return { service: event.source, type: event['detail-type'], id: event.id };
}

function timeOf(event: BusEvent): Instant {
  return instantAt(event, 'time') ?? new Date(0).toISOString();
}

function modelOf(name: string, prefix: string): string | undefined {
  return name.startsWith(prefix) && name.length > prefix.length ? name.slice(prefix.length) : undefined;
}

function ignore(reason: string): Interpretation {
  return { action: 'ignore', reason };
}
