/**
 * Trigger: CloudTrail's record of `UpdateModelPackage`, by EventBridge.
 * Effect: keeps who reviewed, approved or rejected which version, for the release check.
 * Retry: safe. The item is named after the event, and the same event writes the same item.
 */
import { required } from '../handlers/core';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { ApprovalFact } from './core/approver-check';
import { modelOf, type StartableModels } from './core/startable-model';

/** CloudTrail's record of a call, and the models of the rule that delivers it. */
export interface ApiCallEvent {
  readonly models: StartableModels;
  readonly detail: {
    readonly eventID: string;
    readonly eventTime: string;
    readonly errorCode?: string;
    readonly requestParameters?: Readonly<Record<string, unknown>> | null;
    readonly userIdentity?: {
      readonly arn?: string;
      readonly sessionContext?: { readonly sourceIdentity?: string };
      readonly sourceIdentity?: string;
    };
  };
}

/** A decision about a version, ready to be kept. */
export interface ApproverItem {
  readonly model: string;
  /** Sort key: begins with `approver#<ARN of the version>#`. */
  readonly kind: string;
  readonly fact: ApprovalFact;
}

/**
 * What an event decides.
 *
 * @returns undefined when it decides nothing: a refused call, a change of the description, another group
 */
export function decide({ detail, models }: ApiCallEvent): ApproverItem | undefined {
  const arn = detail.requestParameters?.['modelPackageArn'];
  const actor = detail.userIdentity?.arn;
  const decision = decisionOf(detail.requestParameters ?? {});
  if (detail.errorCode !== undefined || typeof arn !== 'string' || actor === undefined || decision === undefined) {
    return undefined;
  }
  const known = modelOf(arn, models);
  if (known === undefined) return undefined;
  const sourceIdentity = detail.userIdentity?.sessionContext?.sourceIdentity ?? detail.userIdentity?.sourceIdentity;
  return {
    model: known.model,
    kind: `approver#${arn}#${detail.eventTime}#${detail.eventID}`,
    fact: { decision, at: detail.eventTime, actor: { arn: actor, sourceIdentity } },
  };
}

function decisionOf(parameters: Readonly<Record<string, unknown>>): ApprovalFact['decision'] | undefined {
  const status = parameters['modelApprovalStatus'];
  if (status === 'Approved') return 'approval';
  if (typeof status === 'string') return 'withdrawal';
  const cycle = parameters['modelLifeCycle'];
  if (typeof cycle !== 'object' || cycle === null) return undefined;
  const { stage, stageStatus } = cycle as { stage?: unknown; stageStatus?: unknown };
  if (stage !== 'Review') return undefined;
  return stageStatus === 'Approved' ? 'review' : 'withdrawal';
}

const dynamodb = new DynamoDBClient({});

export async function handler(event: ApiCallEvent): Promise<void> {
  const item = decide(event);
  console.info({ eventId: event.detail.eventID, model: item?.model, decision: item?.fact.decision ?? 'none' });
  if (item === undefined) return;
  const { decision, at, actor } = item.fact;
  await dynamodb.send(
    new PutItemCommand({
      TableName: required('TABLE_NAME'),
      Item: {
        model: { S: item.model },
        kind: { S: item.kind },
        decision: { S: decision },
        at: { S: at },
        arn: { S: actor.arn },
        ...(actor.sourceIdentity !== undefined && { sourceIdentity: { S: actor.sourceIdentity } }),
      },
    }),
  );
}
